// Laws of every discrepancy and every choice of its text options: what weights mean, and what an outlier may not do.
#include <algorithm>
#include <cmath>

#include "laws/measured.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

// As in discrepancy_scale_test.cpp.
double rounding_of(const choice &c) { return single(c) ? 1e-4 : 1e-11; }

constexpr double length = 0.75;  // a bandwidth by a rule would count the rows

void append(numbers &x, numbers &w, const numbers &place, double weight) {
  x.insert(x.end(), place.begin(), place.end());
  w.push_back(weight);
}

// Every particle and every sample twice, with half of its weight; the new ones come last.
problem halved(problem p) {
  for (auto [x, w] : {std::pair(&p.x, &p.w), std::pair(&p.y, &p.v)}) {
    for (double &each : *w) each /= 2;
    const numbers rows = *x, weights = *w;
    x->insert(x->end(), rows.begin(), rows.end());
    w->insert(w->end(), weights.begin(), weights.end());
  }
  return p;
}

double largest(const numbers &v) {
  double most = 0;
  for (const double x : v) most = std::max(most, std::abs(x));
  return most;
}

template <class Law>
void for_every_choice(Law law) {
  refusals refused;
  for (const discrepancy_spec *spec : discrepancy_catalogue())
    for (const choice &c : choices_of(spec->options))
      refused.attempt(std::string(spec->name) + ", " + c.text(), [&] { law(*spec, c); });
  CHECK(static_cast<int>(refused.list.size()) < refused.tried / 2);
}

void check_same(const measurement &a, const measurement &b, size_t rows, double rounding) {
  CHECK(b.value == doctest::Approx(a.value).epsilon(rounding));
  double most = 0;
  for (size_t i = 0; i < rows; ++i) most = std::max(most, std::abs(a.gradient[i] - b.gradient[i]));
  CHECK(most <= rounding * largest(a.gradient));
}

}  // namespace

TEST_CASE("law: a particle is the same as two of half its weight") {
  for_every_choice([](const discrepancy_spec &spec, const choice &c) {
    const problem p = small_problem(9, 7, 2);
    const measurement one = measure(spec, c, p, 0, length);
    measurement two = measure(spec, c, halved(p), 0, length);
    const size_t size = one.gradient.size();
    for (size_t i = 0; i < size; ++i) two.gradient[i] += two.gradient[size + i];
    // The iteration of sinkhorn ends at its tolerance, 1e-4 of the marginals: its error is of second order in the value, of first in the gradient.
    const bool iterates = spec.options.find("tolerance") != nullptr;
    check_same(one, two, size, iterates ? 1e-3 : rounding_of(c));
  });
}

TEST_CASE("law: a particle or sample of weight 0, wherever it is, is not there") {
  for (const double place : {0.5, 1e8, 1e150})
    for_every_choice([place](const discrepancy_spec &spec, const choice &c) {
      INFO("left out at " << place);
      const problem p = small_problem(9, 7, 2);
      problem more = p;
      append(more.x, more.w, {place, -place}, 0);
      append(more.y, more.v, {-place, place}, 0);
      const measurement without = measure(spec, c, p), with = measure(spec, c, more);
      check_same(without, with, without.gradient.size(), rounding_of(c));
      CHECK(with.gradient[without.gradient.size()] == 0);
      CHECK(with.gradient[without.gradient.size() + 1] == 0);
    });
}

TEST_CASE("law: a denormal weight is as good as none") {
  for_every_choice([](const discrepancy_spec &spec, const choice &c) {
    const problem p = small_problem(9, 7, 2);
    problem more = p;
    append(more.x, more.w, {0.5, 2}, 1e-310);
    append(more.y, more.v, {0.5, -1}, 1e-310);
    const measurement without = measure(spec, c, p, 0, length), with = measure(spec, c, more, 0, length);
    check_same(without, with, without.gradient.size(), rounding_of(c));
  });
}

TEST_CASE("law: particles and samples all at one place, and half of them") {
  for_every_choice([](const discrepancy_spec &spec, const choice &c) {
    problem p = small_problem(8, 6, 2);
    for (const size_t part : {size_t{2}, size_t{1}}) {  // half, all
      INFO("one part in " << part);
      for (numbers *all : {&p.x, &p.y})
        for (size_t i = 0; i < all->size() / part; ++i) (*all)[i] = i % 2 == 0 ? 1.5 : -0.5;
      const measurement got = measure(spec, c, p, 0, length);
      CHECK(std::isfinite(got.value));
      // With all at one place a distance of the two clouds is 0; the Stein discrepancy, of one point, is that of the point.
      const bool distance = std::string(spec.needs) == "samples";
      if (part == 1 && distance) CHECK(std::abs(got.value) <= (single(c) ? 1e-6 : 1e-12));  // some roundings of kernels of height 1
      if (part == 1 && !distance) {
        problem single_point = p;
        single_point.x.resize(2), single_point.w = {1};
        CHECK(got.value == doctest::Approx(measure(spec, c, single_point, 0, length).value).epsilon(rounding_of(c)));
      }
    }
  });
}
