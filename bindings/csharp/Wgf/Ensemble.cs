using System;
using System.Collections.Generic;

namespace Wgf {
  /// <summary>A cloud of weighted particles. Import, export, names and statistics are on the user's scale.</summary>
  public sealed unsafe class Ensemble : IDisposable {
    readonly EnsembleHandle handle;

    /// <summary>Particles at the origin with equal weights.</summary>
    /// <param name="context">The context.</param>
    /// <param name="count">Number of particles.</param>
    /// <param name="dim">Dimension.</param>
    public Ensemble(Context context, long count, long dim) {
      Context = Given.NotNull(context, nameof(context));
      Native.EnsembleCreate(context.Handle, count, dim, out handle);
      handle.Keep("context", context.Handle);
      UnconstrainedDim = dim;
    }

    /// <summary>Particles at given positions with equal weights.</summary>
    /// <param name="context">The context.</param>
    /// <param name="positions">One particle a row; copied.</param>
    public Ensemble(Context context, double[,] positions) : this(context, Given.NotNull(positions, nameof(positions)).GetLength(0), positions.GetLength(1)) { Import(positions); }

    /// <summary>Particles for a target, with its dimension, names and bounds.</summary>
    /// <param name="target">The target.</param>
    /// <param name="count">Number of particles.</param>
    public Ensemble(Target target, long count) {
      Context = Given.NotNull(target, nameof(target)).Context;
      Native.EnsembleCreateForTarget(target.Handle, count, out handle);
      handle.Keep("target", target.Handle);
      handle.Keep("context", Context.Handle);
      UnconstrainedDim = target.Dim;
    }

    internal EnsembleHandle Handle => handle.Open(nameof(Ensemble));

    internal long UnconstrainedDim { get; }

    /// <summary>The context it was made with.</summary>
    public Context Context { get; }

    /// <summary>Number of particles.</summary>
    public long Count {
      get {
        Native.EnsembleGetSize(Handle, out var n);
        return n;
      }
    }

    /// <summary>Dimension on the user's scale.</summary>
    public long Dim {
      get {
        Native.EnsembleGetDim(Handle, out var d);
        return d;
      }
    }

    /// <summary>Names of the coordinates.</summary>
    public IReadOnlyList<string> Names {
      get {
        var names = new string[Dim];
        for (var i = 0; i < names.Length; ++i) Native.EnsembleGetName(Handle, i, out names[i]);
        return names;
      }
    }

    /// <summary>Names a coordinate.</summary>
    /// <param name="index">Coordinate, from 0.</param>
    /// <param name="name">Its name.</param>
    public void SetName(long index, string name) => Native.EnsembleSetName(Handle, index, name);

    /// <summary>Copies positions in. Values that are not finite or violate a bound are refused, and nothing changes.</summary>
    /// <param name="x">One particle a row.</param>
    public void Import(double[,] x) {
      fixed (double* from = Given.NotNull(x, nameof(x))) Native.EnsembleImport(Handle, x.GetLength(0), x.GetLength(1), from, (int)Layout.ParticleMajor);
    }

    /// <summary>Copies positions in.</summary>
    /// <param name="x">All numbers.</param>
    /// <param name="layout">Their order.</param>
    public void Import(ReadOnlySpan<double> x, Layout layout = Layout.ParticleMajor) {
      var n = Memory.Rows(x.Length, Dim, nameof(x));
      fixed (double* from = &Memory.Start(x)) Native.EnsembleImport(Handle, n, Dim, from, (int)layout);
    }

    /// <summary>Copies positions out.</summary>
    /// <returns>One particle a row.</returns>
    public double[,] Export() {
      var result = new double[Count, Dim];
      fixed (double* to = result) Native.EnsembleExport(Handle, Count, Dim, to, (int)Layout.ParticleMajor);
      return result;
    }

    /// <summary>Copies positions out.</summary>
    /// <param name="x">Receives all numbers.</param>
    /// <param name="layout">Their order.</param>
    public void Export(Span<double> x, Layout layout = Layout.ParticleMajor) {
      var n = Memory.Rows(x.Length, Dim, nameof(x));
      fixed (double* to = &Memory.Start(x)) Native.EnsembleExport(Handle, n, Dim, to, (int)layout);
    }

    /// <summary>The positions without a copy: particle after particle, in unconstrained coordinates.</summary>
    /// <returns>A view, valid until the particles next move and while the ensemble is not disposed or collected.</returns>
    public ReadOnlySpan<double> Borrow() {
      Native.EnsembleBorrow(Handle, out var values);
      return Memory.View(values, Count * UnconstrainedDim);
    }

    /// <summary>Sets the weights; they are divided by their sum.</summary>
    /// <param name="weights">One for each particle, not negative.</param>
    public void ImportWeights(ReadOnlySpan<double> weights) {
      fixed (double* from = &Memory.Start(weights)) Native.EnsembleImportWeights(Handle, weights.Length, from);
    }

    /// <summary>Copies the weights out.</summary>
    /// <returns>One for each particle; their sum is 1.</returns>
    public double[] ExportWeights() {
      var result = new double[Count];
      fixed (double* to = result) Native.EnsembleExportWeights(Handle, result.Length, to);
      return result;
    }

    /// <summary>Draws every unconstrained coordinate from a normal law, by the context's seed.</summary>
    /// <param name="mean">Its mean.</param>
    /// <param name="sd">Its standard deviation.</param>
    public void InitNormal(double mean, double sd) => Native.EnsembleInitNormal(Handle, mean, sd);

    /// <summary>Draws every unconstrained coordinate uniformly, by the context's seed.</summary>
    /// <param name="lower">Lower end.</param>
    /// <param name="upper">Upper end.</param>
    public void InitUniform(double lower, double upper) => Native.EnsembleInitUniform(Handle, lower, upper);

    /// <summary>
    /// Starts from a target: exact draws where it can give them, rows of samples, and otherwise uniform on (-2, 2) in unconstrained
    /// coordinates where log density and score are finite.
    /// </summary>
    /// <param name="target">The target.</param>
    public void InitTarget(Target target) => Native.EnsembleInitTarget(Handle, Given.NotNull(target, nameof(target)).Handle);

    /// <summary>Weighted mean.</summary>
    /// <returns>One number for each coordinate.</returns>
    public double[] Mean() {
      var result = new double[Dim];
      fixed (double* to = result) Native.EnsembleMean(Handle, result.Length, to);
      return result;
    }

    /// <summary>Weighted covariance, unbiased for equal weights.</summary>
    /// <returns>A square matrix.</returns>
    public double[,] Covariance() {
      var result = new double[Dim, Dim];
      fixed (double* to = result) Native.EnsembleCovariance(Handle, Dim, Dim, to);
      return result;
    }

    /// <summary>Weighted quantile of every coordinate; R's type 7 for equal weights.</summary>
    /// <param name="probability">From 0 to 1.</param>
    /// <returns>One number for each coordinate.</returns>
    public double[] Quantile(double probability) {
      var result = new double[Dim];
      fixed (double* to = result) Native.EnsembleQuantile(Handle, probability, result.Length, to);
      return result;
    }

    /// <summary>What it is, in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => handle.IsClosed ? "Ensemble (disposed)" : "Ensemble: " + Count + " particles, " + Dim + " coordinates";

    /// <summary>Releases the ensemble; a flow that uses it keeps it alive.</summary>
    public void Dispose() => handle.Dispose();
  }
}
