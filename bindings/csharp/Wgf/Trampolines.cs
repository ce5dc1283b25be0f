using System;
using System.Runtime.InteropServices;

namespace Wgf {
  /// <summary>The functions that the library calls. Each hands over to the closure that `user` refers to.</summary>
  static unsafe class Trampolines {
    static readonly DensityFn density = Density;
    static readonly HessianVectorFn hessianVector = HessianVector;
    static readonly KernelFn kernel = Kernel;
    static readonly FeaturesFn features = Features;
    static readonly ProgressFn progress = Progress;
    static readonly LogFn log = Log;
    static readonly PollFn poll = Poll;
    static readonly FreeFn free = Free;

    internal static readonly IntPtr DensityAddress = Marshal.GetFunctionPointerForDelegate(density);
    internal static readonly IntPtr HessianVectorAddress = Marshal.GetFunctionPointerForDelegate(hessianVector);
    internal static readonly IntPtr KernelAddress = Marshal.GetFunctionPointerForDelegate(kernel);
    internal static readonly IntPtr FeaturesAddress = Marshal.GetFunctionPointerForDelegate(features);
    internal static readonly IntPtr ProgressAddress = Marshal.GetFunctionPointerForDelegate(progress);
    internal static readonly IntPtr LogAddress = Marshal.GetFunctionPointerForDelegate(log);
    internal static readonly IntPtr PollAddress = Marshal.GetFunctionPointerForDelegate(poll);
    internal static readonly IntPtr FreeAddress = Marshal.GetFunctionPointerForDelegate(free);

    /// <summary>A `user` pointer, which the library frees with <see cref="FreeAddress"/>. Someone else must keep the closure alive.</summary>
    internal static IntPtr User(object closure) =>
      GCHandle.ToIntPtr(GCHandle.Alloc(closure, GCHandleType.Weak));

    static T Closure<T>(IntPtr user) where T : class =>
      GCHandle.FromIntPtr(user).Target as T ?? throw new ObjectDisposedException(typeof(T).Name, "the callback was collected");

    static void Free(IntPtr user) => GCHandle.FromIntPtr(user).Free();

    static int Density(IntPtr user, long batch, long n, long d, double* x, double* logDensity, double* score) {
      var outside = Failure.Enter();
      try {
        Closure<Density>(user)(new Points(x, n, d, batch), Memory.View(logDensity, n), Memory.View(score, n * d));
        return Failure.Leave(outside);
      } catch (Exception failure) {
        return Failure.Leave(outside, failure);
      }
    }

    static int HessianVector(IntPtr user, long batch, long n, long d, double* x, double* v, double* hv) {
      var outside = Failure.Enter();
      try {
        Closure<HessianVector>(user)(new Points(x, n, d, batch), Memory.View(v, n * d), Memory.View(hv, n * d));
        return Failure.Leave(outside);
      } catch (Exception failure) {
        return Failure.Leave(outside, failure);
      }
    }

    static int Kernel(IntPtr user, long n, double* u, double* k, double* k1, double* k2, double* k3) {
      var outside = Failure.Enter();
      try {
        Closure<Kernel>(user)(Memory.View(u, n), Memory.View(k, n), Memory.View(k1, n), Memory.View(k2, n), Memory.View(k3, n));
        return Failure.Leave(outside);
      } catch (Exception failure) {
        return Failure.Leave(outside, failure);
      }
    }

    static int Features(IntPtr user, long n, long d, double* x, long m, double* f, double* c, double* jtc) {
      var outside = Failure.Enter();
      try {
        Closure<Features>(user)(new Points(x, n, d, -1), Memory.View(f, n * m), Memory.View(c, m), Memory.View(jtc, n * d));
        return Failure.Leave(outside);
      } catch (Exception failure) {
        return Failure.Leave(outside, failure);
      }
    }

    static int Progress(IntPtr user, long step, long steps, long n, long d, double* x) {
      var outside = Failure.Enter();
      try {
        Closure<Action<long, long>>(user)(step, steps);
        return Failure.Leave(outside);
      } catch (Exception failure) {
        return Failure.Leave(outside, failure);
      }
    }

    static void Log(IntPtr user, int level, IntPtr line) {
      var outside = Failure.Enter();
      try {
        Closure<Action<LogLevel, string>>(user)((LogLevel)level, Utf8.Read(line));
        Failure.Leave(outside);
      } catch (Exception failure) {
        Failure.Leave(outside, failure);
      }
    }

    static int Poll(IntPtr user) {
      var outside = Failure.Enter();
      try {
        var goOn = Closure<Func<bool>>(user)();
        Failure.Leave(outside);
        return goOn ? 0 : 1;
      } catch (Exception failure) {
        return Failure.Leave(outside, failure);
      }
    }
  }
}
