using System;
using System.Runtime.InteropServices;

namespace Wgf {
  /// <summary>Between spans and the library's pointers.</summary>
  static unsafe class Memory {
    /// <summary>Memory of the library as a span; null is an empty one.</summary>
    internal static Span<double> View(double* values, long count) =>
      values == null ? default(Span<double>) : new Span<double>(values, checked((int)count));

    /// <summary>For `fixed`; null for an empty span, which to the library means: not given, or not wanted.</summary>
    internal static ref double Start(ReadOnlySpan<double> values) => ref MemoryMarshal.GetReference(values.IsEmpty ? default(ReadOnlySpan<double>) : values);

    /// <summary>Number of rows of a matrix in a span.</summary>
    internal static long Rows(int length, long dim, string name) =>
      dim > 0 && length % dim == 0 ? length / dim
        : throw new ArgumentException("the length is " + length + "; allowed is a multiple of " + dim, name);

    /// <summary>Refuses a length that the library could not check: it sees an address alone. Empty means not given, or not wanted.</summary>
    internal static void RequireLength(ReadOnlySpan<double> values, long length, string name) {
      if (!values.IsEmpty && values.Length != length)
        throw new ArgumentException("the length is " + values.Length + "; allowed is " + length, name);
    }
  }
}
