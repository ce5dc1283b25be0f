using System;
using System.IO;
using Xunit;

namespace Wgf.Tests {
  public class FlowTests : Scene {
    [Fact]
    public void Svgd_reaches_the_mean_of_a_normal_law() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        Assert.Equal(Status.Ok, flow.Run(500));
        foreach (var mean in cloud.Mean()) Assert.InRange(mean, -0.05, 0.05); // symmetric law: only what is left of the start
        Assert.Equal(500, flow.Stats.Step);
        Assert.Equal(501 * Particles, flow.Stats.Evaluations); // at the start, and at the new places of each step
        Assert.True(flow.Stats.Bandwidth > 0 && flow.Stats.Seconds > 0 && double.IsNaN(flow.Stats.Acceptance));
      }
    }

    [Fact]
    public void A_run_tells_why_it_stopped() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        Assert.Equal(Status.Ok, flow.Run(0));
        Assert.Equal(Status.Ok, flow.Step());
        Assert.Equal(Status.Budget, flow.Run(1L << 50, timeLimit: TimeSpan.FromMilliseconds(20)));
        Assert.Equal(Status.Converged, flow.Run(1L << 50, tolerance: 0.05));
        flow.Cancel();
        Assert.Equal(Status.Cancelled, flow.Run(5));
        Context.Cancel();
        Assert.Equal(Status.Cancelled, flow.Step());
        Assert.Equal(Status.Ok, flow.Step());
        Refused<ArgumentException>(Status.ArgumentError, "steps", () => flow.Run(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => flow.Run(1, timeLimit: TimeSpan.FromSeconds(-1)));
      }
    }

    [Fact]
    public void What_is_missing_or_does_not_fit_is_refused_at_bind() {
      using (var target = NormalTarget())
      using (var wide = NormalTarget(3))
      using (var cloud = Cloud())
      using (var none = new Flow("svgd", cloud))
      using (var bad = new Flow("svgd", cloud, wide))
      using (var mmd = new Flow("mmd", cloud, target))
      using (var noisy = new Flow("langevin", cloud, target))
      using (var big = new Flow("svgd", cloud, target) { ["record_every"] = 1, ["record_limit"] = 1 << 20, ["max_bytes"] = 1000 }) {
        Refused<InvalidOperationException>(Status.StateError, "target", none.Bind);
        Assert.ThrowsAny<Exception>(bad.Bind);
        Assert.ThrowsAny<Exception>(mmd.Bind);
        Refused<NotSupportedException>(Status.UnsupportedError, "noisy", () => noisy.Run(1, tolerance: 1));
        noisy.Dispose();
        Refused<OutOfMemoryException>(Status.MemoryError, "max_bytes", big.Bind);
      }
    }

    [Fact]
    public void Ask_and_tell_give_the_bits_of_the_callback() {
      using (var called = Cloud())
      using (var asked = Cloud())
      using (var target = NormalTarget())
      using (var outside = new Target(Context, 2, TargetFlags.LogDensity | TargetFlags.Score, null))
      using (var by_callback = new Flow("mala", called, target) { ["warmup"] = 5, ["seed"] = 1 })
      using (var by_hand = new Flow("mala", asked, outside) { ["warmup"] = 5, ["seed"] = 1 }) {
        by_callback.Run(20);
        for (var step = 0; step < 20; ++step)
          while (by_hand.Ask(out var request)) Answer(by_hand, request);
        Assert.Equal(called.Export(), asked.Export());
        Assert.Equal(20, by_hand.Stats.Step);
      }
    }

    static void Answer(Flow flow, Request request) {
      double[] logDensity = new double[request.Count], score = new double[request.Count * request.Dim];
      for (var i = 0; i < request.Count; ++i)
        logDensity[i] = Normal(request.Points.Slice(2 * i, 2), new Span<double>(score, 2 * i, 2));
      Assert.Equal(TargetFlags.LogDensity | TargetFlags.Score, request.Wants);
      Assert.True(request.Vectors.IsEmpty);
      flow.Tell(request, logDensity, score);
    }

    [Fact]
    public void A_request_can_be_given_up_and_wrong_answers_are_refused() {
      using (var cloud = Cloud())
      using (var outside = new Target(Context, 2, TargetFlags.Score, null))
      using (var flow = new Flow("svgd", cloud, outside)) {
        var before = cloud.Export();
        Assert.True(flow.Ask(out var request));
        Assert.Equal(-1, request.Batch); // no mini-batches
        Assert.Throws<ArgumentException>(() => flow.Tell(request, default(ReadOnlySpan<double>), new double[3]));
        Refused<ArgumentException>(Status.ArgumentError, "score", () => flow.Tell(request, default(ReadOnlySpan<double>), default(ReadOnlySpan<double>)));
        Refused<InvalidOperationException>(Status.StateError, "tell", () => flow.Step());
        flow.Abandon();
        Assert.Equal(before, cloud.Export());
        Refused<InvalidOperationException>(Status.StateError, "ask", () => flow.Tell(request, default(ReadOnlySpan<double>), new double[20]));
        Assert.Equal(0, flow.Stats.Step);
      }
    }

    [Fact]
    public void A_checkpoint_goes_on_bit_for_bit() {
      using (var target = NormalTarget())
      using (var straight = Cloud())
      using (var broken = Cloud())
      using (var again = Cloud())
      using (var first = Sampler(straight, target))
      using (var second = Sampler(broken, target))
      using (var third = Sampler(again, target)) {
        first.Run(30);
        second.Run(10);
        var bytes = second.Save();
        third.Restore(bytes);
        third.Run(20);
        Assert.Equal(straight.Export(), again.Export());
        using (var whole = first.GetDraws())
        using (var resumed = third.GetDraws()) Assert.Equal(whole.Export(), resumed.Export());
        bytes[bytes.Length / 2] ^= 1;
        Refused<InvalidDataException>(Status.FormatError, "", () => third.Restore(bytes));
        Assert.Equal(straight.Export(), again.Export());
      }
    }

    static Flow Sampler(Ensemble cloud, Target target) => new Flow("mala", cloud, target) { ["record_every"] = 2, ["seed"] = 1 };

    [Fact]
    public void A_checkpoint_may_be_a_file() {
      var path = Path.GetTempFileName();
      using (var target = NormalTarget())
      using (var a = Cloud())
      using (var b = Cloud())
      using (var first = Sampler(a, target))
      using (var second = Sampler(b, target)) {
        first.Run(7);
        first.SaveFile(path);
        second.RestoreFile(path);
        Assert.Equal(a.Export(), b.Export());
        File.WriteAllText(path, "no checkpoint");
        Refused<InvalidDataException>(Status.FormatError, "", () => second.RestoreFile(path));
      }
      File.Delete(path);
    }

    [Fact]
    public void A_kernel_of_ones_own_may_be_a_function_or_features() {
      using (var target = NormalTarget())
      using (var a = Cloud())
      using (var b = Cloud())
      using (var c = Cloud())
      using (var d = Cloud())
      using (var builtin = new Flow("svgd", a, target) { ["bandwidth"] = 1 })
      using (var own = new Flow("svgd", b, target) { ["bandwidth"] = 1 })
      using (var linear = new Flow("svgd", c, target) { ["kernel"] = "linear" })
      using (var features = new Flow("svgd", d, target)) {
        own.SetKernel(Gaussian);
        features.SetFeatures(3, WithOne);
        foreach (var flow in new[] { builtin, own, linear, features }) flow.Run(10);
        for (var i = 0; i < Particles; ++i) Assert.Equal(a.Export()[i, 0], b.Export()[i, 0], 9);  // exp of .NET and of the library
        for (var i = 0; i < Particles; ++i) Assert.Equal(c.Export()[i, 0], d.Export()[i, 0], 9);  // other order of sums
      }
    }

    const double Scale = 0.5; // the library's kernel "gaussian" is exp(-u / 2)

    internal static void Gaussian(ReadOnlySpan<double> u, Span<double> k, Span<double> k1, Span<double> k2, Span<double> k3) {
      for (var i = 0; i < u.Length; ++i) {
        var value = Math.Exp(-Scale * u[i]);
        k[i] = value;
        k1[i] = -Scale * value;
        if (!k2.IsEmpty) k2[i] = Scale * Scale * value;
        if (!k3.IsEmpty) k3[i] = -Scale * Scale * Scale * value;
      }
    }

    /// <summary>f(x) = (x, 1), the kernel "linear".</summary>
    static void WithOne(Points x, Span<double> f, ReadOnlySpan<double> c, Span<double> jtc) {
      for (var i = 0; i < x.Count; ++i) {
        for (var k = 0; k < x.Dim && !f.IsEmpty; ++k) f[i * (x.Dim + 1) + k] = x[i][k];
        if (!f.IsEmpty) f[i * (x.Dim + 1) + x.Dim] = 1;
        for (var k = 0; k < x.Dim && !jtc.IsEmpty; ++k) jtc[i * x.Dim + k] = c[k];
      }
    }

    [Fact]
    public void Drift_and_energy_can_be_looked_at() {
      using (var samples = new Target(Context, Matrix(20, 2)))
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var other = Cloud())
      using (var mmd = new Flow("mmd", cloud, samples) { ["step_size"] = 0.01 })
      using (var svgd = new Flow("svgd", other, target)) {
        var before = mmd.Energy();
        Assert.Equal(Particles, mmd.Drift().GetLength(0));
        mmd.Run(50);
        Assert.True(mmd.Energy() < before);
        Refused<NotSupportedException>(Status.UnsupportedError, "", () => svgd.Energy());
      }
    }

    [Fact]
    public void The_step_size_may_change_and_other_options_may_not() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("langevin", cloud, target) { ["step_size"] = 0.1 }) {
        flow.Bind();
        flow["step_size"] = 0.2;
        flow.Step();
        Assert.Equal(0.2, flow.Stats.StepSize);
        Assert.Equal("langevin", flow.Name);
        Assert.Equal(cloud, flow.Ensemble);
        Refused<InvalidOperationException>(Status.StateError, "", () => flow["record_every"] = 2);
      }
    }

    [Fact]
    public void Only_one_flow_at_a_time_may_be_bound_to_an_ensemble() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var first = new Flow("svgd", cloud, target))
      using (var second = new Flow("svgd", cloud, target)) {
        first.Bind();
        Assert.ThrowsAny<InvalidOperationException>(second.Bind);
        first.Dispose();
        second.Bind();
      }
    }
  }
}
