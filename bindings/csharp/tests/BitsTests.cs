using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Xunit;

namespace Wgf.Tests {
  /// <summary>A test that needs the numbers of tests/bindings/csharp_expected.c in the file that WGF_EXPECTED names.</summary>
  public sealed class ExpectedFactAttribute : FactAttribute {
    public ExpectedFactAttribute() {
      if (Environment.GetEnvironmentVariable("WGF_EXPECTED") == null) Skip = "WGF_EXPECTED is not set";
    }
  }

  /// <summary>The same bits as from C.</summary>
  public class BitsTests : Scene {
    static double[] Expected(string name) {
      var line = File.ReadLines(Environment.GetEnvironmentVariable("WGF_EXPECTED")).Single(one => one.StartsWith(name + " "));
      return line.Split(' ').Skip(1).Select(word => BitConverter.Int64BitsToDouble(long.Parse(word, NumberStyles.HexNumber))).ToArray();
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
    public void Svgd_with_a_callback() {
      using (var target = new Target(Context, 3, Quartic))
      using (var cloud = new Ensemble(target, 40)) {
        cloud.InitNormal(1, 2);
        using (var flow = new Flow("svgd", cloud, target)) flow.Run(100);
        Assert.Equal(Expected("svgd"), Flat(cloud.Export()));
      }
    }

    [ExpectedFact]
    public void Mala_on_two_threads_with_seed_and_warm_up() {
      using (var context = new Context { ["threads"] = 2, ["seed"] = 11 })
      using (var target = new Target(context, 3, Quartic))
      using (var cloud = new Ensemble(target, 40)) {
        cloud.InitTarget(target);
        using (var flow = new Flow("mala", cloud, target) { ["warmup"] = 20, ["record_every"] = 4 }) {
          flow.Run(60);
          using (var draws = flow.GetDraws()) Assert.Equal(Expected("mala"), Flat(draws.Export()));
        }
      }
    }

    [ExpectedFact]
    public void Mmd_to_samples() {
      using (var samples = new Target(Context, new double[,] { { 0, 1 }, { 2, -1 }, { 0.5, 0.25 }, { -3, 4 } }))
      using (var cloud = new Ensemble(Context, 30, 2)) {
        cloud.InitUniform(-1, 1);
        using (var flow = new Flow("mmd", cloud, samples) { ["step_size"] = 0.05 }) flow.Run(50);
        Assert.Equal(Expected("mmd"), Flat(cloud.Export()));
      }
    }
  }
}
