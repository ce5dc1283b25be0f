// Eight schools: y_j ~ N(mu, sqrt(sigma_j^2 + tau^2)), mu ~ N(0, 5), tau ~ half-Cauchy(0, 5). By quadrature mu has mean 4.397, tau 3.598.
using Wgf;
double[] y = { 28, 8, -3, 7, -1, 1, 18, 12 }, sigma = { 15, 10, 16, 11, 9, 11, 10, 18 };

using var context = new Context { ["seed"] = 1 };
using var target = new Target(context, 2, (x, score) => {
  double mu = x[0], tau = x[1], sum = -mu * mu / 50 - Math.Log(1 + tau * tau / 25);
  (score[0], score[1]) = (-mu / 25, -2 * tau / (25 + tau * tau));
  for (var j = 0; j < 8; ++j) {
    double v = sigma[j] * sigma[j] + tau * tau, z = (y[j] - mu) / v;
    sum -= (Math.Log(v) + z * z * v) / 2;
    score[0] += z;
    score[1] += tau * (z * z - 1 / v);
  }
  return sum;
});
target.SetBounds([double.NegativeInfinity, 0]);
target.SetName(0, "mu");
target.SetName(1, "tau");

using var draws = target.Sample(out var status); // starts, tunes and stops by itself
Console.WriteLine($"{status}\n{draws}");
Summary mu = draws.Summarize(0), tau = draws.Summarize(1);
return Math.Abs(mu.Mean - 4.397) < 4 * mu.McseMean && Math.Abs(tau.Mean - 3.598) < 4 * tau.McseMean ? 0 : 1;
