using System;
using Xunit;

namespace Wgf.Tests {
  public class EnsembleTests : Scene {
    [Fact]
    public void Positions_come_back_with_the_same_bits() {
      var x = Matrix(Particles, 3);
      using (var cloud = new Ensemble(Context, x)) {
        Assert.Equal(Particles, cloud.Count);
        Assert.Equal(3, cloud.Dim);
        Assert.Equal(x, cloud.Export());
        var flat = new double[x.Length];
        cloud.Export(flat);
        Assert.Equal(Flat(x), flat);
        Assert.Equal(flat, cloud.Borrow().ToArray());
        cloud.Import(new double[x.Length]);
        Assert.Equal(new double[Particles, 3], cloud.Export());
      }
    }

    [Fact]
    public void The_other_layout_is_the_transpose() {
      var x = Matrix(Particles, 3);
      using (var cloud = new Ensemble(Context, x)) {
        var columns = new double[x.Length];
        cloud.Export(columns, Layout.CoordinateMajor);
        for (var i = 0; i < Particles; ++i)
          for (var k = 0; k < 3; ++k) Assert.Equal(x[i, k], columns[k * Particles + i]);
        cloud.Import(new double[x.Length]);
        cloud.Import(columns, Layout.CoordinateMajor);
        Assert.Equal(x, cloud.Export());
      }
    }

    [Fact]
    public void Wrong_shapes_are_refused() {
      using (var cloud = Cloud()) {
        Refused<ArgumentException>(Status.ArgumentError, "10", () => cloud.Import(new double[Particles + 1, 2]));
        Refused<ArgumentException>(Status.ArgumentError, "2", () => cloud.Import(new double[Particles, 3]));
        Refused<ArgumentException>(Status.ArgumentError, "10", () => cloud.Import(new double[4]));
        Refused<ArgumentException>(Status.ArgumentError, "10", () => cloud.Export(new double[4]));
        Refused<ArgumentException>(Status.ArgumentError, "10", () => cloud.ImportWeights(new double[3]));
        Assert.Throws<ArgumentException>(() => cloud.Import(new double[5]));
        Assert.Throws<ArgumentException>(() => cloud.Export(new double[5]));
      }
      Refused<ArgumentException>(Status.ArgumentError, "n", () => new Ensemble(Context, 0, 2));
      Refused<OutOfMemoryException>(Status.MemoryError, "memory", () => new Ensemble(Context, 1L << 45, 1L << 10));
    }

    [Fact]
    public void Values_that_are_not_finite_are_refused_and_nothing_changes() {
      using (var cloud = Cloud()) {
        var before = cloud.Export();
        var broken = cloud.Export();
        broken[3, 1] = double.NaN;
        Refused<ArgumentException>(Status.ArgumentError, "nan", () => cloud.Import(broken));
        Assert.Equal(before, cloud.Export());
        Refused<ArgumentException>(Status.ArgumentError, "", () => cloud.ImportWeights(new double[Particles]));
      }
    }

    [Fact]
    public void Null_is_refused_by_name() {
      Assert.Throws<ArgumentNullException>(() => new Ensemble((Context)null, 2, 2));
      Assert.Throws<ArgumentNullException>(() => new Ensemble((Target)null, 2));
      Assert.Throws<ArgumentNullException>(() => new Flow("svgd", null));
      Assert.Throws<ArgumentNullException>(() => new Target(null, "gaussian", 2));
      Assert.Throws<ArgumentNullException>(() => new Target(Context, 2, (PointDensity)null));
      using (var cloud = Cloud()) {
        Assert.Throws<ArgumentNullException>(() => new Flow(null, cloud));
        Assert.Throws<ArgumentNullException>(() => cloud.SetName(0, null));
      }
    }

    [Fact]
    public void Statistics_are_weighted() {
      using (var cloud = new Ensemble(Context, new double[,] { { 0, 1 }, { 4, 3 } })) {
        Assert.Equal(new[] { 0.5, 0.5 }, cloud.ExportWeights());
        Assert.Equal(new[] { 2.0, 2 }, cloud.Mean());
        Assert.Equal(new double[,] { { 8, 4 }, { 4, 2 } }, cloud.Covariance());
        Assert.Equal(new[] { 1.0, 1.5 }, cloud.Quantile(0.25));
        cloud.ImportWeights(new[] { 3.0, 1 });
        Assert.Equal(new[] { 0.75, 0.25 }, cloud.ExportWeights());
        Assert.Equal(new[] { 1.0, 1.5 }, cloud.Mean());
      }
    }

    [Fact]
    public void Coordinates_have_names() {
      using (var cloud = Cloud()) {
        Assert.Equal(new[] { "x[1]", "x[2]" }, cloud.Names);
        cloud.SetName(1, "größe");
        Assert.Equal("größe", cloud.Names[1]);
        Refused<ArgumentException>(Status.ArgumentError, "index", () => cloud.SetName(2, "z"));
      }
    }

    [Fact]
    public void Starts_follow_the_seed() {
      using (var target = NormalTarget())
      using (var a = new Ensemble(Context, Particles, 2))
      using (var b = new Ensemble(Context, Particles, 2)) {
        a.InitNormal(0, 1);
        b.InitNormal(0, 1);
        Assert.NotEqual(a.Export(), b.Export()); // a stream of its own each
        Context["seed"] = 1; // begins anew
        using (var again = new Ensemble(Context, Particles, 2)) {
          again.InitNormal(0, 1);
          Assert.Equal(a.Export(), again.Export());
        }
        Context["seed"] = 2;
        using (var other = new Ensemble(Context, Particles, 2)) {
          other.InitNormal(0, 1);
          Assert.NotEqual(a.Export(), other.Export());
        }
        a.InitUniform(5, 6);
        foreach (var value in a.Export()) Assert.InRange(value, 5, 6);
        a.InitTarget(target);
        foreach (var value in a.Export()) Assert.InRange(value, -2, 2);
      }
    }
  }
}
