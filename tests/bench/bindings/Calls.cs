// Usage: Calls LIBRARY ROUNDS, LIBRARY being calls.c compiled. Prints a JSON line for each call: the best of all rounds of C and of C#.
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Wgf;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, _, _) => name == "calls" ? NativeLibrary.Load(args[0]) : 0);
var rounds = int.Parse(args[1]);

using var context = new Context { ["threads"] = 1 };
using var normal = new Target(context, "gaussian", 10);
using var smallNormal = new Target(context, "gaussian", 2);
using var bell = new Target(context, 10, TargetFlags.Score, (x, _, score) => {
  for (var i = 0; i < score.Length; ++i) score[i] = -x.Values[i];
});
using var small = NewFlow(smallNormal, 1);
using var large = NewFlow(normal, 1000);
using var called = NewFlow(bell, 1000);
double[] points = new double[10000], logDensity = new double[1000], slope = new double[10000];
large.Ensemble.Export(points);
long read = 0;

var calls = new (string Name, int Times, Action Call)[] {
  ("number of particles", 500, () => read = small.Ensemble.Count),
  ("stats", 200, () => read = small.Stats.Step),
  ("step, n = 1, d = 2", 200, () => small.Step()),
  ("evaluate, n = 1000, d = 10", 5, () => normal.Evaluate(points, logDensity, slope)),
  ("step, n = 1000, d = 10", 1, () => large.Step()),
  ("step with a callback, n = 1000, d = 10", 1, () => called.Step()),
};

for (var k = 0; k < calls.Length; ++k) {
  double c = double.PositiveInfinity, own = c;
  for (var round = 0; round < rounds; ++round) {
    Native.Call(k, calls[k].Times, out var seconds);
    c = Math.Min(c, seconds);
    own = Math.Min(own, Seconds(calls[k].Call, calls[k].Times));
  }
  Console.WriteLine($$"""{"language": "C#", "version": ".NET {{Environment.Version}}", "call": "{{calls[k].Name}}", "c": {{c / calls[k].Times:G4}}, "own": {{own / calls[k].Times:G4}}}""");
}

Flow NewFlow(Target target, long n) {
  var cloud = new Ensemble(target, n);
  cloud.InitNormal(0, 1);
  return new Flow("svgd", cloud, target);
}

static double Seconds(Action call, int times) {
  call();
  var begin = Stopwatch.GetTimestamp();
  for (var i = 0; i < times; ++i) call();
  return Stopwatch.GetElapsedTime(begin).TotalSeconds;
}

static class Native {
  [DllImport("calls", EntryPoint = "wgf_bench_call")]
  internal static extern void Call(in int which, in int times, out double seconds);
}
