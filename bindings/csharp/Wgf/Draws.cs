using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Wgf {
  /// <summary>What a sampler recorded: iterations, each with one draw of every chain. Never changes.</summary>
  public sealed unsafe class Draws : IDisposable {
    readonly DrawsHandle handle;

    /// <summary>Draws from numbers of your own, to use the summaries.</summary>
    /// <param name="context">The context.</param>
    /// <param name="chains">Number of chains.</param>
    /// <param name="x">Row iteration*chains + chain is one draw; copied.</param>
    public Draws(Context context, long chains, double[,] x) {
      Given.NotNull(context, nameof(context));
      var iterations = Memory.Rows(Given.NotNull(x, nameof(x)).GetLength(0), chains, nameof(x));
      fixed (double* from = x) Native.DrawsCreate(context.Handle, iterations, chains, x.GetLength(0), x.GetLength(1), from, out handle);
    }

    internal Draws(DrawsHandle handle) { this.handle = handle; }

    DrawsHandle Handle => handle.Open(nameof(Draws));

    /// <summary>Number of iterations.</summary>
    public long Iterations {
      get {
        Native.DrawsGetShape(Handle, out var iterations, out _, out _);
        return iterations;
      }
    }

    /// <summary>Number of chains: the particles.</summary>
    public long Chains {
      get {
        Native.DrawsGetShape(Handle, out _, out var chains, out _);
        return chains;
      }
    }

    /// <summary>Number of coordinates, on the user's scale.</summary>
    public long Dim {
      get {
        Native.DrawsGetShape(Handle, out _, out _, out var d);
        return d;
      }
    }

    /// <summary>How the draws came about: chains or one cloud, the steps between iterations, chains that were lost.</summary>
    public DrawsInfo Info {
      get {
        var info = DrawsInfo.Sized;
        Native.DrawsGetInfo(Handle, ref info);
        return info;
      }
    }

    /// <summary>Names of the coordinates.</summary>
    public IReadOnlyList<string> Names {
      get {
        var names = new string[Dim];
        for (var i = 0; i < names.Length; ++i) Native.DrawsGetName(Handle, i, out names[i]);
        return names;
      }
    }

    /// <summary>Copies all draws out.</summary>
    /// <returns>Row iteration*chains + chain is one draw.</returns>
    public double[,] Export() {
      var result = new double[Iterations * Chains, Dim];
      fixed (double* to = result) Native.DrawsExport(Handle, result.GetLength(0), result.GetLength(1), to, (int)Layout.ParticleMajor);
      return result;
    }

    /// <summary>Copies all draws out.</summary>
    /// <param name="x">Receives all numbers.</param>
    /// <param name="layout">Their order, a draw taking the place of a particle.</param>
    public void Export(Span<double> x, Layout layout = Layout.ParticleMajor) {
      var n = Memory.Rows(x.Length, Dim, nameof(x));
      fixed (double* to = &Memory.Start(x)) Native.DrawsExport(Handle, n, Dim, to, (int)layout);
    }

    /// <summary>Log weight of every draw; 0 for equal weights.</summary>
    /// <returns>Number iteration*chains + chain belongs to one draw.</returns>
    public double[] LogWeights() {
      var result = new double[Iterations * Chains];
      fixed (double* to = result) Native.DrawsExportLogWeights(Handle, result.Length, to);
      return result;
    }

    /// <summary>Flow time of every iteration.</summary>
    /// <returns>One number for each iteration.</returns>
    public double[] Times() {
      var result = new double[Iterations];
      fixed (double* to = result) Native.DrawsExportTimes(Handle, result.Length, to);
      return result;
    }

    /// <summary>Summary of one coordinate.</summary>
    /// <param name="index">Coordinate, from 0.</param>
    /// <returns>Mean, quantiles, effective sample sizes, R-hat.</returns>
    public Summary Summarize(long index) {
      var summary = Summary.Sized;
      Native.DrawsSummary(Handle, index, ref summary);
      return summary;
    }

    /// <summary>Quantile of one coordinate over all draws, type 7.</summary>
    /// <param name="index">Coordinate, from 0.</param>
    /// <param name="probability">From 0 to 1.</param>
    /// <returns>The quantile.</returns>
    public double Quantile(long index, double probability) {
      Native.DrawsQuantile(Handle, index, probability, out var value);
      return value;
    }

    /// <summary>Why the draws should not be trusted: a line for each reason, a word, a colon and a sentence; otherwise one sentence.</summary>
    /// <returns>The lines. The words: wrong gradient, rejects, stuck, modes, funnel, ridge, too short.</returns>
    public string Report() {
      Native.DrawsReport(Handle, out _, out var text);
      return text;
    }

    /// <summary>Monte Carlo standard error and effective sample size of a quantile of one coordinate.</summary>
    /// <param name="index">Coordinate, from 0.</param>
    /// <param name="probability">From 0 to 1.</param>
    /// <returns>Both; NaN where they do not exist.</returns>
    public (double Mcse, double Ess) QuantileError(long index, double probability) {
      Native.DrawsQuantileError(Handle, index, probability, out var mcse, out var ess);
      return (mcse, ess);
    }

    /// <summary>Nested R-hat of one coordinate, for many short chains.</summary>
    /// <param name="index">Coordinate, from 0.</param>
    /// <param name="superchains">For each chain the number of its group; the chains of a group began at one point.</param>
    /// <returns>Its value; NaN where it does not exist.</returns>
    public double NestedRhat(long index, long[] superchains) {
      var open = Handle;
      Given.NotNull(superchains, nameof(superchains));
      fixed (long* groups = superchains) {
        Native.DrawsRhatNested(open, index, superchains.Length, groups, out var value);
        return value;
      }
    }

    /// <summary>Pareto k-hat of one coordinate: moments of order 1 / k-hat and more do not exist.</summary>
    /// <param name="index">Coordinate, from 0.</param>
    /// <returns>Its value; NaN where it does not exist.</returns>
    public double ParetoKhat(long index) {
      Native.DrawsParetoKhat(Handle, index, out var value);
      return value;
    }

    /// <summary>Pareto smoothed importance sampling.</summary>
    /// <param name="context">The context.</param>
    /// <param name="logWeights">Log weights, up to a common constant.</param>
    /// <param name="efficiency">Effective over actual number of the draws that have the weights.</param>
    /// <returns>The smoothed log weights, the shape of their tail, and the threshold above which means are not to be trusted.</returns>
    public static (double[] Smoothed, double Khat, double Threshold) SmoothWeights(Context context, double[] logWeights, double efficiency = 1) {
      Given.NotNull(context, nameof(context));
      var smoothed = new double[Given.NotNull(logWeights, nameof(logWeights)).Length];
      fixed (double* from = logWeights, to = smoothed) {
        Native.WeightsSmooth(context.Handle, smoothed.Length, from, efficiency, to, out var khat, out var threshold);
        return (smoothed, khat, threshold);
      }
    }

    /// <summary>Stein thinning: some of many draws that are together nearest to the target.</summary>
    /// <param name="context">The context.</param>
    /// <param name="x">Draws, one a row.</param>
    /// <param name="scores">Gradients of the log density there.</param>
    /// <param name="count">How many to choose.</param>
    /// <param name="ksd">The kernel Stein discrepancy of the chosen.</param>
    /// <returns>Rows, from 0, in the order of their choice.</returns>
    public static long[] SteinThin(Context context, double[,] x, double[,] scores, long count, out double ksd) {
      Given.NotNull(context, nameof(context));
      Given.NotNull(x, nameof(x));
      Given.NotNull(scores, nameof(scores));
      return Chosen(context, x, scores, new double[0], count, out ksd); // no numbers have no address
    }

    /// <summary>Regularised Stein thinning, which leaves out draws in places of low density.</summary>
    /// <param name="context">The context.</param>
    /// <param name="x">Draws, one a row.</param>
    /// <param name="scores">Gradients of the log density there.</param>
    /// <param name="logDensity">Log densities there, up to a constant.</param>
    /// <param name="count">How many to choose.</param>
    /// <param name="ksd">The kernel Stein discrepancy of the chosen.</param>
    /// <returns>Rows, from 0, in the order of their choice.</returns>
    public static long[] SteinThin(Context context, double[,] x, double[,] scores, double[] logDensity, long count, out double ksd) {
      Given.NotNull(context, nameof(context));
      Given.NotNull(x, nameof(x));
      Given.NotNull(scores, nameof(scores));
      Given.NotNull(logDensity, nameof(logDensity));
      if (logDensity.Length != x.GetLength(0)) throw new ArgumentException("one number for each row of x is needed", nameof(logDensity));
      return Chosen(context, x, scores, logDensity, count, out ksd);
    }

    /// <summary>Stein importance weights, which correct draws of a wrong law.</summary>
    /// <param name="context">The context.</param>
    /// <param name="x">Draws, one a row.</param>
    /// <param name="scores">Gradients of the log density there.</param>
    /// <param name="ksd">The kernel Stein discrepancy of the weighted draws.</param>
    /// <returns>A weight for each draw, of sum 1.</returns>
    public static double[] SteinWeights(Context context, double[,] x, double[,] scores, out double ksd) {
      Given.NotNull(context, nameof(context));
      RequireShape(Given.NotNull(x, nameof(x)), Given.NotNull(scores, nameof(scores)));
      var weights = new double[x.GetLength(0)];
      fixed (double* draws = x, slopes = scores, to = weights) Native.SteinWeights(context.Handle, weights.Length, x.GetLength(1), draws, slopes, to, out ksd);
      return weights;
    }

    static void RequireShape(double[,] x, double[,] scores) {
      if (scores.GetLength(0) != x.GetLength(0) || scores.GetLength(1) != x.GetLength(1)) throw new ArgumentException("the shape of x is needed", nameof(scores));
    }

    static long[] Chosen(Context context, double[,] x, double[,] scores, double[] logDensity, long count, out double ksd) {
      RequireShape(x, scores);
      var indices = new long[Math.Max(count, 1)];
      fixed (double* draws = x, slopes = scores, densities = logDensity)
      fixed (long* chosen = indices) Native.SteinThin(context.Handle, x.GetLength(0), x.GetLength(1), draws, slopes, densities, null, count, chosen, out ksd);
      return indices;
    }

    /// <summary>Writes a CSV file as CmdStan does: comment lines, names, a row for each draw, chain after chain.</summary>
    /// <param name="path">The file; replaced only when all was written.</param>
    public void WriteCsv(string path) => Native.DrawsWriteCsv(Handle, path);

    /// <summary>A table of the summaries, a line for each coordinate, and the report of chains.</summary>
    /// <returns>The table.</returns>
    public override string ToString() {
      if (handle.IsClosed) return "Draws (disposed)";
      var table = new StringBuilder();
      table.AppendFormat("{0,-12}{1,10}{2,10}{3,10}{4,10}{5,10}{6,9}{7,9}{8,8}\n", "", "mean", "sd", "5 %", "median", "95 %", "ess bulk", "ess tail", "rhat");
      var names = Names;
      for (var i = 0; i < names.Count; ++i) {
        var s = Summarize(i);
        table.AppendFormat(CultureInfo.InvariantCulture, "{0,-12}{1,10:G4}{2,10:G4}{3,10:G4}{4,10:G4}{5,10:G4}{6,9:F0}{7,9:F0}{8,8:F3}\n",
                           names[i], s.Mean, s.Sd, s.Q5, s.Median, s.Q95, s.EssBulk, s.EssTail, s.Rhat);
      }
      if (Info.Kind == DrawsKind.Chains) table.Append(Report()).Append('\n');
      return table.ToString();
    }

    /// <summary>Releases the draws.</summary>
    public void Dispose() => handle.Dispose();
  }
}
