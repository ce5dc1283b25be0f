using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Wgf.Tests {
  public class CallbackTests : Scene {
    sealed class DatabaseGone : Exception {
      public DatabaseGone(int time) : base("the database is gone, time " + time) { }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static double LoseTheDatabase(int time) {
      throw new DatabaseGone(time); // not `=> throw`, which Mono's compiler gets wrong
    }

    [Fact]
    public void An_exception_comes_out_as_itself_and_the_flow_goes_on() {
      var time = 0;
      using (var target = new Target(Context, 2, (x, score) => {
        if (time > 0) LoseTheDatabase(time);
        return Normal(x, score);
      }))
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        flow.Step();
        for (time = 1; time <= 3; ++time) {
          var before = cloud.Export();
          var gone = Assert.Throws<DatabaseGone>(() => flow.Run(5));
          Assert.Equal("the database is gone, time " + time, gone.Message);
          Assert.Contains(nameof(LoseTheDatabase), gone.StackTrace);
          Assert.Equal(before, cloud.Export());
        }
        time = 0;
        Assert.Equal(Status.NotConverged, flow.Run(5));
        Assert.Equal(6, flow.Stats.Step);
      }
    }

    [Fact]
    public void Every_call_that_evaluates_throws_what_its_callback_throws() {
      using (var target = new Target(Context, 2, (x, score) => LoseTheDatabase(1)))
      using (var cloud = new Ensemble(target, 4))
      using (var flow = new Flow("svgd", cloud, target))
      using (var ksd = new Discrepancy(Context, "ksd")) {
        target.SetHessianVector((x, v, hv) => LoseTheDatabase(2));
        Assert.Throws<DatabaseGone>(() => target.Evaluate(new double[2], new double[1]));
        Assert.Throws<DatabaseGone>(() => target.MultiplyHessian(new double[2], new double[2]));
        Assert.Throws<DatabaseGone>(() => target.CheckScore(new double[1, 2]));
        Assert.Throws<DatabaseGone>(() => cloud.InitTarget(target));
        Assert.Throws<DatabaseGone>(() => flow.Step());
        Assert.Throws<DatabaseGone>(() => flow.Drift());
        Assert.Throws<DatabaseGone>(() => ksd.Evaluate(cloud, target));
      }
    }

    [Fact]
    public void Kernels_and_features_throw_too() {
      using (var target = NormalTarget())
      using (var samples = new Target(Context, Matrix(5, 2)))
      using (var cloud = Cloud())
      using (var by_kernel = new Flow("svgd", cloud, target))
      using (var by_features = new Flow("svgd", cloud, target))
      using (var mmd = new Discrepancy(Context, "mmd")) {
        by_kernel.SetKernel((u, k, k1, k2, k3) => LoseTheDatabase(3));
        Assert.Throws<DatabaseGone>(() => by_kernel.Step());
        by_kernel.Dispose();
        by_features.SetFeatures(2, (x, f, c, jtc) => LoseTheDatabase(4));
        Assert.Throws<DatabaseGone>(() => by_features.Step());
        mmd.SetKernel((u, k, k1, k2, k3) => LoseTheDatabase(5));
        Assert.Throws<DatabaseGone>(() => mmd.Evaluate(cloud, samples));
        mmd.SetKernel(FlowTests.Gaussian);
        Assert.True(mmd.Evaluate(cloud, samples) > 0);
      }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    unsafe delegate int NativeDensity(IntPtr user, long batch, long n, long d, double* x, double* logDensity, double* score);

    [Fact]
    public unsafe void A_native_callback_hands_its_value_back() {
      NativeDensity density = (user, batch, n, d, x, logDensity, score) => {
        for (var i = 0; i < n * d && score != null; ++i) score[i] = -x[i];
        return (int)user;
      };
      var address = Marshal.GetFunctionPointerForDelegate(density);
      using (var good = new Target(Context, 2, TargetFlags.Score, address, IntPtr.Zero))
      using (var bad = new Target(Context, 2, TargetFlags.Score, address, new IntPtr(7)))
      using (var cloud = Cloud()) {
        using (var flow = new Flow("svgd", cloud, good)) Assert.Equal(Status.Ok, flow.Step());
        using (var flow = new Flow("svgd", cloud, bad)) {
          var failure = Assert.Throws<WgfException>(() => flow.Step());
          Assert.Equal(Status.CallbackError, failure.Status);
          Assert.Equal(7, failure.CallbackResult);
        }
      }
      Assert.Throws<ArgumentNullException>(() => new Target(Context, 2, TargetFlags.Score, IntPtr.Zero, IntPtr.Zero));
      GC.KeepAlive(density);
    }

    [Fact]
    public void A_write_outside_its_span_is_an_exception_and_no_crash() {
      using (var target = new Target(Context, 2, TargetFlags.Score, (x, logDensity, score) => score[x.Count * x.Dim] = 1))
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) Assert.Throws<IndexOutOfRangeException>(() => flow.Step());
    }

    [Fact]
    public void Progress_is_told_on_the_calling_thread_and_at_the_end() {
      var steps = new List<long>();
      var thread = 0;
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target) { ["progress_interval"] = 0 }) {
        flow.Run(4, new Report(now => {
          steps.Add(now.Step);
          thread = Thread.CurrentThread.ManagedThreadId;
          Assert.Equal(4, now.Steps);
          Assert.Equal(now.Step, now.Stats.Step);
          Assert.Equal(Particles, cloud.Export().GetLength(0));
        }));
        Assert.Equal(new List<long> { 1, 2, 3, 4 }, steps);
        Assert.Equal(Thread.CurrentThread.ManagedThreadId, thread);
        flow.Run(4);
        Assert.Equal(4, steps.Count);
      }
    }

    [Fact]
    public void Progress_that_throws_stops_the_run_with_its_exception() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target) { ["progress_interval"] = 0 }) {
        Assert.Throws<DatabaseGone>(() => flow.Run(9, new Report(now => { if (now.Step == 3) LoseTheDatabase(1); })));
        Assert.Equal(3, flow.Stats.Step);
        Assert.Equal(Status.NotConverged, flow.Run(2));
      }
    }

    [Fact]
    public void Progress_may_cancel() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target) { ["progress_interval"] = 0 }) {
        Assert.Equal(Status.Cancelled, flow.Run(9, new Report(now => { if (now.Step == 3) flow.Cancel(); })));
        Assert.Equal(3, flow.Stats.Step);
        Assert.Equal(Status.NotConverged, flow.Run(2));
        Assert.Equal(5, flow.Stats.Step);
      }
    }

    [Fact]
    public void A_token_cancels_the_run_with_its_own_exception() {
      using (var source = new CancellationTokenSource())
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target) { ["progress_interval"] = 0 }) {
        var cancelled = Assert.Throws<OperationCanceledException>(
          () => flow.Run(9, new Report(now => { if (now.Step == 3) source.Cancel(); }), source.Token));
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.Equal(3, flow.Stats.Step);
        Assert.Throws<OperationCanceledException>(() => flow.Run(9, cancellationToken: source.Token));
        Assert.Equal(3, flow.Stats.Step);
        Assert.Equal(Status.NotConverged, flow.Run(2));
      }
    }

    [Fact]
    public void A_token_that_cancels_too_late_does_not_stop_the_next_run() {
      using (var source = new CancellationTokenSource())
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        Assert.Equal(Status.NotConverged, flow.Run(4, new Report(now => { if (now.Step == 4) source.Cancel(); }), source.Token));
        Assert.Equal(4, flow.Stats.Step);
        Assert.Equal(Status.NotConverged, flow.Run(4));
        Assert.Equal(8, flow.Stats.Step);
      }
    }

    [Fact]
    public void A_token_and_an_exception_at_once_leave_the_flow_ready() {
      using (var source = new CancellationTokenSource())
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target) { ["progress_interval"] = 0 }) {
        Assert.Throws<DatabaseGone>(() => flow.Run(9, new Report(now => {
          source.Cancel();
          LoseTheDatabase(1);
        }), source.Token));
        Assert.Equal(Status.NotConverged, flow.Run(4));
        Assert.Equal(5, flow.Stats.Step);
      }
    }

    [Fact]
    public async Task A_run_on_the_pool_ends_or_is_cancelled() {
      using (var source = new CancellationTokenSource())
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target) { ["progress_interval"] = 0 }) {
        Assert.Equal(Status.NotConverged, await flow.RunAsync(5));
        var begun = new TaskCompletionSource<bool>();
        var run = flow.RunAsync(1L << 50, new Report(now => begun.TrySetResult(true)), source.Token);
        await begun.Task;
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.True(run.IsCanceled);
        Assert.NotEqual(Status.Cancelled, await flow.RunAsync(5)); // at rest or not: how many steps went before is chance
      }
    }

    [Fact]
    public async Task A_run_on_the_pool_throws_what_its_callback_throws() {
      using (var target = new Target(Context, 2, (x, score) => LoseTheDatabase(7)))
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        var gone = await Assert.ThrowsAnyAsync<DatabaseGone>(() => flow.RunAsync(5));
        Assert.Contains("time 7", gone.Message);
      }
    }

    [Fact]
    public void A_token_cancels_from_another_thread_inside_a_long_step() {
      using (var source = new CancellationTokenSource())
      using (var target = new Target(Context, "gaussian", 20))
      using (var cloud = new Ensemble(target, 60000))
      using (var flow = new Flow("svgd", cloud, target)) {
        cloud.InitTarget(target);
        flow.Bind();
        var before = cloud.Export();
        var watch = new System.Diagnostics.Stopwatch();
        var other = new Thread(() => {
          Thread.Sleep(300);
          watch.Start();
          source.Cancel();
        });
        other.Start();
        Assert.Throws<OperationCanceledException>(() => flow.Run(1L << 50, cancellationToken: source.Token));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 0.5); // one step takes seconds
        other.Join();
        Assert.Equal(0, flow.Stats.Step);
        Assert.Equal(before, cloud.Export());
      }
    }

    [Fact]
    public void A_run_inside_a_callback_works_for_another_flow_and_not_for_the_same() {
      Flow outer = null;
      Exception refusal = null;
      var inner_mean = 0.0;
      using (var target = new Target(Context, 2, TargetFlags.Score, (x, logDensity, score) => {
        for (var i = 0; i < x.Values.Length; ++i) score[i] = -x.Values[i];
        refusal = Record(() => outer.Step());
        using (var other = new Context { ["threads"] = 1 })
        using (var inner_target = new Target(other, 2, Normal))
        using (var inner_cloud = new Ensemble(other, 5, 2))
        using (var inner = new Flow("svgd", inner_cloud, inner_target)) {
          inner_cloud.InitNormal(1, 1);
          inner.Run(3);
          inner_mean = inner_cloud.Mean()[0];
        }
      }))
      using (var cloud = Cloud())
      using (outer = new Flow("svgd", cloud, target)) {
        Assert.Equal(Status.NotConverged, outer.Run(3));
        Assert.IsType<InvalidOperationException>(refusal);
        Assert.Equal(Status.BusyError, WgfException.StatusOf(refusal));
        Assert.NotEqual(0, inner_mean);
        Assert.Equal(3, outer.Stats.Step);
      }
    }

    static Exception Record(Action action) {
      try {
        action();
        return null;
      } catch (Exception failure) {
        return failure;
      }
    }

    [Fact]
    public void An_exception_of_an_inner_run_comes_out_of_the_outer_one_unless_it_is_caught() {
      var caught = false;
      using (var inner_target = new Target(Context, 2, (x, score) => LoseTheDatabase(9)))
      using (var inner_cloud = Cloud())
      using (var other = new Context { ["threads"] = 1 })
      using (var inner = new Flow("svgd", inner_cloud, inner_target))
      using (var target = new Target(other, 2, TargetFlags.Score, (x, logDensity, score) => {
        if (caught) Assert.Throws<DatabaseGone>(() => inner.Step());
        else inner.Step();
        for (var i = 0; i < x.Values.Length; ++i) score[i] = -x.Values[i];
      }))
      using (var cloud = new Ensemble(other, Matrix(Particles, 2)))
      using (var outer = new Flow("svgd", cloud, target)) {
        Assert.Contains("time 9", Assert.Throws<DatabaseGone>(() => outer.Step()).Message);
        caught = true;
        Assert.Equal(Status.Ok, outer.Step());
      }
    }

    [Fact]
    public void The_collector_may_run_inside_a_callback() {
      using (var cloud = Cloud()) {
        var flow = CollectingFlow(cloud);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(Status.NotConverged, flow.Run(5, new Report(now => {
          GC.Collect();
          GC.WaitForPendingFinalizers();
        })));
        flow.Dispose();
      }
    }

    /// <summary>Apart, so that no stack refers to the target and the kernel.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    Flow CollectingFlow(Ensemble cloud) {
      var flow = new Flow("svgd", cloud, Collecting());
      flow.SetKernel(new Kernels().Collecting);
      return flow;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    Target Collecting() => new Target(Context, 2, (x, score) => {
      GC.Collect();
      GC.WaitForPendingFinalizers();
      return Normal(x, score);
    });

    sealed class Kernels {
      public void Collecting(ReadOnlySpan<double> u, Span<double> k, Span<double> k1, Span<double> k2, Span<double> k3) {
        GC.Collect();
        FlowTests.Gaussian(u, k, k1, k2, k3);
      }
    }

    [Fact]
    public void Log_lines_arrive_and_a_receiver_that_throws_is_heard() {
      var lines = new List<string>();
      Context.SetLog((level, line) => lines.Add(level + ": " + line));
      using (var target = new Target(Context, 2, TargetFlags.LogDensity, (x, logDensity, score) => {
        for (var i = 0; i < x.Count; ++i) logDensity[i] = -x[i][0] * x[i][0];
      })) {
        target.Evaluate(new double[2], default(Span<double>), new double[2]);
        Assert.Contains("Info", string.Join("\n", lines));
        Context.SetLog((level, line) => LoseTheDatabase(1));
        using (var second = new Target(Context, 2, TargetFlags.LogDensity, (x, logDensity, score) => { }))
          Assert.Throws<DatabaseGone>(() => second.Evaluate(new double[2], default(Span<double>), new double[2]));
        Context.SetLog(null);
        using (var third = new Target(Context, 2, TargetFlags.LogDensity, (x, logDensity, score) => { }))
          third.Evaluate(new double[2], default(Span<double>), new double[2]);
      }
    }

    [Fact]
    public void An_exception_that_waits_does_not_disturb_later_callbacks() {
      var undisturbed = 0;
      Context.SetLog((level, line) => LoseTheDatabase(1));
      using (var cloud = Cloud())
      using (var target = new Target(Context, 2, TargetFlags.LogDensity, (x, logDensity, score) => {
        cloud.Export();
        ++undisturbed;
        for (var i = 0; i < x.Count; ++i) logDensity[i] = 0;
      })) {
        Assert.Throws<DatabaseGone>(() => target.Evaluate(new double[2], default(Span<double>), new double[2]));
        Assert.True(undisturbed > 0);
        target.Evaluate(new double[2], default(Span<double>), new double[2]);
      }
    }

    [Fact]
    public void A_poll_may_cancel_and_may_throw() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target)) {
        Context.SetPoll(() => false);
        Assert.Equal(Status.Cancelled, flow.Run(1L << 50));
        Context.SetPoll(() => LoseTheDatabase(1) > 0);
        Assert.Throws<DatabaseGone>(() => flow.Run(1L << 50));
        Context.SetPoll(null);
        Assert.Equal(Status.Ok, flow.Run(10));
      }
    }
  }
}
