using System;
using System.Linq;
using Xunit;

namespace Wgf.Tests {
  public class TargetTests : Scene {
    [Fact]
    public void Point_by_point_and_all_at_once_are_the_same() {
      using (var each = NormalTarget())
      using (var all = new Target(Context, 2, TargetFlags.LogDensity | TargetFlags.Score, (x, logDensity, score) => {
        for (var i = 0; i < x.Count; ++i) {
          if (!logDensity.IsEmpty) logDensity[i] = -(x[i][0] * x[i][0] + x[i][1] * x[i][1]) / 2;
          for (var k = 0; k < score.Length / x.Count; ++k) score[i * x.Dim + k] = -x[i][k];
        }
      })) {
        var points = Flat(Matrix(5, 2));
        double[] l1 = new double[5], l2 = new double[5], s1 = new double[10], s2 = new double[10];
        each.Evaluate(points, l1, s1);
        all.Evaluate(points, l2, s2);
        Assert.Equal(l1, l2);
        Assert.Equal(s1, s2);
        each.Evaluate(points, l1);
        each.Evaluate(points, default(Span<double>), s1);
        Assert.Equal(l1, l2);
        Assert.Equal(s1, s2);
      }
    }

    [Fact]
    public void A_callback_sees_shape_and_batch() {
      int count = 0, dim = 0, values = 0;
      long batch = 0;
      using (var target = new Target(Context, 3, TargetFlags.Score, (x, logDensity, score) => {
        count = x.Count;
        dim = x.Dim;
        values = x.Values.Length;
        batch = x.Batch;
        Assert.True(logDensity.IsEmpty);
      })) target.Evaluate(new double[12], default(Span<double>), new double[12]);
      Assert.Equal("4 3 12 -1", count + " " + dim + " " + values + " " + batch);
    }

    [Fact]
    public void A_log_density_alone_is_differenced() {
      using (var target = new Target(Context, 1, TargetFlags.LogDensity, (x, logDensity, score) => {
        for (var i = 0; i < x.Count; ++i) logDensity[i] = Math.Sin(x[i][0]);
      })) {
        var score = new double[1];
        target.Evaluate(new[] { 0.3 }, default(Span<double>), score);
        Assert.Equal(Math.Cos(0.3), score[0], 6); // central differences in double: about 1e-8
      }
    }

    [Fact]
    public void Callbacks_on_other_threads_are_not_offered() {
      Assert.Throws<ArgumentException>(() => new Target(Context, 1, TargetFlags.Score | TargetFlags.ThreadSafe, (x, logDensity, score) => { }));
    }

    [Fact]
    public void Bounds_transform_the_coordinates() {
      using (var target = new Target(Context, 3, Normal)) {
        target.SetBounds(new[] { double.NegativeInfinity, 0, 0 }, new[] { double.PositiveInfinity, double.PositiveInfinity, 1 });
        target.SetName(1, "sigma");
        var u = new[,] { { 0.5, 0, 0 } };
        Assert.Equal(new[,] { { 0.5, 1, 0.5 } }, target.Constrain(u));
        Assert.Equal(u, target.Unconstrain(target.Constrain(u)));
        var logDensity = new double[1];
        target.Evaluate(new[] { 0.5, 0, 0 }, logDensity);
        Assert.Equal(-(0.25 + 1 + 0.25) / 2 + Math.Log(0.25), logDensity[0], 12); // Jacobian: exp(0) and 1/4
        using (var cloud = new Ensemble(target, 4)) {
          cloud.InitTarget(target);
          for (var i = 0; i < 4; ++i) Assert.InRange(cloud.Export()[i, 2], 0, 1);
          Assert.Equal("sigma", cloud.Names[1]);
          Refused<ArgumentException>(Status.ArgumentError, "", () => cloud.Import(new double[4, 3]));
        }
      }
      using (var target = NormalTarget()) {
        target.SetBounds(default(ReadOnlySpan<double>), new[] { 1.0, 1 });
        Assert.Equal(0, target.Constrain(new double[1, 2])[0, 0]);
        Assert.Throws<ArgumentException>(() => target.SetBounds(new double[2], new double[1]));
        Refused<ArgumentException>(Status.ArgumentError, "", () => target.SetBounds(new double[3]));
      }
    }

    [Fact]
    public void A_simplex_has_one_coordinate_less_and_an_ordered_vector_increases() {
      using (var simplex = NormalTarget(3))
      using (var ordered = NormalTarget(3)) {
        simplex.SetSimplex(0, 3);
        Assert.Equal(2, simplex.Dim);
        Assert.Equal(3, simplex.UserDim);
        var x = simplex.Constrain(new double[1, 2]);
        for (var k = 0; k < 3; ++k) Assert.Equal(1.0 / 3, x[0, k], 12);
        ordered.SetOrdered(0, 3);
        Assert.Equal(new double[,] { { -1, 0, 1 } }, ordered.Constrain(new double[,] { { -1, 0, 0 } }));
      }
    }

    [Fact]
    public void Hessian_products_come_from_the_callback_or_from_differences() {
      using (var given = NormalTarget())
      using (var differenced = NormalTarget()) {
        given.SetHessianVector((x, v, hv) => {
          for (var i = 0; i < v.Length; ++i) hv[i] = -v[i];
        });
        Assert.Equal(new double[] { -3, -4 }, given.MultiplyHessian(new double[] { 1, 2 }, new double[] { 3, 4 }));
        Assert.Equal(-4, differenced.MultiplyHessian(new double[] { 1, 2 }, new double[] { 3, 4 })[1], 6); // differences of scores
        Assert.Throws<ArgumentException>(() => given.MultiplyHessian(new double[2], new double[4]));
      }
    }

    [Fact]
    public void A_wrong_score_is_found() {
      using (var right = NormalTarget())
      using (var wrong = new Target(Context, 2, (x, score) => {
        Normal(x, score);
        score[1] += 1;
        return -(x[0] * x[0] + x[1] * x[1]) / 2;
      })) {
        Assert.InRange(right.CheckScore(Matrix(4, 2)), 0, 1e-4);
        Assert.Equal(Status.NumericError, Assert.Throws<WgfException>(() => wrong.CheckScore(Matrix(4, 2))).Status);
      }
    }

    [Fact]
    public void Rejected_points_are_counted_and_explained() {
      using (var target = new Target(Context, 2, (x, score) => {
        var value = Normal(x, score);
        if (x[0] > 0) return value;
        Target.Explain("x[1] is négative");
        return double.NegativeInfinity;
      })) {
        Assert.Equal(-1, target.Rejections.Index);
        using (var cloud = new Ensemble(Context, new double[,] { { 1, 1 }, { -1, 1 }, { 2, 2 }, { -2, 2 } }))
        using (var flow = new Flow("svgd", cloud, target)) flow.Step();
        Assert.Equal(4, target.Rejections.Count); // where they are, and where they would move to
        Assert.Equal(1, target.Rejections.Index);
        Assert.Equal("x[1] is négative", target.Rejections.Message);
      }
    }

    [Fact]
    public void A_particle_whose_score_is_not_finite_rests_and_all_of_them_are_an_error() {
      using (var some = new Target(Context, 1, TargetFlags.Score, (x, logDensity, score) => {
        for (var i = 0; i < x.Count; ++i) score[i] = x[i][0] > 5 ? double.NaN : -x[i][0];
      }))
      using (var cloud = new Ensemble(Context, new double[,] { { 1 }, { 10 }, { 2 } }))
      using (var far = new Ensemble(Context, new double[,] { { 7 }, { 8 } }))
      using (var flow = new Flow("svgd", cloud, some))
      using (var lost = new Flow("svgd", far, some)) {
        flow.Run(3);
        Assert.Equal(10, cloud.Export()[1, 0]);
        Assert.Equal(1, flow.Stats.Rejected);
        Assert.Equal(Status.NumericError, Assert.Throws<WgfException>(() => lost.Step()).Status);
        Assert.Equal(7, far.Export()[0, 0]);
      }
    }

    [Fact]
    public void Samples_are_copied_and_weighted() {
      double[,] x = { { 0 }, { 1 } };
      using (var samples = new Target(Context, x))
      using (var same = new Target(Context, Flat(x), 1))
      using (var cloud = new Ensemble(Context, new double[,] { { 0 }, { 0 }, { 0 } }))
      using (var energy = new Discrepancy(Context, "energy")) {
        x[1, 0] = 77;
        var equal = energy.Evaluate(cloud, samples);
        Assert.Equal(equal, energy.Evaluate(cloud, same));
        using (var heavy = new Target(Context, new double[,] { { 0 }, { 1 } })) {
          heavy.ImportWeights(new[] { 3.0, 1 });
          Assert.True(energy.Evaluate(cloud, heavy) < equal);
          Refused<InvalidOperationException>(Status.StateError, "", () => heavy.ImportWeights(new[] { 3.0, 1 }));
        }
      }
      Refused<ArgumentException>(Status.ArgumentError, "nan", () => new Target(Context, new[,] { { double.NaN } }));
      Assert.Throws<ArgumentException>(() => new Target(Context, new double[5], 2));
    }

    [Fact]
    public void Wrong_lengths_are_refused() {
      using (var target = NormalTarget()) {
        Assert.Throws<ArgumentException>(() => target.Evaluate(new double[3], new double[1]));
        Assert.Throws<ArgumentException>(() => target.Evaluate(new double[4], new double[1]));
        Assert.Throws<ArgumentException>(() => target.Evaluate(new double[4], new double[2], new double[3]));
        Refused<ArgumentException>(Status.ArgumentError, "", () => target.Constrain(new double[1, 3]));
      }
    }

    [Fact]
    public void A_target_of_the_catalogue_gives_exact_draws() {
      using (var context = new Context())
      using (var gaussian = new Target(context, "gaussian", 2) { ["mean"] = new[] { 5.0, 6 } })
      using (var cloud = new Ensemble(gaussian, 4000)) {
        cloud.InitTarget(gaussian);
        Assert.InRange(cloud.Mean()[0], 5 - 5 / Math.Sqrt(4000), 5 + 5 / Math.Sqrt(4000)); // five standard errors
        Assert.Equal(2, gaussian.Dim);
        Assert.Equal(context, cloud.Context);
      }
      Assert.True(Catalogue.Targets.All(entry => entry.Name != ""));
    }
  }
}
