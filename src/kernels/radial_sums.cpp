#include "kernels/radial_sums.h"

namespace wgf {

radial_sums::radial_sums(const pair::profile &kind, double bandwidth, bool single, const kernel_request &r)
    : profile(kind), length(bandwidth), single_precision(single), d(r.d), pool(r.pool) {
  scratch.prepare(r.n, r.m, r.d, r.d, r.pool.threads());
}

pair::sweep_input radial_sums::input(int64_t n, const double *x, int64_t m, const double *y, const double *w) const {
  pair::sweep_input in;
  in.n = n;
  in.m = m;
  in.d = d;
  in.x = x;
  in.y = y;
  in.w = w;
  in.kernel = profile;
  in.length = length;
  in.scale = scale.empty() ? nullptr : scale.data();
  in.single_precision = single_precision;
  return in;
}

void radial_sums::stein(int64_t n, const double *x, const cloud &y, const double *p, double *out) {
  pair::rule rule;
  rule.a.k = 1;
  rule.b.k1 = -2;
  pair::sweep_input in = input(n, x, y.n, y.x, y.w);
  in.columns = d;
  in.p = p;
  pair::sweep(rule, in, {out, out, nullptr}, scratch, pool);
}

void radial_sums::witness(int64_t n, const double *x, const cloud &y, double *gradient, double *value) {
  pair::rule rule;
  if (gradient) rule.b.k1 = 2;
  if (value) rule.c.k = 1;
  pair::sweep(rule, input(n, x, y.n, y.x, y.w), {nullptr, gradient, value}, scratch, pool);
}

void radial_sums::drift(const drift_sum &f, int64_t n, const double *x, double *out, double *room) {
  if (f.p) return stein(n, x, f.own, f.p, out);
  witness(n, x, f.own, out, nullptr);
  witness(n, x, f.other, room, nullptr);
  for (int64_t i = 0; i < n * d; ++i) out[i] = room[i] - out[i];
}

void radial_sums::combine(int64_t n, const double *x, int64_t m, const double *y, const double *c, double *out) {
  pair::rule rule;
  rule.a.k = 1;
  pair::sweep_input in = input(n, x, m, y, nullptr);
  in.columns = d;
  in.p = c;
  pair::sweep(rule, in, {out, nullptr, nullptr}, scratch, pool);
}

void radial_sums::gram(int64_t n, const double *x, double *k) {
  pair::gram(profile, length, scale.empty() ? nullptr : scale.data(), n, x, n, x, d, k, scratch, pool);
}

double radial_sums::at(double away) const {
  const double u = away * away;
  double k;
  pair::evaluate(profile, 1, &u, &k, nullptr, nullptr, nullptr);
  return k;
}

}  // namespace wgf
