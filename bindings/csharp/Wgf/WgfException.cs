using System;

namespace Wgf {
  /// <summary>
  /// A failure of the library. Failures that .NET has a type for are thrown as that type, with this exception inside:
  /// <see cref="ArgumentException"/> (argument, option), <see cref="InvalidOperationException"/> (state, busy, fork),
  /// <see cref="OutOfMemoryException"/>, <see cref="System.IO.InvalidDataException"/> (format) and
  /// <see cref="NotSupportedException"/>. An exception of a callback comes out as itself.
  /// </summary>
  public sealed class WgfException : Exception {
    /// <summary>What failed.</summary>
    public Status Status { get; }

    /// <summary>What a native callback returned, when <see cref="Status"/> is <see cref="Status.CallbackError"/>; else 0.</summary>
    public int CallbackResult { get; }

    internal WgfException(Status status, string message, int callbackResult) : base(message) {
      Status = status;
      CallbackResult = callbackResult;
    }

    /// <summary>The status of a failure of the library, whatever type it was thrown as; <see cref="Status.Ok"/> for another exception.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The status.</returns>
    public static Status StatusOf(Exception exception) {
      var failure = exception as WgfException ?? Given.NotNull(exception, nameof(exception)).InnerException as WgfException;
      return failure == null ? Status.Ok : failure.Status;
    }
  }
}
