using System;
using System.Diagnostics.CodeAnalysis;

namespace Wgf {
  /// <summary>What a flow moves towards: a density known up to a constant, or a cloud of samples.</summary>
  public sealed unsafe class Target : IDisposable {
    readonly TargetHandle handle;
    readonly string name;

    /// <summary>A ready-made target; <see cref="Catalogue.Targets"/> lists them.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">For example "gaussian".</param>
    /// <param name="dim">Its dimension.</param>
    public Target(Context context, string name, long dim) {
      Context = Given.NotNull(context, nameof(context));
      this.name = name;
      Native.TargetCreate(context.Handle, name, dim, out handle);
      handle.Keep("context", context.Handle);
    }

    /// <summary>A target whose log density and score are given point by point.</summary>
    /// <param name="context">The context.</param>
    /// <param name="dim">Dimension on the user's scale.</param>
    /// <param name="density">Log density and score.</param>
    public Target(Context context, long dim, PointDensity density)
      : this(context, dim, TargetFlags.LogDensity | TargetFlags.Score, EachPoint(density)) { }

    /// <summary>
    /// A target whose log density, score or both are given for many points at once. A score that is not given is differenced from the log
    /// density, at 2 dim evaluations a point.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <param name="dim">Dimension on the user's scale.</param>
    /// <param name="flags">What is given. Callbacks run on the calling thread, so <see cref="TargetFlags.ThreadSafe"/> is refused.</param>
    /// <param name="density">Gives it; null: the answers come by <see cref="Flow.Tell"/>.</param>
    public Target(Context context, long dim, TargetFlags flags, [AllowNull] Density density) {
      if ((flags & TargetFlags.ThreadSafe) != 0)
        throw new ArgumentException("ThreadSafe is for native callbacks: those of .NET run on the calling thread", nameof(flags));
      Context = Given.NotNull(context, nameof(context));
      name = "";
      var open = context.Handle;
      if (density == null) Native.TargetCreateCallback(open, dim, (int)flags, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, out handle);
      else Native.TargetCreateCallback(open, dim, (int)flags, Trampolines.DensityAddress, Trampolines.User(density), Trampolines.FreeAddress, out handle);
      handle.Keep("density", density);
      handle.Keep("context", open);
    }

    /// <summary>A target whose callback is native code, of the type <c>wgf_density_fn</c> of the C API.</summary>
    /// <param name="context">The context.</param>
    /// <param name="dim">Dimension on the user's scale.</param>
    /// <param name="flags">What it gives; <see cref="TargetFlags.ThreadSafe"/> is allowed.</param>
    /// <param name="function">Its address.</param>
    /// <param name="user">Handed to it. Both must stay valid as long as the target, or a flow or ensemble that uses it.</param>
    public Target(Context context, long dim, TargetFlags flags, IntPtr function, IntPtr user) {
      Context = Given.NotNull(context, nameof(context));
      name = "";
      if (function == IntPtr.Zero) throw new ArgumentNullException(nameof(function));
      Native.TargetCreateCallback(context.Handle, dim, (int)flags, function, user, IntPtr.Zero, out handle);
      handle.Keep("context", context.Handle);
    }

    /// <summary>A cloud of samples with equal weights.</summary>
    /// <param name="context">The context.</param>
    /// <param name="samples">One sample a row; copied.</param>
    public Target(Context context, double[,] samples) {
      Context = Given.NotNull(context, nameof(context));
      name = "";
      fixed (double* x = Given.NotNull(samples, nameof(samples))) Native.TargetCreateSamples(context.Handle, samples.GetLength(0), samples.GetLength(1), x, out handle);
      handle.Keep("context", context.Handle);
    }

    /// <summary>A cloud of samples with equal weights.</summary>
    /// <param name="context">The context.</param>
    /// <param name="samples">Sample after sample; copied.</param>
    /// <param name="dim">Dimension.</param>
    public Target(Context context, ReadOnlySpan<double> samples, long dim) {
      Context = Given.NotNull(context, nameof(context));
      name = "";
      var n = Memory.Rows(samples.Length, dim, nameof(samples));
      fixed (double* x = &Memory.Start(samples)) Native.TargetCreateSamples(context.Handle, n, dim, x, out handle);
      handle.Keep("context", context.Handle);
    }

    internal TargetHandle Handle => handle.Open(nameof(Target));

    /// <summary>The context it was made with.</summary>
    public Context Context { get; }

    /// <summary>An option of a ready-made target; <see cref="Catalogue.Options"/> lists them.</summary>
    /// <param name="name">Its name, for example "mean".</param>
    public OptionValue this[string name] {
      get {
        using (var option = Handle.Option(this.name, name)) return option.Get();
      }
      set {
        using (var option = Handle.Option(this.name, name)) option.Set(value);
      }
    }

    /// <summary>Dimension of the unconstrained coordinates, in which particles move.</summary>
    public long Dim {
      get {
        Native.TargetGetDim(Handle, out var d);
        return d;
      }
    }

    /// <summary>Dimension on the user's scale.</summary>
    public long UserDim {
      get {
        Native.TargetGetUserDim(Handle, out var d);
        return d;
      }
    }

    /// <summary>Gives products of the Hessian with vectors; else they are differenced from scores.</summary>
    /// <param name="product">Gives them.</param>
    public void SetHessianVector(HessianVector product) {
      var open = Handle;
      Given.NotNull(product, nameof(product));
      Native.TargetSetHessianVector(open, Trampolines.HessianVectorAddress, Trampolines.User(product), Trampolines.FreeAddress);
      open.Keep("hessian", product);
    }

    /// <summary>Weights of the samples; divided by their sum.</summary>
    /// <param name="weights">One for each sample, not negative.</param>
    public void ImportWeights(ReadOnlySpan<double> weights) {
      fixed (double* x = &Memory.Start(weights)) Native.TargetImportWeights(Handle, weights.Length, x);
    }

    /// <summary>
    /// Bounds the coordinates; infinities mean no bound. The library transforms the coordinates and adds the Jacobian.
    /// </summary>
    /// <param name="lower">One for each coordinate on the user's scale, or empty for none.</param>
    /// <param name="upper">One for each coordinate on the user's scale, or empty for none.</param>
    public void SetBounds(ReadOnlySpan<double> lower, ReadOnlySpan<double> upper = default(ReadOnlySpan<double>)) {
      if (!lower.IsEmpty && !upper.IsEmpty && lower.Length != upper.Length)
        throw new ArgumentException("there are " + upper.Length + " upper bounds and " + lower.Length + " lower ones", nameof(upper));
      fixed (double* from = &Memory.Start(lower), to = &Memory.Start(upper))
        Native.TargetSetBounds(Handle, Math.Max(lower.Length, upper.Length), from, to);
    }

    /// <summary>Makes coordinates non-negative with sum 1; they take one unconstrained coordinate less.</summary>
    /// <param name="first">First coordinate, from 0.</param>
    /// <param name="count">Number of coordinates, at least 2.</param>
    public void SetSimplex(long first, long count) => Native.TargetSetSimplex(Handle, first, count);

    /// <summary>Makes coordinates increase.</summary>
    /// <param name="first">First coordinate, from 0.</param>
    /// <param name="count">Number of coordinates, at least 2.</param>
    public void SetOrdered(long first, long count) => Native.TargetSetOrdered(Handle, first, count);

    /// <summary>Names a coordinate.</summary>
    /// <param name="index">Coordinate on the user's scale, from 0.</param>
    /// <param name="name">Its name, for example "beta[2]".</param>
    public void SetName(long index, string name) => Native.TargetSetName(Handle, index, name);

    /// <summary>Log density and score in unconstrained coordinates, the Jacobian included: what flows see.</summary>
    /// <param name="x">Points, one after the other.</param>
    /// <param name="logDensity">Receives one number for each point; may be empty.</param>
    /// <param name="score">Receives the derivatives, laid out as the points; may be empty.</param>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> logDensity, Span<double> score = default(Span<double>)) {
      var d = Dim;
      var n = Memory.Rows(x.Length, d, nameof(x));
      Memory.RequireLength(logDensity, n, nameof(logDensity));
      Memory.RequireLength(score, n * d, nameof(score));
      fixed (double* from = &Memory.Start(x), density = &Memory.Start(logDensity), slope = &Memory.Start(score))
        Native.TargetEvaluate(Handle, n, d, from, density, slope);
    }

    /// <summary>Products of the Hessian of the log density (unconstrained) with one vector for each point.</summary>
    /// <param name="x">Points, one after the other.</param>
    /// <param name="v">Vectors, laid out as the points.</param>
    /// <returns>The products, laid out as the points.</returns>
    public double[] MultiplyHessian(ReadOnlySpan<double> x, ReadOnlySpan<double> v) {
      var hv = new double[x.Length];
      var n = Memory.Rows(x.Length, Dim, nameof(x));
      Memory.RequireLength(v, x.Length, nameof(v));
      fixed (double* from = &Memory.Start(x), vectors = &Memory.Start(v), to = hv) Native.TargetHessianVector(Handle, n, Dim, from, vectors, to);
      return hv;
    }

    /// <summary>From unconstrained coordinates to the user's scale.</summary>
    /// <param name="x">One point a row.</param>
    /// <returns>One point a row.</returns>
    public double[,] Constrain(double[,] x) {
      Given.NotNull(x, nameof(x));
      var result = new double[x.GetLength(0), UserDim];
      fixed (double* from = x, to = result) Native.TargetConstrain(Handle, x.GetLength(0), x.GetLength(1), from, UserDim, to);
      return result;
    }

    /// <summary>From the user's scale to unconstrained coordinates.</summary>
    /// <param name="x">One point a row, inside the bounds.</param>
    /// <returns>One point a row.</returns>
    public double[,] Unconstrain(double[,] x) {
      Given.NotNull(x, nameof(x));
      var result = new double[x.GetLength(0), Dim];
      fixed (double* from = x, to = result) Native.TargetUnconstrain(Handle, x.GetLength(0), x.GetLength(1), from, Dim, to);
      return result;
    }

    /// <summary>Compares the score with differences of the log density. One that is wrong throws, and the text says where.</summary>
    /// <param name="x">Points to try, in unconstrained coordinates, one a row.</param>
    /// <returns>The largest |score - difference| / (1 + |difference|), which is below 1e-4.</returns>
    public double CheckScore(double[,] x) {
      double worst;
      fixed (double* points = Given.NotNull(x, nameof(x))) Native.TargetCheckScore(Handle, x.GetLength(0), x.GetLength(1), points, out worst, out _);
      return worst;
    }

    /// <summary>What was rejected since the target was made.</summary>
    public Rejections Rejections {
      get {
        Native.TargetGetRejections(Handle, out var count, out var index, out var message);
        return new Rejections(count, index, message);
      }
    }

    /// <summary>To be called inside a callback that rejects a point: why. The first text is kept in <see cref="Rejections"/>.</summary>
    /// <param name="text">A sentence; null takes it back.</param>
    public static void Explain([AllowNull] string text) => Native.SetCallbackMessage(text);

    /// <summary>What it is, in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => handle.IsClosed ? "Target (disposed)" : "Target" + (name == "" ? "" : " " + name) + ": " + UserDim + " coordinates" +
      (Dim == UserDim ? "" : " (" + Dim + " unconstrained)");

    /// <summary>
    /// Draws with nothing to set: the flow "ghmc" starts, adapts and stops by itself, when every coordinate has 1000 effective draws. Another start, a
    /// budget or progress want that flow itself. <see cref="Context.Cancel"/> stops it.
    /// </summary>
    /// <param name="status">
    /// <see cref="Status.Converged"/>, or a sign that the draws should not be trusted: <see cref="Status.NotConverged"/> (<see cref="Draws.Report"/> says why),
    /// <see cref="Status.Budget"/>, <see cref="Status.Cancelled"/>.
    /// </param>
    /// <returns>The draws; null when it was cancelled before there were any.</returns>
    [return: MaybeNull]
    public Draws Sample(out Status status) {
      status = Native.Sample(Handle, out var draws);
      return draws.IsInvalid ? null : new Draws(draws);
    }

    /// <summary>Releases the target; flows and ensembles that use it keep it alive.</summary>
    public void Dispose() => handle.Dispose();

    /// <summary>
    /// Hands the points out one by one. A score that the library does not want goes to memory that nobody reads, and a rejection is told by
    /// the score too, in case the library wants no log density.
    /// </summary>
    static Density EachPoint(PointDensity density) {
      Given.NotNull(density, nameof(density));
      var unread = new double[0];
      return (x, logDensity, score) => {
        if (score.IsEmpty && unread.Length < x.Dim) unread = new double[x.Dim];
        for (var i = 0; i < x.Count; ++i) {
          var slope = score.IsEmpty ? unread : score.Slice(i * x.Dim, x.Dim);
          var value = density(x[i], slope);
          if (!logDensity.IsEmpty) logDensity[i] = value;
          if (double.IsNaN(value) || double.IsNegativeInfinity(value)) slope.Fill(double.NaN);
        }
      };
    }
  }

  /// <summary>Points that a target has rejected.</summary>
  public readonly struct Rejections {
    internal Rejections(long count, long index, string message) {
      Count = count;
      Index = index;
      Message = message;
    }

    /// <summary>How many.</summary>
    public long Count { get; }

    /// <summary>Row of the first of them in its request; -1 when there is none.</summary>
    public long Index { get; }

    /// <summary>What the callback said about the first by <see cref="Target.Explain"/>.</summary>
    public string Message { get; }

    /// <summary>How many, and why the first.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Count + " rejected" + (Message == "" ? "" : ", the first: " + Message);
  }
}
