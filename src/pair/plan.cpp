#include "pair/plan.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "core/status.h"
#include "pair/profile_tile.h"

namespace wgf::pair {

bool coefficient::needs(multiplier m) const {
  return std::any_of(terms, terms + count, [m](const term &t) { return t.times == m; });
}

double coefficient::value(int order, multiplier m) const {
  const term *found = std::find_if(terms, terms + count, [&](const term &t) { return t.order == order && t.times == m; });
  return found != terms + count ? found->value : 0;
}

int coefficient::order() const {
  int highest = 0;
  for (int t = 0; t < count; ++t) highest = std::max(highest, terms[t].order);
  return highest;
}

namespace {

coefficient make_coefficient(bool wanted, std::initializer_list<term> terms) {
  coefficient made;
  if (!wanted) return made;
  for (const term &t : terms)
    if (std::abs(t.value) > std::abs(made.scale)) made.scale = t.value;
  for (const term &t : terms)
    if (t.value != 0) made.terms[made.count++] = {t.order, t.times, t.value / made.scale};
  return made;
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

plan make_plan(const rule &r, const sweep_input &in, const sweep_output &out) {
  check(r, in, out);
  plan p;
  p.in = in;
  p.out = out;
  const double l2 = in.length * in.length, l4 = l2 * l2;
  const bool rows = out.displacement != nullptr;
  p.a = make_coefficient(out.payload != nullptr && in.p != nullptr,
                         {{0, multiplier::one, r.a.k}, {1, multiplier::one, r.a.k1 / l2}});
  p.b = make_coefficient(rows, {{1, multiplier::one, r.b.k1 / l2},
                                {2, multiplier::one, r.b.k2 / l4},
                                {3, multiplier::u, r.b.k3r2 / l4},
                                {1, multiplier::sp, r.b.k1p / l2},
                                {2, multiplier::xq, r.b.k2q / l4}});
  p.c = make_coefficient(out.scalar != nullptr, {{0, multiplier::one, r.c.k},
                                                 {1, multiplier::one, r.c.k1 / l2},
                                                 {2, multiplier::u, r.c.k2r2 / l2},
                                                 {0, multiplier::sp, r.c.kp},
                                                 {1, multiplier::xq, r.c.k1q / l2}});
  p.e = make_coefficient(out.payload != nullptr && in.s != nullptr, {{1, multiplier::one, r.e.k1 / l2}});
  p.order = std::max({p.a.order(), p.b.order(), p.c.order(), p.e.order()});
  p.sp = p.b.needs(multiplier::sp) || p.c.needs(multiplier::sp);
  p.xq = p.b.needs(multiplier::xq) || p.c.needs(multiplier::xq);
  const int bounded = bounded_derivatives(in.kernel);
  p.singular = bounded < max_order && p.order + 1 > bounded;
  return p;
}

double exact_u(const plan &p, int64_t i, int64_t j) {
  const double *x = p.in.x + i * p.in.d, *y = p.in.y + j * p.in.d;
  double u = 0;
  for (int64_t c = 0; c < p.in.d; ++c) {
    const double difference = (x[c] - y[c]) * p.unit[c];
    u += difference * difference;
  }
  return u;
}

}  // namespace wgf::pair
