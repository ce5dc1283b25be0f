// Made by bindings/swig/regenerate from include/wgf; changes here are lost.
using System;
using System.Runtime.InteropServices;

namespace Wgf {
  /// <summary>Frees the user pointer of a callback. Called exactly once, also when registration fails.</summary>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate void FreeFn(IntPtr user);

  /// <summary>Receives one whole line of text, without a line end. Called on the thread that called the library. What it throws is dropped.</summary>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate void LogFn(IntPtr user, int level, IntPtr line);

  /// <summary>Asked at least every 100 ms while the library computes, on the thread that called it and outside its thread pool, so that a host can look for its own interrupt. Return non-zero to cancel; an exception ends the call with Status.CallbackError.</summary>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate int PollFn(IntPtr user);

  /// <summary>Log density and score of n points at once. Called on the thread that called the library (see TargetFlags.ThreadSafe).</summary>
  /// <remarks>A point is rejected by a log density of -infinity or NaN or a score that is not finite: Metropolis steps refuse the move; elsewhere the particle rests for this step and leaves the sums. It may start other flows, but must not use the handles that are at work, nor leave by longjmp or an exception.</remarks>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate int DensityFn(IntPtr user, long batch, long n, long d, double* x, double* logDensity, double* score);

  /// <summary>Products of the Hessian of the log density with one vector per point.</summary>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate int HessianVectorFn(IntPtr user, long batch, long n, long d, double* x, double* v, double* hv);

  /// <summary>Called between steps, at most once per "progress_interval" seconds and at the end of a run, on the calling thread. It may read the flow and its ensemble. Return non-zero to cancel; an exception ends the run with Status.CallbackError, after the step that was completed.</summary>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate int ProgressFn(IntPtr user, long step, long steps, long n, long d, double* x);

  /// <summary>A radial kernel of the user's: k = phi(u), u = |x-y|^2 / bandwidth^2. Called for up to some 1500 values of u at a time, on the calling thread (or on several, when registered with TargetFlags.ThreadSafe).</summary>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate int KernelFn(IntPtr user, long n, double* u, double* k, double* k1, double* k2, double* k3);

  /// <summary>A kernel by features, k(x,y) = &lt;f(x), f(y)&gt;: gives the features of n points and the products J(x)^T c of the Jacobian with one vector c in feature space. Called on the calling thread. Sums are of the features as given, and their differences lose what these round: features that grow, such as x itself, should be of x less a place near the points.</summary>
  [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
  internal unsafe delegate int FeaturesFn(IntPtr user, long n, long d, double* x, long m, double* f, double* c, double* jtc);
}
