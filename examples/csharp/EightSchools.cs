// Eight schools, non-centred: y_j ~ N(mu + tau t_j, sigma_j), t_j ~ N(0, 1), mu ~ N(0, 5), tau ~ half-Cauchy(0, 5), by 100 chains of the
// Metropolis-adjusted Langevin flow, beside reference values. Usage: dotnet run -p:Example=EightSchools FILE, the file being ../data/eight_schools_reference.csv.
using System.Globalization;
using Wgf;

double[] y = { 28, 8, -3, 7, -1, 1, 18, 12 }, sigma = { 15, 10, 16, 11, 9, 11, 10, 18 };

using var context = new Context();
using var target = new Target(context, 10, (x, score) => { // t_1 .. t_8, mu, tau
  double mu = x[8], tau = x[9], sum = -mu * mu / 50 - Math.Log(1 + tau * tau / 25);
  (score[8], score[9]) = (-mu / 25, -2 * tau / (25 + tau * tau));
  for (var j = 0; j < 8; ++j) {
    double z = (y[j] - mu - tau * x[j]) / sigma[j], slope = z / sigma[j];
    sum -= 0.5 * (x[j] * x[j] + z * z);
    score[j] = -x[j] + slope * tau;
    score[8] += slope;
    score[9] += slope * x[j];
  }
  return sum;
});
target.SetBounds([.. Enumerable.Repeat(double.NegativeInfinity, 9), 0]); // tau is positive
using var chains = new Ensemble(target, 100);
chains.InitTarget(target);
using var flow = new Flow("mala", chains, target) { ["warmup"] = 500, ["record_every"] = 2 };
flow.Run(2500);

var draws = flow.GetDraws().Export();
for (var i = 0; i < draws.GetLength(0); ++i)
  for (var j = 0; j < 8; ++j) draws[i, j] = draws[i, 8] + draws[i, 9] * draws[i, j]; // theta_j
using var schools = new Draws(context, chains.Count, draws);
Console.WriteLine($"{"",-10}{"mean",9}{"sd",9}{"5 %",9}{"95 %",9}{"ESS",8}{"ref. mean",12}{"ref. sd",9}");
var good = true;
foreach (var (row, k) in File.ReadLines(args[0]).Skip(1).Select((line, k) => (line.Split(','), k))) {
  var (s, mean, sd) = (schools.Summarize(k), double.Parse(row[1], CultureInfo.InvariantCulture), double.Parse(row[2], CultureInfo.InvariantCulture));
  Console.WriteLine($"{row[0],-10}{s.Mean,9:F3}{s.Sd,9:F3}{s.Q5,9:F3}{s.Q95,9:F3}{s.EssBulk,8:F0}{mean,12:F3}{sd,9:F3}");
  good &= Math.Abs(s.Mean - mean) < 0.1 * sd && Math.Abs(s.Sd / sd - 1) < 0.15;
}
return good ? 0 : 1;
