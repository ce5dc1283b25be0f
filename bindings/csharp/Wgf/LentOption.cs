using System;

namespace Wgf {
  /// <summary>An option of a handle, which is held meanwhile: its options live as long as it does.</summary>
  readonly unsafe struct LentOption : IDisposable {
    readonly HandleWithOptions owner;
    readonly string entry;
    readonly string name;
    readonly IntPtr options;

    internal LentOption(HandleWithOptions owner, string entry, string name) {
      this.owner = owner;
      this.entry = entry;
      this.name = name;
      var held = false;
      owner.DangerousAddRef(ref held);
      try {
        options = owner.Lend();
      } catch {
        owner.DangerousRelease();
        throw;
      }
    }

    public void Dispose() => owner.DangerousRelease();

    internal OptionValue Get() {
      switch (Catalogue.TypeOf(owner.Kind, entry, name)) {
        case OptionType.Int:
          Native.OptionsGetInt(options, name, out var whole);
          return whole;
        case OptionType.String:
          Native.OptionsGetString(options, name, out var text);
          return text;
        case OptionType.Vector:
          return Numbers();
        default:
          Native.OptionsGetDouble(options, name, out var number);
          return number;
      }
    }

    internal void Set(OptionValue value) {
      switch (value.TypeAs(Catalogue.TypeOf(owner.Kind, entry, name))) {
        case OptionType.Int:
          Native.OptionsSetInt(options, name, (long)value);
          break;
        case OptionType.String:
          Native.OptionsSetString(options, name, (string)value);
          break;
        case OptionType.Vector:
          fixed (double* x = (double[])value) Native.OptionsSetVector(options, name, ((double[])value).Length, x);
          break;
        default:
          Native.OptionsSetDouble(options, name, (double)value);
          break;
      }
    }

    double[] Numbers() {
      Native.OptionsGetLength(options, name, out var n);
      var values = new double[n];
      fixed (double* x = values) Native.OptionsGetVector(options, name, n, x);
      return values;
    }
  }
}
