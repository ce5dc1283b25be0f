using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace Wgf.Tests {
  /// <summary>A test that needs the numbers of tests/bindings/expected.c in the file that WGF_EXPECTED names.</summary>
  public sealed class ExpectedFactAttribute : FactAttribute {
    public ExpectedFactAttribute() {
      if (Environment.GetEnvironmentVariable("WGF_EXPECTED") == null) Skip = "WGF_EXPECTED is not set";
    }
  }

  /// <summary>The same bits as from C: each test does what tests/bindings/expected.c does.</summary>
  public class BitsTests : Scene {
    const int Dim = 3, Steps = 8;

    readonly Dictionary<string, double[]> expected = Expected();

    public BitsTests() { Context["seed"] = 7; }

    static Dictionary<string, double[]> Expected() =>
      File.ReadLines(Environment.GetEnvironmentVariable("WGF_EXPECTED")).Select(line => line.Split(' '))
        .ToDictionary(words => words[0], words => words.Skip(1).Select(Number).ToArray());

    static double Number(string word) => BitConverter.Int64BitsToDouble(long.Parse(word, NumberStyles.HexNumber));

    Target NormalLaw() => new Target(Context, "gaussian", Dim) { ["mean"] = new[] { 0.5, -1, 2 }, ["covariance"] = new[] { 2, 0.5, 0, 0.5, 1, 0.25, 0, 0.25, 1.5 } };

    Target Told() => new Target(Context, Dim, TargetFlags.LogDensity | TargetFlags.Score | TargetFlags.HessianVector, null);

    Target Quarters() => new Target(Context, Enumerable.Range(0, 15 * Dim).Select(j => 7 * j % 11 / 4.0 - 1).ToArray(), Dim);

    Ensemble Start() {
      var cloud = new Ensemble(Context, 20, Dim);
      cloud.InitNormal(0, 1);
      return cloud;
    }

    /// <summary>The particles of a flow after what `run` does, which is told its target.</summary>
    double[] Moved(string name, Target target, Action<Flow> run) {
      Context["seed"] = 7; // the streams begin anew
      using (target)
      using (var samples = Quarters())
      using (var cloud = Start())
      using (var flow = new Flow(name, cloud, target, samples)) {
        run(flow);
        return Flat(cloud.Export());
      }
    }

    static void ShortenWarmup(Flow flow) {
      if (Catalogue.Options(EntryKind.Flow, flow.Name).Any(option => option.Name == "warmup")) flow["warmup"] = 3;
    }

    static void StepByAsking(Flow flow, Target answers) {
      while (flow.Ask(out var request)) {
        double[] logDensity = new double[request.Count], score = new double[request.Points.Length], hv = score;
        if ((request.Wants & (TargetFlags.LogDensity | TargetFlags.Score)) != 0) answers.Evaluate(request.Points, logDensity, score);
        if ((request.Wants & TargetFlags.HessianVector) != 0) hv = answers.MultiplyHessian(request.Points, request.Vectors);
        flow.Tell(request, logDensity, score, hv);
      }
    }

    [ExpectedFact]
    public void Each_flow_of_the_catalogue() {
      foreach (var entry in Catalogue.Flows)
        Assert.Equal(expected[entry.Name + "/native"], Moved(entry.Name, NormalLaw(), flow => {
          ShortenWarmup(flow);
          for (var step = 0; step < Steps; ++step) flow.Step();
        }));
    }

    [ExpectedFact]
    public void Each_flow_of_the_catalogue_by_ask_and_tell() {
      using (var answers = NormalLaw())
        foreach (var entry in Catalogue.Flows)
          Assert.Equal(expected[entry.Name + "/ask"], Moved(entry.Name, Told(), flow => {
            ShortenWarmup(flow);
            for (var step = 0; step < Steps; ++step) StepByAsking(flow, answers);
          }));
    }

    [ExpectedFact]
    public void C_has_the_same_flows() {
      var names = Catalogue.Flows.SelectMany(entry => new[] { entry.Name + "/ask", entry.Name + "/native" });
      Assert.Equal(names.OrderBy(name => name), expected.Keys.Where(name => name.Contains("/")).OrderBy(name => name));
    }

    /// <summary>Products and sums alone: a score of C and of .NET with the same bits.</summary>
    static double Quartic(ReadOnlySpan<double> x, Span<double> score) {
      double sum = 0;
      for (var k = 0; k < x.Length; ++k) {
        var square = x[k] * x[k];
        sum -= 0.25 * square * square + 0.5 * square;
        score[k] = -(square * x[k]) - x[k];
      }
      return sum;
    }

    [ExpectedFact]
    public void A_callback() => Assert.Equal(expected["callback"], Moved("svgd", new Target(Context, Dim, Quartic), flow => flow.Run(100)));

    [ExpectedFact]
    public void Recorded_draws_on_two_threads_from_a_start_by_the_target() {
      Context["threads"] = 2;
      using (var target = new Target(Context, Dim, Quartic))
      using (var cloud = new Ensemble(target, 20)) {
        cloud.InitTarget(target);
        using (var flow = new Flow("mala", cloud, target) { ["warmup"] = 20, ["record_every"] = 4 }) {
          flow.Run(60);
          using (var draws = flow.GetDraws()) Assert.Equal(expected["recorded"], Flat(draws.Export()));
        }
      }
    }

    [ExpectedFact]
    public void A_text_for_an_option() =>
      Assert.Equal(expected["terms"], Moved("composed", NormalLaw(), flow => {
        flow["terms"] = "1 interaction gaussian; -1 target gaussian; 0.5 potential";
        flow["step_size"] = 0.05;
        flow.Run(50);
      }));
  }
}
