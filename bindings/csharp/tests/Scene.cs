using System;
using System.Threading;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)] // native objects are counted

namespace Wgf.Tests {
  /// <summary>A context on one thread, and things made from it. After each test no native object may be left.</summary>
  public abstract class Scene : IDisposable {
    protected const int Particles = 10;

    protected Context Context { get; } = new Context { ["threads"] = 1 };

    public void Dispose() {
      Context.Dispose();
      Assert.Equal(0, LiveAfterCollection());
    }

    /// <summary>What was not disposed is collected first; finalizers may take more than one round.</summary>
    protected static long LiveAfterCollection() {
      for (var round = 0; round < 50 && Library.LiveHandles > 0; ++round) {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Thread.Sleep(round);
      }
      return Library.LiveHandles;
    }

    /// <summary>The standard normal law.</summary>
    protected static double Normal(ReadOnlySpan<double> x, Span<double> score) {
      double sum = 0;
      for (var k = 0; k < x.Length; ++k) {
        sum += x[k] * x[k];
        score[k] = -x[k];
      }
      return -sum / 2;
    }

    protected Target NormalTarget(int dim = 2) => new Target(Context, dim, Normal);

    /// <summary>The same start every time: the streams of a context begin anew when its seed is set.</summary>
    protected Ensemble Cloud(int dim = 2, double mean = 3) {
      Context["seed"] = 1;
      var cloud = new Ensemble(Context, Particles, dim);
      cloud.InitNormal(mean, 1);
      return cloud;
    }

    protected static double[,] Matrix(int rows, int columns) {
      var matrix = new double[rows, columns];
      for (var i = 0; i < rows; ++i)
        for (var k = 0; k < columns; ++k) matrix[i, k] = Math.Sin(1 + 2.3 * (i * columns + k));
      return matrix;
    }

    protected static double[] Flat(double[,] matrix) {
      var flat = new double[matrix.Length];
      Buffer.BlockCopy(matrix, 0, flat, 0, 8 * flat.Length);
      return flat;
    }

    /// <summary>The failure is of type T, has the status, and its text says so.</summary>
    protected static void Refused<T>(Status status, string text, Action action) where T : Exception {
      var failure = Assert.Throws<T>(action);
      Assert.Equal(status, WgfException.StatusOf(failure));
      Assert.Contains(text, failure.Message);
    }

    /// <summary>Progress on the calling thread.</summary>
    protected sealed class Report : IProgress<FlowProgress> {
      readonly Action<FlowProgress> action;
      public Report(Action<FlowProgress> action) { this.action = action; }
      void IProgress<FlowProgress>.Report(FlowProgress value) => action(value);
    }
  }
}
