// Laws of every discrepancy and every choice of its text options: what is 1e8 spreads away takes no digits from what is near.
#include <cmath>

#include "laws/measured.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

// As in discrepancy_scale_test.cpp.
double rounding_of(const choice &c) { return single(c) ? 1e-4 : 1e-11; }

constexpr double length = 0.75;  // a bandwidth by a rule would count the rows

void append(numbers &x, numbers &w, const numbers &place, double weight) {
  for (double &each : w) each *= 1 - weight;
  x.insert(x.end(), place.begin(), place.end());
  w.push_back(weight);
}

numbers at(double place) { return {place, -place / 2}; }

// Both clouds with the same particle far away.
problem sharing(problem p, double place, double weight) {
  append(p.x, p.w, at(place), weight);
  append(p.y, p.v, at(place), weight);
  return p;
}

template <class Law>
void for_every_choice(Law law) {
  refusals refused;
  for (const discrepancy_spec *spec : discrepancy_catalogue())
    for (const choice &c : choices_of(spec->options))
      refused.attempt(std::string(spec->name) + ", " + c.text(), [&] { law(*spec, c); });
  CHECK(static_cast<int>(refused.list.size()) < refused.tried / 2);
}

// The first rows, of the near particles.
double largest_difference(const numbers &near, const numbers &all, double factor) {
  double most = 0;
  for (size_t i = 0; i < near.size(); ++i) most = std::max(most, std::abs(all[i] - factor * near[i]));
  return most;
}

double largest(const numbers &v) {
  double most = 0;
  for (const double x : v) most = std::max(most, std::abs(x));
  return most;
}

// In float an iteration may not reach its tolerance, and says so: sinkhorn's option "precision".
measurement measured(const discrepancy_spec &spec, const choice &c, const problem &p) {
  try {
    return measure(spec, c, p, 0, length);
  } catch (const error &e) {
    if (!single(c) || spec.options.find("tolerance") == nullptr || e.code() != WGF_E_NUMERIC) throw;
    throw error(WGF_E_UNSUPPORTED, e.what());
  }
}

// What option "precision" says of the value: rounding, of the kernel's values or distances, which cancel.
double rounding_of_terms(const discrepancy_spec &spec, const choice &c, double place) {
  const bool distances = c.value == "riesz" || (spec.length_power != nullptr && std::string(spec.name) == "energy" && c.option != "approximation");
  return distances ? 4 * (single(c) ? 0x1p-24 : 0x1p-53) * place : 0;
}

// Those whose length is a number of its own; the others take one from the whole clouds, outlier and all.
bool takes_a_length(const discrepancy_spec &spec, const choice &c) { return spec.options.find("epsilon") != nullptr || c.option == "scale"; }

// Weights that are multiples of 2^-20: cumulated, they round nothing.
numbers dyadic(numbers w) {
  double rest = 1;
  for (double &each : w) rest -= each = std::ldexp(std::floor(std::ldexp(each, 20)), -20);
  w[0] += rest;
  return w;
}

}  // namespace

// Its contribution is below 1e-290, so the right answer is that without it; its place is in every range, unit, centre and grid all the same.
TEST_CASE("law: an outlier of next to no weight takes no digits, in either cloud or both") {
  for (const double place : {0x1p27, -0x1p27})
    for (const int clouds : {1, 2, 3})
      for_every_choice([&](const discrepancy_spec &spec, const choice &c) {
        INFO("at " << place << " in clouds " << clouds);
        const problem p = small_problem(9, 7, 2);
        problem more = p;
        if (clouds & 1) append(more.x, more.w, at(place), 1e-310);
        if (clouds & 2) append(more.y, more.v, at(place), 1e-310);
        const measurement without = measure(spec, c, p, 0, length), with = measured(spec, c, more);
        CHECK(with.value == doctest::Approx(without.value).epsilon(rounding_of(c)));
        CHECK(largest_difference(without.gradient, with.gradient, 1) <= rounding_of(c) * largest(without.gradient));
      });
}

// What both clouds share leaves a quadratic form of their difference as it is, and a transport leaves it where it is: with weights (1 - w) of the others
// the value is (1 - w)^q of that without it, q = 2 or 1, and so is the gradient.
TEST_CASE("law: an outlier that both clouds share changes nothing but the weights of the others") {
  int seen = 0;
  for_every_choice([&](const discrepancy_spec &spec, const choice &c) {
    if (std::string(spec.needs) != "samples" || takes_a_length(spec, c)) return;
    problem p = small_problem(9, 7, 2);
    p.w = dyadic(p.w), p.v = dyadic(p.v);
    const double weight = 0.25;
    const measurement near = measure(spec, c, p, 0, length), once = measure(spec, c, sharing(p, 0x1p10, weight), 0, length);
    const double share = std::pow(1 - weight, std::round(std::log(once.value / near.value) / std::log(1 - weight)));
    CHECK((share == 1 - weight || share == (1 - weight) * (1 - weight)));
    for (const double place : {0x1p10, 0x1p27, -0x1p27}) {
      INFO("at " << place);
      const measurement with = measure(spec, c, sharing(p, place, weight), 0, length);
      CHECK(std::abs(with.value - share * near.value) <= rounding_of(c) * near.value + rounding_of_terms(spec, c, std::abs(place)));
      CHECK(largest_difference(near.gradient, with.gradient, share) <= rounding_of(c) * largest(near.gradient));
    }
    ++seen;
  });
  CHECK(seen > 15);
}
