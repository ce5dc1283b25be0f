#include <doctest/doctest.h>

#include <cmath>

#include "base/random.h"
#include "diagnostics/statistics.h"
#include "flows/point_density.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

small_flow sampler(int64_t n, int64_t d, uint64_t seed) {
  small_flow f("ghmc", n, d, seed);
  uniforms({seed, 0, purpose::user}, 0, n, d, f.x().data());
  for (double &v : f.x()) v = 4 * v - 2;
  f.options().set_integer("record_every", 2);
  return f;
}

void funnel(small_flow &f) {
  give(f, [d = f.particles->d](const double *x, double *score) {
    const double narrow = std::exp(-x[0]), leaves = static_cast<double>(d - 1);
    double square = 0;
    for (int64_t k = 1; k < d; ++k) square += x[k] * x[k], score[k] = -narrow * x[k];
    score[0] = -x[0] / 9 - leaves / 2 + narrow * square / 2;
    return -x[0] * x[0] / 18 - leaves * x[0] / 2 - narrow * square / 2;
  });
}

void keep_warning(void *user, int32_t level, const char *text) {
  if (level >= WGF_LOG_WARNING) *static_cast<std::string *>(user) += text;
}

// The mean of a function of draws against its true value, in standard errors.
template <class Of>
double standard_errors(const draws &all, double truth, Of of) {
  std::vector<double> values;
  for (int64_t r = 0; r < all.iterations * all.chains; ++r) values.push_back(of(all.x.data() + r * all.d));
  const stats::series s{values.data(), all.iterations, all.chains, all.chains, 1};
  return (stats::mean(s) - truth) / stats::mcse_mean(s);
}

}  // namespace

TEST_CASE("ghmc: a correlated Gaussian on scales a million apart, with nothing set, from far away") {
  small_flow f = sampler(64, 3, 3);
  f.gaussian({1e4, -2, 0}, {1e6, 900, 0, 900, 1, 0, 0, 0, 1e-6});
  CHECK(f.run->run(100'000, 0, 0) == WGF_CONVERGED);
  const draws all = f.run->recorded();
  CHECK(std::abs(standard_errors(all, 1e4, [](const double *x) { return x[0]; })) < 4);
  CHECK(std::abs(standard_errors(all, -2, [](const double *x) { return x[1]; })) < 4);
  CHECK(std::abs(standard_errors(all, 900, [](const double *x) { return (x[0] - 1e4) * (x[1] + 2); })) < 4);
  CHECK(std::abs(standard_errors(all, 1e-6, [](const double *x) { return x[2] * x[2]; })) < 4);
  CHECK(f.stats().evaluations < 25'000);  // some 17,000: the published NUTS needs more than 100,000 for such scales
}

TEST_CASE("ghmc: Neal's funnel is right in both tails of its driver") {
  for (const uint64_t seed : {1U, 2U, 3U}) {
    INFO("seed " << seed);
    small_flow f = sampler(64, 10, seed);
    funnel(f);
    CHECK(f.run->run(100'000, 0, 0) == WGF_CONVERGED);
    const draws all = f.run->recorded();
    // P(v < -5) for v ~ N(0, 9)
    CHECK(std::abs(standard_errors(all, 0.04779035, [](const double *x) { return x[0] < -5 ? 1.0 : 0.0; })) < 4);
    CHECK(std::abs(standard_errors(all, 0.04779035, [](const double *x) { return x[0] > 5 ? 1.0 : 0.0; })) < 4);
    CHECK(std::abs(standard_errors(all, 9, [](const double *x) { return x[0] * x[0]; })) < 4);
    CHECK(std::abs(standard_errors(all, 1, [](const double *x) { return x[4] * x[4] * std::exp(-x[0]); })) < 4);
  }
}

TEST_CASE("ghmc: two modes far apart are not called converged") {
  small_flow f = sampler(64, 2, 1);
  f.options().set_integer("max_evaluations", 60'000);
  give(f, [](const double *x, double *score) {
    const double left = std::log(0.9) - 0.5 * ((x[0] + 5) * (x[0] + 5) + x[1] * x[1]), right = std::log(0.1) - 0.5 * ((x[0] - 5) * (x[0] - 5) + x[1] * x[1]);
    const double share = 1 / (1 + std::exp(right - left));
    score[0] = -x[0] - 5 * share + 5 * (1 - share);
    score[1] = -x[1];
    return std::max(left, right) + std::log1p(std::exp(-std::abs(left - right)));
  });
  CHECK(f.run->run(100'000, 0, 0) == WGF_NOT_CONVERGED);
}

TEST_CASE("ghmc: an improper density is not called converged") {
  small_flow f = sampler(64, 2, 1);
  f.options().set_integer("max_evaluations", 60'000);
  give(f, [](const double *x, double *score) {
    score[0] = -x[0];
    score[1] = 0;
    return -0.5 * x[0] * x[0];
  });
  CHECK(f.run->run(100'000, 0, 0) == WGF_NOT_CONVERGED);
}

TEST_CASE("ghmc: a density that is 0 for half of the starts") {
  small_flow f = sampler(64, 1, 2);
  give(f, [](const double *x, double *score) {
    score[0] = -1;
    return x[0] >= 0 ? -x[0] : -HUGE_VAL;
  });
  std::string told;
  f.host->log_callback = {keep_warning, &told, nullptr};
  INFO(told);
  CHECK_MESSAGE(f.run->run(100'000, 0, 0) == WGF_CONVERGED, told);
  CHECK(std::abs(standard_errors(f.run->recorded(), 1, [](const double *x) { return x[0]; })) < 4);
}

TEST_CASE("ghmc: a step that is given up leaves no trace, the first one included") {
  small_flow whole = sampler(16, 2, 5), torn = sampler(16, 2, 5);
  for (small_flow *f : {&whole, &torn}) f->gaussian({1, 2}, {2, 1, 1, 3});
  for (int64_t step = 0; step < 60; ++step) {
    whole.run->step();
    const int64_t answered = step == 0 ? 7 : step % 3;  // of a step's requests; every step after the first has at least one
    for (int64_t k = 0; k < answered; ++k) {
      const request *ask = torn.run->ask();
      std::vector<double> log_density(static_cast<size_t>(ask->n), -1.0), score(static_cast<size_t>(ask->n * ask->d), 0.1);
      torn.run->tell(log_density.data(), ask->wants & WGF_SCORE ? score.data() : nullptr, nullptr);
      if (step > 0) torn.run->abandon();
    }
    torn.run->abandon();
    torn.run->step();
    INFO("step " << step);
    REQUIRE(torn.x() == whole.x());
  }
}

TEST_CASE("ghmc: chains of different weight are refused, one chain is taken") {
  small_flow f = sampler(4, 2, 1);
  f.gaussian({0, 0}, {1, 0, 0, 1});
  f.particles->w = {0.1, 0.2, 0.3, 0.4};
  CHECK_THROWS_WITH_AS(f.run->bind(), doctest::Contains("weight"), error);
  small_flow one = sampler(1, 2, 1);
  one.gaussian({0, 0}, {1, 0, 0, 1});
  one.run->run(300, 0, 0);
  CHECK(one.run->recorded().iterations > 50);
}

TEST_CASE("ghmc: a run goes on where it stopped, until there is as much again") {
  small_flow f = sampler(64, 2, 4);
  f.options().set_real("ess", 500);
  f.gaussian({0, 0}, {1, 0, 0, 1});
  CHECK(f.run->run(100'000, 0, 0) == WGF_CONVERGED);
  const int64_t first = f.run->recorded().iterations;
  CHECK(f.run->run(100'000, 0, 0) == WGF_CONVERGED);
  CHECK(f.run->recorded().iterations > first);
}

TEST_CASE("ghmc: a flat density and a gradient of the wrong sign, size or with a coordinate left out are told by their words") {
  struct wrong {
    const char *word;
    point_density::function at;
  };
  const auto bell = [](const double *x) { return -0.5 * (x[0] * x[0] + x[1] * x[1]); };
  const wrong all[] = {
      {"ridge", [](const double *, double *score) { return score[0] = score[1] = 0; }},
      {"wrong gradient", [&](const double *x, double *score) { return score[0] = x[0], score[1] = x[1], bell(x); }},
      {"wrong gradient", [&](const double *x, double *score) { return score[0] = -1.1 * x[0], score[1] = -1.1 * x[1], bell(x); }},
      {"wrong gradient", [&](const double *x, double *score) { return score[0] = -x[0], score[1] = 0, bell(x); }},
  };
  for (const wrong &each : all) {
    small_flow f = sampler(64, 2, 1);
    f.options().set_integer("max_evaluations", 200'000);
    give(f, each.at);
    std::string told;
    f.host->log_callback = {keep_warning, &told, nullptr};
    CHECK(f.run->run(100'000, 0, 0) == WGF_NOT_CONVERGED);
    CHECK_MESSAGE(told.find(each.word) != std::string::npos, told);
  }
}

TEST_CASE("ghmc: a uniform law on a square, from starts of which most are outside") {
  small_flow f = sampler(64, 2, 1);
  give(f, [](const double *x, double *score) {
    score[0] = score[1] = 0;
    return std::abs(x[0]) < 1 && std::abs(x[1]) < 1 ? 0 : -HUGE_VAL;
  });
  CHECK(f.run->run(100'000, 0, 0) == WGF_CONVERGED);
  const draws all = f.run->recorded();
  CHECK(std::abs(standard_errors(all, 0, [](const double *x) { return x[0]; })) < 4);
  CHECK(std::abs(standard_errors(all, 1.0 / 3, [](const double *x) { return x[1] * x[1]; })) < 4);
}
