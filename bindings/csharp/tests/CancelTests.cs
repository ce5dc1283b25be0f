using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using Xunit;

namespace Wgf.Tests {
  /// <summary>A call that was cancelled throws where its result would be missing, and the next one is as if nothing had been.</summary>
  public class CancelTests : Scene {
    void Cancels(string call, Action action) {
      Context.Cancel();
      Assert.Contains(call + " was cancelled", Assert.Throws<OperationCanceledException>(action).Message);
      action();
    }

    void Cancels<T>(string call, Func<T> function) {
      T result = default(T);
      Cancels(call, () => { result = function(); });
      Assert.Equal(function(), result);
    }

    [Fact]
    public void Particles_and_their_moments() {
      using (var target = NormalTarget())
      using (var cloud = Cloud()) {
        Cancels("Ensemble.InitNormal", () => cloud.InitNormal(3, 1));
        Cancels("Ensemble.InitUniform", () => cloud.InitUniform(-1, 1));
        Cancels("Ensemble.InitTarget", () => cloud.InitTarget(target));
        Cancels("Ensemble.Import", () => cloud.Import(Matrix(Particles, 2)));
        Cancels("Ensemble.Export", () => Flat(cloud.Export()));
        Cancels("Ensemble.ImportWeights", () => cloud.ImportWeights(Enumerable.Range(1, Particles).Select(i => (double)i).ToArray()));
        Cancels("Ensemble.ExportWeights", () => cloud.ExportWeights());
        Cancels("Ensemble.Mean", () => cloud.Mean());
        Cancels("Ensemble.Covariance", () => Flat(cloud.Covariance()));
        Cancels("Ensemble.Quantile", () => cloud.Quantile(0.25));
      }
    }

    [Fact]
    public void Targets_and_their_points() {
      var x = Matrix(6, 2);
      Cancels("Target.CreateSamples", () => new Target(Context, x).Dispose());
      using (var target = NormalTarget())
      using (var samples = new Target(Context, x)) {
        target.SetBounds(new[] { 0.0, 0.0 });
        Cancels("Target.ImportWeights", () => samples.ImportWeights(new double[] { 1, 2, 3, 4, 5, 6 }));
        Cancels("Target.Evaluate", () => target.Evaluate(Flat(x), new double[6], new double[12]));
        Cancels("Target.HessianVector", () => target.MultiplyHessian(Flat(x), Flat(x)));
        Cancels("Target.Constrain", () => Flat(target.Constrain(x)));
        var inside = target.Constrain(x);
        Cancels("Target.Unconstrain", () => Flat(target.Unconstrain(inside)));
        Cancels("Target.CheckScore", () => target.CheckScore(x));
      }
    }

    [Fact]
    public void Draws_and_their_summaries() {
      var file = Path.GetTempFileName();
      Cancels("Draws.Create", () => new Draws(Context, 2, Matrix(40, 2)).Dispose());
      using (var draws = new Draws(Context, 2, Matrix(40, 2))) {
        Cancels("Draws.Export", () => Flat(draws.Export()));
        Cancels("Draws.ExportLogWeights", () => draws.LogWeights());
        Cancels("Draws.Summary", () => draws.Summarize(1).Sd);
        Cancels("Draws.Quantile", () => draws.Quantile(0, 0.25));
        Cancels("Draws.Summary", () => draws.ToString());
        File.WriteAllText(file, "mine");
        Context.Cancel();
        Assert.Throws<OperationCanceledException>(() => draws.WriteCsv(file));
        Assert.Equal("mine", File.ReadAllText(file));
        Cancels("Draws.WriteCsv", () => draws.WriteCsv(file));
      }
      File.Delete(file);
    }

    [Fact]
    public void Flows_beside_their_runs() {
      var file = Path.GetTempFileName();
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        Cancels("Flow.Bind", () => flow.Bind());
        flow.Run(3);
        Cancels("Flow.Drift", () => Flat(flow.Drift()));
        Cancels("Flow.Save", () => flow.Save());
        var saved = flow.Save();
        Cancels("Flow.SaveFile", () => flow.SaveFile(file));
        Cancels("Flow.Restore", () => flow.Restore(saved));
        Cancels("Flow.RestoreFile", () => flow.RestoreFile(file));
        Assert.Equal(3, flow.Stats.Step);
        Assert.Equal(saved, flow.Save());
      }
      File.Delete(file);
    }

    [Fact]
    public void Energy_and_draws_of_a_flow() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("mala", cloud, target) { ["warmup"] = 4, ["record_every"] = 1 }) {
        flow.Run(12);
        Cancels("Flow.GetDraws", () => flow.GetDraws().Dispose());
      }
      using (var samples = new Target(Context, Matrix(20, 2)))
      using (var cloud = Cloud())
      using (var flow = new Flow("mmd", cloud, samples)) {
        flow.Bind();
        Cancels("Flow.Energy", () => flow.Energy());
      }
    }

    /// <summary>A cancelled Ask must not look like a step that is complete.</summary>
    [Fact]
    public void A_step_by_hand() {
      using (var outside = new Target(Context, 2, TargetFlags.Score, null))
      using (var calm = Cloud())
      using (var disturbed = Cloud())
      using (var calm_flow = new Flow("svgd", calm, outside))
      using (var disturbed_flow = new Flow("svgd", disturbed, outside)) {
        while (calm_flow.Ask(out var request)) Tell(calm_flow, request);
        Cancels("Flow.Ask", () => { disturbed_flow.Ask(out _); });
        while (disturbed_flow.Ask(out var wanted)) TellTwice(disturbed_flow, wanted);
        Assert.Equal(1, disturbed_flow.Stats.Step);
        Assert.Equal(calm.Export(), disturbed.Export());
      }
    }

    void TellTwice(Flow flow, Request request) => Cancels("Flow.Tell", () => Tell(flow, request));

    static void Tell(Flow flow, Request request) =>
      flow.Tell(request, default(ReadOnlySpan<double>), request.Points.ToArray().Select(x => -x).ToArray());

    [Fact]
    public void Runs_and_steps_give_their_status() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        Context.Cancel();
        Assert.Equal(Status.Cancelled, flow.Step());
        Context.Cancel();
        Assert.Equal(Status.Cancelled, flow.Run(5));
        Assert.Equal(Status.Ok, flow.Step());
      }
    }

    [Fact]
    public void A_long_evaluation_ends_by_its_poll_and_by_another_thread() {
      using (var law = new Target(Context, "gaussian", 20))
      using (var large = new Ensemble(law, 60000))
      using (var small = new Ensemble(law, 50))
      using (var ksd = new Discrepancy(Context, "ksd")) {
        large.InitTarget(law);
        small.InitTarget(law);
        var value = ksd.Evaluate(small, law);
        Context.SetPoll(() => false);
        Stops(() => ksd.Evaluate(large, law));
        Stops(() => ksd.Evaluate(large, law, out _));
        Context.SetPoll(null);
        var other = new Thread(() => {
          Thread.Sleep(200);
          Context.Cancel();
        });
        other.Start();
        Stops(() => ksd.Evaluate(large, law));
        other.Join();
        Assert.Equal(value, ksd.Evaluate(small, law));
      }
    }

    /// <summary>An evaluation takes some 10 s; 100 ms to the poll and 200 of the thread's, with room for a busy machine.</summary>
    static void Stops(Func<double> evaluate) {
      var watch = Stopwatch.StartNew();
      Assert.Contains("Discrepancy.Evaluate was cancelled", Assert.Throws<OperationCanceledException>(() => { evaluate(); }).Message);
      Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }
  }
}
