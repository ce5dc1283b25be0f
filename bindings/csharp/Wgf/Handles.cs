using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Wgf {
  /// <summary>
  /// Owns one handle of the library, and keeps alive what its callbacks need: their closures, and the handles that have closures of their
  /// own. The library sees closures through weak references, so that one which uses its own flow can be collected.
  /// </summary>
  abstract class Handle : SafeHandle {
    readonly Dictionary<string, object> kept = new Dictionary<string, object>();

    protected Handle() : base(IntPtr.Zero, true) { }

    public override bool IsInvalid => handle == IntPtr.Zero;

    internal void Keep(string slot, [AllowNull] object one) {
      if (one == null) kept.Remove(slot);
      else kept[slot] = one;
    }
  }

  /// <summary>A handle that has options.</summary>
  abstract class HandleWithOptions : Handle {
    internal abstract EntryKind Kind { get; }

    /// <summary>The library's pointer to them.</summary>
    internal abstract IntPtr Lend();

    /// <summary>One of its options, for one use.</summary>
    /// <param name="entry">Its own name in the catalogue.</param>
    /// <param name="name">The option.</param>
    internal LentOption Option(string entry, string name) => new LentOption(this, entry, Given.Text(name, nameof(name)));
  }

  sealed class ContextHandle : HandleWithOptions {
    internal override EntryKind Kind => EntryKind.Context;

    internal override IntPtr Lend() {
      Native.ContextGetOptions(this, out var options);
      return options;
    }

    protected override bool ReleaseHandle() {
      Native.ContextDestroy(handle);
      return true;
    }
  }

  sealed class TargetHandle : HandleWithOptions {
    internal override EntryKind Kind => EntryKind.Target;

    internal override IntPtr Lend() {
      Native.TargetGetOptions(this, out var options);
      return options;
    }

    protected override bool ReleaseHandle() {
      Native.TargetDestroy(handle);
      return true;
    }
  }

  sealed class EnsembleHandle : Handle {
    protected override bool ReleaseHandle() {
      Native.EnsembleDestroy(handle);
      return true;
    }
  }

  sealed class FlowHandle : HandleWithOptions {
    internal override EntryKind Kind => EntryKind.Flow;

    internal override IntPtr Lend() {
      Native.FlowGetOptions(this, out var options);
      return options;
    }

    protected override bool ReleaseHandle() {
      Native.FlowDestroy(handle);
      return true;
    }
  }

  sealed class DrawsHandle : Handle {
    protected override bool ReleaseHandle() {
      Native.DrawsDestroy(handle);
      return true;
    }
  }

  sealed class DiscrepancyHandle : HandleWithOptions {
    internal override EntryKind Kind => EntryKind.Discrepancy;

    internal override IntPtr Lend() {
      Native.DiscrepancyGetOptions(this, out var options);
      return options;
    }

    protected override bool ReleaseHandle() {
      Native.DiscrepancyDestroy(handle);
      return true;
    }
  }

  static class HandleExtensions {
    /// <summary>The handle, unless its owner was disposed.</summary>
    internal static T Open<T>(this T handle, string owner) where T : Handle =>
      handle.IsClosed ? throw new ObjectDisposedException(owner) : handle;
  }
}
