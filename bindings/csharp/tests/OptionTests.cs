using System;
using Xunit;

namespace Wgf.Tests {
  public class OptionTests : Scene {
    [Fact]
    public void Options_of_every_type_come_back() {
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud)) {
        flow["step_size"] = 0.25;
        flow["record_every"] = 3;
        flow["kernel"] = "laplace";
        Assert.Equal(0.25, (double)flow["step_size"]);
        Assert.Equal(3, (long)flow["record_every"]);
        Assert.Equal("laplace", (string)flow["kernel"]);
        Assert.Equal("0.25 3 laplace", flow["step_size"] + " " + flow["record_every"] + " " + flow["kernel"]);
      }
    }

    [Fact]
    public void A_whole_number_is_a_number_but_not_the_other_way_round() {
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud) { ["step_size"] = 1 }) {
        Assert.Equal(1, (double)flow["step_size"]);
        Refused<ArgumentException>(Status.OptionError, "a whole number", () => flow["record_every"] = 1.5);
        Refused<ArgumentException>(Status.OptionError, "not a text", () => flow["step_size"] = "small");
        Assert.Throws<InvalidCastException>(() => (long)flow["step_size"]);
        Assert.Throws<InvalidCastException>(() => (string)flow["step_size"]);
        Assert.Throws<InvalidCastException>(() => (double)flow["kernel"]);
      }
    }

    [Fact]
    public void An_unknown_option_is_refused_with_the_nearest_name() {
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud))
      using (var mmd = new Discrepancy(Context, "mmd"))
      using (var gaussian = new Target(Context, "gaussian", 2)) {
        Refused<ArgumentException>(Status.OptionError, "\"step_size\"", () => flow["stepsize"] = 0.1);
        Refused<ArgumentException>(Status.OptionError, "\"step_size\"", () => flow["step_sise"].ToString());
        Refused<ArgumentException>(Status.OptionError, "\"seed\"", () => Context["sed"] = 3);
        Refused<ArgumentException>(Status.OptionError, "\"kernel\"", () => mmd["kernal"] = "gaussian");
        Refused<ArgumentException>(Status.OptionError, "\"mean\"", () => gaussian["meen"] = new[] { 1.0, 2 });
      }
    }

    [Fact]
    public void A_value_out_of_range_is_refused_and_the_text_gives_the_bounds() {
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud)) {
        Refused<ArgumentException>(Status.OptionError, "allowed is", () => flow["step_size"] = -1);
        Refused<ArgumentException>(Status.OptionError, "gaussian", () => flow["kernel"] = "gausian");
        Refused<ArgumentException>(Status.OptionError, "step_size", () => flow["step_size"] = double.NaN);
      }
    }

    [Fact]
    public void A_context_has_options() {
      Context["seed"] = 12;
      Assert.Equal(12, (long)Context["seed"]);
      var isa = (string)Context["isa"];
      Assert.True(isa.Length > 0);
      Context["isa"] = isa;
      Assert.Equal(isa, (string)Context["isa"]);
      Context["isa"] = "best";
    }

    [Fact]
    public void Options_are_set_and_read_in_the_same_way_whatever_has_them() {
      using (var gaussian = new Target(Context, "gaussian", 2) { ["mean"] = new[] { 5.0, 6 } })
      using (var mixture = new Target(Context, "gaussian_mixture", 1) { ["components"] = 1, ["sd"] = 2 })
      using (var mmd = new Discrepancy(Context, "mmd") { ["kernel"] = "imq", ["bandwidth"] = 1, ["unbiased"] = 0 }) {
        Assert.Equal(new[] { 5.0, 6 }, (double[])gaussian["mean"]);
        Assert.Equal("a vector of 2 numbers", gaussian["mean"].ToString());
        Assert.Equal(new double[0], (double[])gaussian["covariance"]); // not set
        Assert.Throws<InvalidCastException>(() => (double[])mixture["sd"]);
        Assert.Equal("1 2", mixture["components"] + " " + mixture["sd"]);
        Assert.Equal("imq 1 0", mmd["kernel"] + " " + mmd["bandwidth"] + " " + mmd["unbiased"]);
        Refused<ArgumentException>(Status.OptionError, "\"seed\"", () => Context["seed"] = new[] { 1.0 });
        Refused<ArgumentException>(Status.OptionError, "\"mean\"", () => gaussian["mean"] = "zero");
        Refused<ArgumentException>(Status.OptionError, "\"kernel\"", () => mmd["kernal"].ToString());
      }
    }

    [Fact]
    public void A_target_that_is_not_ready_made_has_no_options() {
      using (var samples = new Target(Context, Matrix(20, 2))) {
        Refused<NotSupportedException>(Status.UnsupportedError, "", () => samples["mean"] = 1);
        Refused<NotSupportedException>(Status.UnsupportedError, "", () => samples["mean"].ToString());
      }
    }

    [Fact]
    public void Options_of_targets_and_discrepancies_have_an_effect() {
      using (var gaussian = new Target(Context, "gaussian", 2) { ["mean"] = new[] { 5.0, 6 } })
      using (var mixture = new Target(Context, "gaussian_mixture", 1) { ["components"] = 3, ["sd"] = 2, ["means"] = new[] { -1.0, 0, 1 } })
      using (var cloud = Cloud())
      using (var samples = new Target(Context, Matrix(20, 2)))
      using (var mmd = new Discrepancy(Context, "mmd") { ["kernel"] = "gaussian", ["bandwidth"] = 1 })
      using (var sliced = new Discrepancy(Context, "sliced_wasserstein") { ["slices"] = 7 }) {
        var score = new double[2];
        gaussian.Evaluate(new[] { 5.0, 6 }, default(Span<double>), score);
        Assert.Equal(new double[2], score);
        mixture.Evaluate(new[] { 0.0 }, default(Span<double>), new Span<double>(score, 0, 1));
        Assert.Equal(0, score[0], 12); // by symmetry
        Assert.Throws<ArgumentException>(() => mixture["means"] = "zero");
        var near = mmd.Evaluate(cloud, samples);
        mmd["bandwidth"] = 4.0;
        Assert.NotEqual(near, mmd.Evaluate(cloud, samples));
        Assert.True(sliced.Evaluate(cloud, samples) > 0);
      }
    }
  }
}
