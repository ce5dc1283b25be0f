#include "pair/general/sweep_job.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

#include "base/status.h"
#include "pair/general/profile_tile.h"

namespace wgf::pair {

bool coefficient::needs(multiplier m) const {
  return std::any_of(terms, terms + count, [m](const derivative_term &t) { return t.times == m; });
}

double coefficient::value(int order, multiplier m) const {
  const derivative_term *found = std::find_if(terms, terms + count, [&](const derivative_term &t) { return t.order == order && t.times == m; });
  return found != terms + count ? found->value : 0;
}

int coefficient::order() const {
  int highest = 0;
  for (int t = 0; t < count; ++t) highest = std::max(highest, terms[t].order);
  return highest;
}

namespace {

// A term in units of the length, and the power of 1/l that it lacks.
struct term_with_power {
  derivative_term in_units;
  int power;
};
using term_list = std::initializer_list<term_with_power>;

// Of the terms that one output sums: that of the largest, so that the others do not overflow where a rule mixes powers.
class common_power {
 public:
  explicit common_power(int exponent) : exponent_(exponent) {}

  void add(bool wanted, term_list terms) {
    for (const auto &[t, power] : terms) {
      if (!wanted || t.value == 0) continue;
      const int size = std::ilogb(t.value) - exponent_ * power;
      if (size > largest_) largest_ = size, power_ = power;
    }
  }

  int power() const { return power_; }
  double value(const term_with_power &t) const { return std::ldexp(t.in_units.value, exponent_ * (power_ - t.power)); }

 private:
  int exponent_, power_ = 0, largest_ = std::numeric_limits<int>::min();
};

coefficient make_coefficient(bool wanted, term_list terms, const common_power &common) {
  coefficient made;
  if (!wanted) return made;
  for (const term_with_power &t : terms)
    if (const double value = common.value(t); std::abs(value) > std::abs(made.scale)) made.scale = value;
  for (const term_with_power &t : terms)
    if (const double value = common.value(t); value != 0) made.terms[made.count++] = {t.in_units.order, t.in_units.times, value / made.scale};
  return made;
}

constexpr int widest_exponent = 1000;  // 2^e, 1/2^e, and fourth powers of what a length still is besides are then normal numbers

void choose_units(sweep_job &p) {
  p.exponent = std::clamp(std::ilogb(p.in.length), -widest_exponent, widest_exponent);
  p.length = std::ldexp(p.in.length, -p.exponent);
  p.over = std::ldexp(1.0, p.exponent);
}

void fill_coefficients(sweep_job &p, const rule &r) {
  const sweep_output &out = p.out;
  const double l2 = p.length * p.length, l4 = l2 * l2;
  const bool a = out.payload != nullptr && p.in.p != nullptr, b = out.displacement != nullptr, c = out.scalar != nullptr;
  const bool e = out.payload != nullptr && p.in.s != nullptr;
  const term_list of_a = {{{0, multiplier::one, r.a.k}, 1}, {{1, multiplier::one, r.a.k1 / l2}, 3}};
  const term_list of_b = {{{1, multiplier::one, r.b.k1 / l2}, 1},
                          {{2, multiplier::one, r.b.k2 / l4}, 3},
                          {{3, multiplier::u, r.b.k3r2 / l4}, 3},
                          {{1, multiplier::sp, r.b.k1p / l2}, 3},
                          {{2, multiplier::xq, r.b.k2q / l4}, 3}};
  const term_list of_c = {{{0, multiplier::one, r.c.k}, 0},
                          {{1, multiplier::one, r.c.k1 / l2}, 2},
                          {{2, multiplier::u, r.c.k2r2 / l2}, 2},
                          {{0, multiplier::sp, r.c.kp}, 2},
                          {{1, multiplier::xq, r.c.k1q / l2}, 2}};
  const term_list of_e = {{{1, multiplier::one, r.e.k1 / l2}, 3}};
  common_power payload(p.exponent), displacement(p.exponent), scalar(p.exponent);
  const bool together = out.payload == out.displacement;
  payload.add(a, of_a), payload.add(e, of_e), payload.add(b && together, of_b);
  displacement.add(b, of_b), displacement.add(a && together, of_a), displacement.add(e && together, of_e);
  scalar.add(c, of_c);
  p.a = make_coefficient(a, of_a, payload), p.e = make_coefficient(e, of_e, payload);
  p.b = make_coefficient(b, of_b, displacement), p.c = make_coefficient(c, of_c, scalar);
  p.payload_power = payload.power(), p.displacement_power = displacement.power(), p.scalar_power = scalar.power();
}

void check(const rule &r, const sweep_input &in, const sweep_output &out) {
  const auto must = [](bool ok, const char *text) { require(ok, WGF_E_INTERNAL, text); };
  must(in.kernel.callback != nullptr || (in.kernel.index >= 0 && in.kernel.index < profile_count()), "sweep: no such profile");
  must(in.length > 0, "sweep: the length must be positive");
  must(in.p != nullptr || out.payload == nullptr || (r.a.k == 0 && r.a.k1 == 0), "sweep: a needs p");
  const bool products = r.b.k1p != 0 || r.b.k2q != 0 || r.c.kp != 0 || r.c.k1q != 0;
  must(in.s != nullptr || (!products && r.e.k1 == 0), "sweep: the rule needs s");
  must(!products || (in.p != nullptr && in.columns == in.d), "sweep: the rule needs p with d columns");
  must(out.payload == nullptr || out.payload != out.displacement || in.columns == in.d, "sweep: sums in one place need one shape");
  must((in.x_potential == nullptr) == (in.y_potential == nullptr), "sweep: potentials come in pairs");
  must(!in.skip_self || in.x == in.y, "sweep: skip_self needs one cloud");
  must(!in.each_pair_once || (in.x == in.y && out.payload == nullptr && out.displacement == nullptr), "sweep: each_pair_once is for scalars of one cloud");
}

}  // namespace

sweep_job make_sweep_job(const rule &r, const sweep_input &in, const sweep_output &out) {
  check(r, in, out);
  sweep_job p;
  p.in = in;
  p.out = out;
  choose_units(p);
  fill_coefficients(p, r);
  p.order = std::max({p.a.order(), p.b.order(), p.c.order(), p.e.order()});
  p.sp = p.b.needs(multiplier::sp) || p.c.needs(multiplier::sp);
  p.xq = p.b.needs(multiplier::xq) || p.c.needs(multiplier::xq);
  const int bounded = bounded_derivatives(in.kernel);
  p.singular = bounded < max_order && p.order + 1 > bounded;
  return p;
}

namespace {

// Nothing overflows on the way, whatever the numbers are.
double far_difference(const sweep_job &p, double x, double y, double scale) {
  const double part = std::max(std::abs(x), std::abs(y)) > 0x1p1020 ? 0.25 : 1;
  const double away = x * part - y * part, unit = p.in.length * part * scale;
  if (away == 0 || !std::isfinite(away)) return away;
  if (std::abs(away) / farthest >= unit) return std::copysign(farthest, away);
  return away / unit;
}

}  // namespace

double exact_difference(const sweep_job &p, int64_t i, int64_t j, int64_t c) {
  const double x = p.in.x[i * p.in.d + c], y = p.in.y[j * p.in.d + c];
  if (!p.apart) return (x - y) * p.unit[c];
  return far_difference(p, x, y, p.in.scale != nullptr ? p.in.scale[c] : 1);
}

double exact_u(const sweep_job &p, int64_t i, int64_t j) {
  double u = 0;
  for (int64_t c = 0; c < p.in.d; ++c) {
    const double difference = exact_difference(p, i, j, c);
    u += difference * difference;
  }
  return u;
}

}  // namespace wgf::pair
