using System;
using System.Diagnostics.CodeAnalysis;

namespace Wgf {
  /// <summary>Refuses arguments that the library could not name, or would not see whole.</summary>
  static class Given {
    internal static T NotNull<T>([AllowNull] T value, string name) where T : class => value ?? throw new ArgumentNullException(name);

    /// <summary>A text for the library, which reads up to the first NUL.</summary>
    internal static string Text([AllowNull] string value, string name) {
      if (value == null) throw new ArgumentNullException(name);
      var at = value.IndexOf('\0');
      return at < 0 ? value : throw new ArgumentException("the text \"" + value.Replace("\0", "\\0") + "\" has a NUL at " + at + "; allowed is a text without", name);
    }

    [return: MaybeNull]
    internal static string TextOrNull([AllowNull] string value, string name) => value == null ? null : Text(value, name);
  }
}
