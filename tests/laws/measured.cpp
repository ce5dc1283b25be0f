#include "laws/measured.h"

#include <cfenv>
#include <cmath>
#include <cstring>

namespace wgf::laws {

namespace {

numbers on_grid(numbers x) {
  for (double &each : x) each = std::ldexp(std::round(std::ldexp(each, 12)), -12);
  return x;
}

std::shared_ptr<target> density_of(const problem &p) {
  const target_spec &spec = find_target("gaussian");
  auto options = std::make_unique<option_set>("target \"gaussian\"", spec.options);
  numbers variances;
  for (int64_t k = 0; k < p.d; ++k) variances.push_back(p.sd * p.sd * static_cast<double>(1 + k));
  options->set_vector("mean", p.d, p.mean.data());
  options->set_vector("covariance", p.d, variances.data());
  auto made = std::make_shared<target>(test_context(), std::move(options), spec, p.d);
  made->freeze();
  return made;
}

evaluation prepared(const discrepancy_spec &spec, const choice &c, const problem &p) {
  evaluation e(spec, std::strcmp(spec.needs, "samples") == 0 ? samples_target(p.d, p.y, p.v) : density_of(p));
  c.set(e.options);
  return e;
}

}  // namespace

problem small_problem(int64_t n, int64_t m, int64_t d) {
  return {d, on_grid(normal_cloud(n, d, 3)), uneven(n, 4), on_grid(normal_cloud(m, d, 5, 0.4, 0.7)), uneven(m, 6), numbers(static_cast<size_t>(d), 0.25)};
}

problem scaled(problem p, double s) {
  for (numbers *all : {&p.x, &p.y, &p.mean})
    for (double &each : *all) each *= s;
  p.sd *= s;
  return p;
}

problem shifted(problem p, double o) {
  for (numbers *all : {&p.x, &p.y, &p.mean})
    for (double &each : *all) each += o;
  return p;
}

measurement measure(const discrepancy_spec &spec, const choice &c, const problem &p, int exponent, double bandwidth) {
  evaluation e = prepared(spec, c, p);
  if (bandwidth > 0 && e.options.has("bandwidth")) e.options.set_real("bandwidth", bandwidth);
  e.options = e.options.in_units_of(-exponent);
  measurement out;
  std::feclearexcept(FE_ALL_EXCEPT);
  out.value = e(p.x, p.w, &out.gradient);
  CHECK_MESSAGE(std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW) == 0, "a floating-point exception was raised");
  return out;
}

int power_of(const discrepancy_spec &spec, const choice &c, const problem &p) {
  evaluation e = prepared(spec, c, p);
  return spec.length_power({e.options, nullptr, 1, p.d, p.x.data(), p.w.data(), *e.other, 1, e.pool});
}

bool single(const choice &c) { return c.option == "precision" && c.value == "float"; }

}  // namespace wgf::laws
