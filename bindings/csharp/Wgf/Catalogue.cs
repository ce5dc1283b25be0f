using System.Collections.Generic;

namespace Wgf {
  /// <summary>What the library offers, by name.</summary>
  public static class Catalogue {
    /// <summary>The flows, for <see cref="Flow"/>.</summary>
    public static IReadOnlyList<Entry> Flows => Entries(EntryKind.Flow);

    /// <summary>The ready-made targets, for <see cref="Target"/>.</summary>
    public static IReadOnlyList<Entry> Targets => Entries(EntryKind.Target);

    /// <summary>The kernels, for the option "kernel".</summary>
    public static IReadOnlyList<Entry> Kernels => Entries(EntryKind.Kernel);

    /// <summary>The discrepancies, for <see cref="Discrepancy"/>.</summary>
    public static IReadOnlyList<Entry> Discrepancies => Entries(EntryKind.Discrepancy);

    /// <summary>All entries of one kind, in alphabetical order.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>The entries.</returns>
    public static IReadOnlyList<Entry> Entries(EntryKind kind) {
      Native.CatalogueCount((int)kind, out var count);
      var entries = new Entry[count];
      for (var i = 0; i < count; ++i) {
        entries[i] = Entry.Sized;
        Native.CatalogueEntry((int)kind, i, ref entries[i]);
      }
      return entries;
    }

    /// <summary>The options of one entry.</summary>
    /// <param name="kind">The entry's kind.</param>
    /// <param name="name">The entry's name. A context has the options of the entry "context".</param>
    /// <returns>The options.</returns>
    public static IReadOnlyList<Option> Options(EntryKind kind, string name) {
      var first = Option.Sized;
      var options = new List<Option>();
      foreach (var entry in Entries(kind)) {
        if (entry.Name != name) continue;
        for (var i = 0; i < entry.OptionCount; ++i) {
          var option = Option.Sized;
          Native.CatalogueOption((int)kind, name, i, ref option);
          options.Add(option);
        }
        return options;
      }
      Native.CatalogueOption((int)kind, name, 0, ref first);
      return options;
    }

    /// <summary>The type of an option; of one that is not there a number, so that the library says what is there.</summary>
    internal static OptionType TypeOf(EntryKind kind, string entry, string name) {
      foreach (var option in Options(kind, entry))
        if (option.Name == name) return option.Type;
      return OptionType.Double;
    }
  }
}
