using System;
using System.Runtime.CompilerServices;
using Xunit;

namespace Wgf.Tests {
  public class LifetimeTests : Scene {
    [Fact]
    public void Use_after_dispose_names_the_object() {
      var context = new Context();
      var target = new Target(context, 2, Normal);
      var cloud = new Ensemble(target, 3);
      var flow = new Flow("svgd", cloud, target);
      var draws = new Draws(context, 1, Matrix(4, 2));
      var mmd = new Discrepancy(context, "mmd");
      foreach (var one in new IDisposable[] { context, target, cloud, flow, draws, mmd }) {
        one.Dispose();
        one.Dispose();
      }
      Assert.Contains("Context", Assert.Throws<ObjectDisposedException>(() => context.Cancel()).ObjectName);
      Assert.Contains("Target", Assert.Throws<ObjectDisposedException>(() => target.Dim.ToString()).ObjectName);
      Assert.Contains("Ensemble", Assert.Throws<ObjectDisposedException>(() => cloud.Export()).ObjectName);
      Assert.Contains("Flow", Assert.Throws<ObjectDisposedException>(() => flow.Step()).ObjectName);
      Assert.Contains("Draws", Assert.Throws<ObjectDisposedException>(() => draws.Export()).ObjectName);
      Assert.Contains("Discrepancy", Assert.Throws<ObjectDisposedException>(() => mmd["bandwidth"] = 2).ObjectName);
      Assert.Throws<ObjectDisposedException>(() => new Target(context, 2, Normal));
      foreach (var one in new object[] { context, target, cloud, flow, draws, mmd }) Assert.Contains(" (disposed)", one.ToString());
    }

    [Fact]
    public void Parts_may_be_disposed_before_the_whole() {
      var context = new Context { ["threads"] = 1 };
      var target = new Target(context, 2, Normal);
      var cloud = new Ensemble(target, 3);
      cloud.InitNormal(0, 1);
      var flow = new Flow("svgd", cloud, target);
      context.Dispose();
      target.Dispose();
      GC.Collect();
      Assert.Equal(Status.NotConverged, flow.Run(3));
      Assert.Equal(3, cloud.Export().GetLength(0));
      cloud.Dispose();
      Assert.Equal(Status.NotConverged, flow.Run(3));
      flow.Dispose();
    }

    [Fact]
    public void A_flow_may_be_disposed_by_its_own_callback() {
      Flow flow = null;
      using (var target = new Target(Context, 2, (x, score) => {
        flow.Dispose();
        return Normal(x, score);
      }))
      using (var cloud = Cloud()) {
        flow = new Flow("svgd", cloud, target);
        Assert.Equal(Status.NotConverged, flow.Run(2));
        Assert.Throws<ObjectDisposedException>(() => flow.Step());
      }
    }

    [Fact]
    public void What_nobody_uses_is_collected_even_in_a_cycle() {
      var closure = LeaveACycle();
      Assert.Equal(1, CountDownTo(1)); // the context of the scene
      Assert.False(closure.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference LeaveACycle() {
      var context = new Context { ["threads"] = 1 };
      Flow flow = null;
      PointDensity density = (x, score) => {
        GC.KeepAlive(flow);
        return Normal(x, score);
      };
      var target = new Target(context, 2, density);
      var cloud = new Ensemble(target, 3);
      cloud.InitNormal(0, 1);
      flow = new Flow("svgd", cloud, target);
      flow.Run(2);
      flow.GetDraws();
      return new WeakReference(density);
    }

    static long CountDownTo(long wanted) {
      for (var round = 0; round < 50 && Library.LiveHandles > wanted; ++round) {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        System.Threading.Thread.Sleep(round);
      }
      return Library.LiveHandles;
    }
  }
}
