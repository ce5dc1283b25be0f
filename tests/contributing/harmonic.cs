using System;
using Wgf;

// Distances shrink by 0.9 in each of 10 steps of 0.1.
static class Harmonic {
  static int Main() {
    using (var context = new Context())
    using (var cloud = new Ensemble(context, new double[,] { { 0, 1 }, { 1, 2 }, { 5, -3 } }))
    using (var flow = new Flow("harmonic", cloud) { ["step_size"] = 0.1 }) {
      flow.Run(10);
      var y = cloud.Export();
      var off = Math.Abs(y[2, 0] - y[0, 0] - 5 * Math.Pow(0.9, 10));
      if (off > 1e-12) { Console.Error.WriteLine("the flow harmonic is off by " + off); return 1; }
      Console.WriteLine("C#: harmonic");
      return 0;
    }
  }
}
