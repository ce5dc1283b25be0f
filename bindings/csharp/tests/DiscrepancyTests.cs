using System;
using System.Linq;
using Xunit;

namespace Wgf.Tests {
  public class DiscrepancyTests : Scene {
    [Fact]
    public void Every_discrepancy_falls_along_its_negative_gradient() {
      using (var law = NormalTarget())
      using (var samples = new Target(Context, Matrix(20, 2)))
      using (var cloud = Cloud())
        foreach (var name in Catalogue.Discrepancies.Select(entry => entry.Name))
          using (var discrepancy = new Discrepancy(Context, name)) {
            var target = name == "ksd" ? law : samples;
            cloud.InitNormal(3, 1);
            var value = discrepancy.Evaluate(cloud, target, out var gradient);
            // Some 400 terms of either sign, in another order than with the gradient.
            Assert.True(Math.Abs(value - discrepancy.Evaluate(cloud, target)) <= 1e-13 * Math.Abs(value), name);
            Assert.Equal(name, discrepancy.Name);
            var x = cloud.Export();
            for (var i = 0; i < Particles; ++i)
              for (var k = 0; k < 2; ++k) x[i, k] -= 1e-3 * gradient[i, k];
            cloud.Import(x);
            Assert.True(discrepancy.Evaluate(cloud, target) < value, name);
          }
    }

    [Fact]
    public void A_target_that_does_not_fit_is_refused() {
      using (var law = NormalTarget())
      using (var wide = new Target(Context, Matrix(5, 3)))
      using (var cloud = Cloud())
      using (var mmd = new Discrepancy(Context, "mmd")) {
        Refused<NotSupportedException>(Status.UnsupportedError, "samples", () => mmd.Evaluate(cloud, law));
        Refused<ArgumentException>(Status.ArgumentError, "3", () => mmd.Evaluate(cloud, wide));
      }
    }
  }
}
