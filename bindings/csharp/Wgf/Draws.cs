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

    /// <summary>Writes a CSV file as CmdStan does: comment lines, names, a row for each draw, chain after chain.</summary>
    /// <param name="path">The file; replaced only when all was written.</param>
    public void WriteCsv(string path) => Native.DrawsWriteCsv(Handle, path);

    /// <summary>A table of the summaries, a line for each coordinate.</summary>
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
      return table.ToString();
    }

    /// <summary>Releases the draws.</summary>
    public void Dispose() => handle.Dispose();
  }
}
