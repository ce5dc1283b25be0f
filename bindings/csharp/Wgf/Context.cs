using System;
using System.Diagnostics.CodeAnalysis;

namespace Wgf {
  /// <summary>
  /// Threads, seed and messages, shared by the objects made from it. Its options go by name: <c>new Context { ["seed"] = 7 }</c>;
  /// <see cref="Catalogue.Options"/> lists them.
  /// </summary>
  /// <remarks>An object of this package may be used from any thread, by one thread at a time; they may be disposed in any order.</remarks>
  public sealed class Context : IDisposable {
    readonly ContextHandle handle;

    /// <summary>A context with the default options: all cores, seed 1, the best instruction set, no messages.</summary>
    public Context() { Native.ContextCreate(out handle); }

    internal ContextHandle Handle => handle.Open(nameof(Context));

    /// <summary>An option.</summary>
    /// <param name="name">Its name: "threads", "seed" or "isa".</param>
    public OptionValue this[string name] {
      get {
        using (var option = Handle.Option("context", name)) return option.Get();
      }
      set {
        using (var option = Handle.Option("context", name)) option.Set(value);
      }
    }

    /// <summary>Receives messages, line by line, on the thread that uses the library. null, as at first: no messages.</summary>
    /// <param name="receiver">The receiver.</param>
    public void SetLog([AllowNull] Action<LogLevel, string> receiver) {
      var open = Handle;
      if (receiver == null) Native.ContextSetLog(open, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero);
      else Native.ContextSetLog(open, Trampolines.LogAddress, Trampolines.User(receiver), Trampolines.FreeAddress);
      open.Keep("log", receiver);
    }

    /// <summary>Is asked at least every 100 ms of computation, on the thread that uses the library, whether to go on. null, as at first: never.</summary>
    /// <param name="goOn">Gives false to cancel, as <see cref="Cancel"/> does.</param>
    public void SetPoll([AllowNull] Func<bool> goOn) {
      var open = Handle;
      if (goOn == null) Native.ContextSetPoll(open, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero);
      else Native.ContextSetPoll(open, Trampolines.PollAddress, Trampolines.User(goOn), Trampolines.FreeAddress);
      open.Keep("poll", goOn);
    }

    /// <summary>
    /// Cancels the computation that runs with this context, or the next one when none runs. <see cref="Flow.Run"/> and <see cref="Flow.Step"/>
    /// give <see cref="Status.Cancelled"/>; every other call throws <see cref="OperationCanceledException"/>. Safe from any thread.
    /// </summary>
    public void Cancel() => Native.ContextCancel(Handle);

    /// <summary>What it is, in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => handle.IsClosed ? "Context (disposed)" : "Context: threads " + this["threads"] + ", seed " + this["seed"] + ", isa " + this["isa"];

    /// <summary>Releases the context; it lives on while another object needs it.</summary>
    public void Dispose() => handle.Dispose();
  }
}
