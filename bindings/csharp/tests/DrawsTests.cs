using System;
using System.IO;
using System.Linq;
using Xunit;

namespace Wgf.Tests {
  public class DrawsTests : Scene {
    [Fact]
    public void A_run_records_draws_with_names_and_times() {
      using (var target = NormalTarget()) {
        target.SetName(0, "alpha");
        using (var cloud = new Ensemble(target, 6)) {
          cloud.InitTarget(target);
          using (var flow = new Flow("langevin", cloud, target) { ["step_size"] = 0.1, ["warmup"] = 10, ["record_every"] = 5 }) {
            flow.Run(30);
            using (var draws = flow.GetDraws()) {
              Assert.Equal("4 6 2", draws.Iterations + " " + draws.Chains + " " + draws.Dim);
              Assert.Equal(new[] { "alpha", "x[2]" }, draws.Names);
              Assert.Equal((DrawsKind.Chains, 5L, 0L), (draws.Info.Kind, draws.Info.Every, draws.Info.Lost));
              Assert.Equal(new double[24], draws.LogWeights());
              Assert.Equal(1.5, draws.Times()[0], 12); // 15 steps of 0.1
              Assert.Equal(Flat(cloud.Export()), Flat(draws.Export()).Skip(36).ToArray());
              var columns = new double[48];
              draws.Export(columns, Layout.CoordinateMajor);
              Assert.Equal(draws.Export()[23, 1], columns[47]);
            }
          }
        }
      }
    }

    [Fact]
    public void Summaries_are_those_of_the_numbers() {
      using (var draws = new Draws(Context, 2, new double[,] { { 1 }, { 2 }, { 3 }, { 4 }, { 5 }, { 6 }, { 7 }, { 8 } })) {
        var summary = draws.Summarize(0);
        Assert.Equal(4.5, summary.Mean);
        Assert.Equal(4.5, summary.Median);
        Assert.Equal(Math.Sqrt(6), summary.Sd, 12);
        Assert.Equal(1.35, summary.Q5, 12);
        Assert.Equal(7.65, summary.Q95, 12);
        Assert.Equal(2.75, draws.Quantile(0, 0.25));
        Refused<ArgumentException>(Status.ArgumentError, "index", () => draws.Summarize(1));
        Refused<ArgumentException>(Status.ArgumentError, "probability", () => draws.Quantile(0, 2));
      }
      using (var draws = new Draws(Context, 4, Matrix(400, 2))) {
        var summary = draws.Summarize(1);
        Assert.InRange(summary.Rhat, 0.9, 1.1);
        Assert.True(summary.EssBulk > 100 && summary.EssTail > 0 && summary.McseMean > 0);
        Assert.Contains("x[2]", draws.ToString());
        Assert.Contains(draws.Report(), draws.ToString());
        var error = draws.QuantileError(1, 0.5);
        Assert.True(error.Mcse == summary.McseMedian && error.Ess > 100);
        Refused<ArgumentException>(Status.ArgumentError, "probability", () => draws.QuantileError(1, 2));
        Assert.InRange(draws.NestedRhat(1, new long[] { 3, 3, 5, 5 }), 1, 1.2);
        Refused<ArgumentException>(Status.ArgumentError, "n is 1", () => draws.NestedRhat(1, new long[1]));
        Assert.InRange(draws.ParetoKhat(1), -2, 0.9);
      }
      using (var still = new Draws(Context, 4, new double[80, 1])) Assert.Equal("stuck: ", still.Report().Substring(0, 7));
      Assert.Throws<ArgumentException>(() => new Draws(Context, 3, new double[4, 1]));
      Assert.Throws<ArgumentException>(() => new Draws(Context, 0, new double[4, 1]));
    }

    [Fact]
    public void A_target_is_sampled_with_nothing_set() {
      using (var target = new Target(Context, 2, (x, score) => {
        for (var k = 0; k < 2; ++k) score[k] = 1 - x[k];
        return -0.5 * ((x[0] - 1) * (x[0] - 1) + (x[1] - 1) * (x[1] - 1));
      })) {
        Status status;
        using (var draws = target.Sample(out status)) {
          Assert.Equal(Status.Converged, status);
          var first = draws.Summarize(0);
          Assert.True(Math.Abs(first.Mean - 1) < 4 * first.McseMean);
        }
        Context.Cancel();
        Assert.True(target.Sample(out status) == null);
        Assert.Equal(Status.Cancelled, status);
      }
      using (var samples = new Target(Context, Matrix(5, 2)))
        Refused<NotSupportedException>(Status.UnsupportedError, "target holds samples", () => samples.Sample(out _));
    }

    [Fact]
    public void Weights_are_smoothed_and_draws_are_thinned() {
      var weights = Enumerable.Range(0, 100).Select(i => -Math.Log(1 - i / 100.0)).ToArray();
      var (smoothed, khat, threshold) = Draws.SmoothWeights(Context, weights);
      Assert.True(khat > 0.3 && khat < 1.5 && threshold == 0.5 && smoothed[99] != weights[99] && smoothed[10] == weights[10]);
      var x = Matrix(50, 2);
      var scores = new double[50, 2];
      for (var i = 0; i < 50; ++i)
        for (var k = 0; k < 2; ++k) scores[i, k] = -x[i, k];
      var chosen = Draws.SteinThin(Context, x, scores, 5, out var ksd);
      Assert.Equal(5, Draws.SteinThin(Context, x, scores, new double[50], 5, out _).Length);
      Assert.True(chosen.Length == 5 && chosen.All(i => i >= 0 && i < 50) && ksd > 0);
      Assert.Equal(1, Draws.SteinWeights(Context, x, scores, out ksd).Sum(), 12);
      Assert.True(ksd > 0);
      Assert.Throws<ArgumentException>(() => Draws.SteinThin(Context, x, new double[1, 1], 5, out _));
      Assert.Throws<ArgumentException>(() => Draws.SteinThin(Context, x, scores, new double[3], 5, out _));
      Refused<ArgumentException>(Status.ArgumentError, "m is 0", () => Draws.SteinThin(Context, x, scores, 0, out _));
    }

    [Fact]
    public void Draws_are_written_as_a_table() {
      var path = Path.Combine(Path.GetTempPath(), "wgf draws ü " + Guid.NewGuid() + ".csv");
      using (var draws = new Draws(Context, 1, new[,] { { 1.5, 2 }, { 3, 4 } })) {
        draws.WriteCsv(path);
        var lines = File.ReadAllLines(path).Where(line => !line.StartsWith("#")).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.Contains("x.1", lines[0]);
        Assert.Contains("1.5", lines[1]);
        File.Delete(path);
        Refused<InvalidDataException>(Status.FormatError, "no/such", () => draws.WriteCsv("/no/such/folder/draws.csv"));
      }
    }
  }
}
