using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace Wgf {
  /// <summary>
  /// Turns statuses into exceptions. No exception crosses native frames: that of a callback waits here, on its thread, until the native call
  /// has returned.
  /// </summary>
  static class Failure {
    [ThreadStatic, AllowNull, MaybeNull] static ExceptionDispatchInfo waiting;

    internal static bool Waits => waiting != null;

    /// <summary>For a call that has no result when it was cancelled.</summary>
    internal static Status Check(Status status, [CallerMemberName] string call = "") {
      if (News(status) != Status.Cancelled) return status;
      throw new OperationCanceledException(Regex.Replace(call, "^(Context|Target|Ensemble|Flow|Draws|Discrepancy)(?=.)", "$1.") +
                                           " was cancelled and has no result");
    }

    /// <summary>For a call whose result is the status: cancelled is news.</summary>
    internal static Status News(Status status) {
      var kept = waiting;
      waiting = null;
      kept?.Throw();
      return status >= Status.Ok ? status : throw Describe(status);
    }

    /// <summary>Begins a callback. Pass the result on to <see cref="Leave"/>: what waits outside is not for calls made inside.</summary>
    [return: MaybeNull]
    internal static ExceptionDispatchInfo Enter() {
      var outside = waiting;
      waiting = null;
      return outside;
    }

    /// <summary>Ends a callback. The result is what it returns to the library.</summary>
    internal static int Leave([AllowNull] ExceptionDispatchInfo outside, [AllowNull] Exception failure = null) {
      waiting = outside ?? (failure == null ? null : ExceptionDispatchInfo.Capture(failure));
      return failure == null ? 0 : 1;
    }

    static Exception Describe(Status status) {
      var result = status == Status.CallbackError ? Native.CallbackResult() : 0;
      // The C function's name says nothing to a user of .NET.
      var text = Regex.Replace(Native.LastError(), @"^wgf_\w+: ", "");
      var failure = new WgfException(status, Native.StatusName(status) + ": " + text, result);
      switch (status) {
        case Status.ArgumentError:
        case Status.OptionError:
          return new ArgumentException(text, failure);
        case Status.StateError:
        case Status.BusyError:
        case Status.ForkError:
          return new InvalidOperationException(text, failure);
        case Status.MemoryError:
          return new OutOfMemoryException(text, failure);
        case Status.FormatError:
          return new InvalidDataException(text, failure);
        case Status.UnsupportedError:
          return new NotSupportedException(text, failure);
        default:
          return failure;
      }
    }
  }
}
