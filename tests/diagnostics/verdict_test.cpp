#include "diagnostics/verdict/verdict.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace wgf::stats;

struct run {
  int64_t iterations, chains, d;
  std::vector<double> x;
  std::vector<std::string> names;
  run(int64_t n, int64_t m, int64_t dim) : iterations(n), chains(m), d(dim), x(static_cast<size_t>(n * m * dim)) {
    for (int64_t k = 0; k < dim; ++k) names.push_back("x[" + std::to_string(k + 1) + "]");
  }
  double &at(int64_t t, int64_t c, int64_t k) { return x[static_cast<size_t>((t * chains + c) * d + k)]; }
  recorded_chains view() const { return {x.data(), iterations, chains, d, names.data(), nullptr}; }
  std::vector<finding> verdict(const run_facts &facts = {}) const { return findings(view(), facts); }
  std::string words(const run_facts &facts = {}) const {
    std::string all;
    for (const finding &f : verdict(facts)) all += (all.empty() ? "" : ", ") + std::string(word_of(f.what));
    return all;
  }
};

using engine = std::mt19937_64;

double normal(engine &e) {
  std::normal_distribution<double> law;
  return law(e);
}

// Stationary, of correlation phi from one iteration to the next, in every coordinate.
run autoregression(int64_t n, int64_t m, int64_t d, double phi, engine &e) {
  run r(n, m, d);
  for (int64_t c = 0; c < m; ++c)
    for (int64_t k = 0; k < d; ++k) {
      double last = normal(e);
      for (int64_t t = 0; t < n; ++t) r.at(t, c, k) = last = phi * last + std::sqrt(1 - phi * phi) * normal(e);
    }
  return r;
}

using law = std::function<void(const double *z, double *x)>;  // of normal numbers

run shaped(run r, const law &make) {
  for (int64_t row = 0; row < r.iterations * r.chains; ++row) {
    double *x = r.x.data() + row * r.d;
    const std::vector<double> z(x, x + r.d);
    make(z.data(), x);
  }
  return r;
}

// Steps of random-walk Metropolis of a size, from starts that are normal; on a line: the same number in all coordinates.
run metropolis(int64_t n, int64_t m, int64_t d, double size, bool line, const std::function<double(const double *)> &log_density, engine &e) {
  run r(n, m, d);
  std::uniform_real_distribution<double> uniform;
  for (int64_t c = 0; c < m; ++c) {
    std::vector<double> now(static_cast<size_t>(d)), next;
    const double common = normal(e);
    for (double &v : now) v = line ? common : normal(e);
    for (int64_t t = 0; t < n; ++t) {
      next = now;
      for (double &v : next) v += size * normal(e);
      if (std::log(uniform(e)) < log_density(next.data()) - log_density(now.data())) now = next;
      std::copy(now.begin(), now.end(), &r.at(t, c, 0));
    }
  }
  return r;
}

const std::vector<law> laws = {
    [](const double *z, double *x) { for (int k = 0; k < 4; ++k) x[k] = z[k]; },
    [](const double *z, double *x) { for (int k = 0; k < 4; ++k) x[k] = std::exp(z[k]); },  // skew
    [](const double *z, double *x) { for (int k = 0; k < 4; ++k) x[k] = z[k] / (0.05 + std::fabs(z[(k + 1) % 4])); },  // tails of a Cauchy law
    [](const double *z, double *x) { x[0] = z[0], x[1] = z[0] + 0.1 * z[1], x[2] = 1e9 + z[2], x[3] = 1e-100 * z[3]; },
    [](const double *z, double *x) { x[0] = 3 * z[0], x[1] = std::exp(1.5 * z[0]) * z[1], x[2] = 7, x[3] = z[0] * z[0] + 0.01 * z[3]; },  // a funnel and a banana, well sampled; a constant
    [](const double *z, double *x) { for (int k = 0; k < 4; ++k) x[k] = std::floor(2 * z[k]); },
    [](const double *z, double *x) { x[0] = z[0] > 0 ? 1 : 0, x[1] = z[1] + (z[0] > 0.5 ? 8 : 0), x[2] = z[2], x[3] = std::fabs(z[3]); },  // two modes between which chains move
};

struct size {
  int64_t iterations, chains;
  double phi;
};
const size sizes[] = {{1000, 4, 0}, {500, 4, 0.5}, {300, 64, 0.8}, {60, 64, 0.5}, {40, 128, 0}, {2000, 1, 0.3}, {1000, 2, -0.4}, {4000, 4, 0.8}};

run two_modes(int64_t n, int64_t m, double phi, double apart, int64_t lower, engine &e) {
  run r = autoregression(n, m, 3, phi, e);
  for (int64_t c = lower; c < m; ++c)
    for (int64_t t = 0; t < n; ++t) r.at(t, c, 1) += apart;
  return r;
}

double neal(const double *x) { return -x[0] * x[0] / 18 - 2.5 * x[0] - 0.5 * std::exp(-x[0]) * (x[1] * x[1] + x[2] * x[2] + x[3] * x[3] + x[4] * x[4] + x[5] * x[5]); }

}  // namespace

TEST_CASE("verdict: fifty-six good runs of many laws raise no alarm") {
  engine e(1);
  for (size_t l = 0; l < laws.size(); ++l)
    for (const size &s : sizes) {
      const run r = shaped(autoregression(s.iterations, s.chains, 4, s.phi, e), laws[l]);
      INFO("law ", l, ", ", s.iterations, " x ", s.chains, ", phi ", s.phi);
      CHECK(text_of(r.verdict()) == "");
    }
}

TEST_CASE("verdict: a run that is not long enough") {
  engine e(2);
  CHECK(autoregression(200, 4, 3, 0.97, e).words() == "too short");
  CHECK(autoregression(2, 8, 3, 0, e).words() == "too short");
  CHECK(autoregression(30, 64, 20, 0.98, e).words() == "too short");
  run r = autoregression(1000, 4, 3, 0, e), slow = autoregression(1000, 4, 3, 0.995, e);
  for (int64_t t = 0; t < 1000; ++t)
    for (int64_t c = 0; c < 4; ++c) r.at(t, c, 2) = slow.at(t, c, 2);
  const std::vector<finding> found = r.verdict();
  REQUIRE(found.size() == 1);
  CHECK(found[0].what == fault::too_short);
  CHECK(found[0].parameter == "x[3]");
}

TEST_CASE("verdict: modes between which chains do not pass") {
  engine e(3);
  for (const run &r : {two_modes(300, 64, 0.5, 10, 32, e), two_modes(300, 64, 0.5, 10, 58, e), two_modes(1000, 4, 0.3, 12, 3, e), two_modes(10000, 2, 0.9, 20, 1, e), two_modes(60, 64, 0.7, 7, 20, e)}) {
    const std::vector<finding> found = r.verdict();
    REQUIRE(r.words() == "modes");
    CHECK(found[0].parameter == "x[2]");
    CHECK(found[0].sentence.find("x[2]") != std::string::npos);
  }
}

TEST_CASE("verdict: chains that are stuck") {
  engine e(4);
  run frozen = autoregression(200, 32, 3, 0.2, e);
  for (int64_t t = 0; t < 200; ++t)
    for (int64_t k = 0; k < 3; ++k) frozen.at(t, 5, k) = 2;
  const std::vector<finding> found = frozen.verdict();
  REQUIRE(!found.empty());
  CHECK(found[0].what == fault::stuck);
  CHECK(found[0].sentence.find("chain 6 of 32") != std::string::npos);

  run apart = autoregression(200, 64, 3, 0.2, e);
  for (int64_t t = 0; t < 200; ++t)
    for (int64_t c : {7, 40}) apart.at(t, c, 1) = 30 + 1e-2 * normal(e);
  const std::vector<finding> two = apart.verdict();
  REQUIRE(!two.empty());
  CHECK(two[0].what == fault::stuck);
  CHECK(two[0].parameter == "x[2]");
  CHECK(two[0].sentence.find("chains 8 and 41 of 64") != std::string::npos);

  run collapsed(100, 16, 2);
  CHECK(collapsed.words() == "stuck");
  engine f(5);
  CHECK(metropolis(
            300, 16, 2, 1e3, false, [](const double *x) { return -0.5 * (x[0] * x[0] + x[1] * x[1]); }, f)
            .words()
            .substr(0, 5) == "stuck");
}

TEST_CASE("verdict: a funnel that chains do not enter") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    engine e(seed);
    const run r = metropolis(400, 64, 6, 0.5, false, neal, e);
    const std::vector<finding> found = r.verdict();
    INFO("seed ", seed, " ", text_of(found));
    REQUIRE(!found.empty());
    CHECK(found.back().what == fault::funnel);
    CHECK(found.back().parameter == "x[1]");
    CHECK((found.size() == 1 || r.words() == "stuck, funnel"));  // a chain deep in the neck stands still
  }
}

TEST_CASE("verdict: ridges, straight and curved, and a direction without an end") {
  const auto straight = [](const double *x) { return -0.5 * (std::pow(x[0] + x[1], 2) / 4 + std::pow((x[0] - x[1]) / 0.002, 2)); };
  const auto banana = [](const double *x) { return -0.5 * (x[0] * x[0] + std::pow((x[1] - x[0] * x[0]) / 0.03, 2)); };
  const auto flat = [](const double *x) { return -0.5 * x[0] * x[0]; };
  for (unsigned seed = 1; seed <= 5; ++seed) {
    engine e(seed);
    INFO("seed ", seed);
    CHECK(metropolis(400, 64, 2, 0.01, true, straight, e).words() == "ridge");
    CHECK(metropolis(1000, 4, 2, 0.02, true, straight, e).words() == "ridge");
    CHECK(metropolis(600, 64, 2, 0.05, false, banana, e).words() == "ridge");
    const run endless = metropolis(1000, 64, 2, 1, false, flat, e);
    REQUIRE(endless.words() == "ridge");
    CHECK(endless.verdict()[0].parameter == "x[2]");
  }
}

TEST_CASE("verdict: what the run itself knows") {
  engine e(6);
  const run good = autoregression(500, 8, 2, 0.3, e);
  run_facts facts;
  facts.gradient_error = 0.3;
  facts.gradient_coordinate = 1;
  CHECK(good.words(facts) == "wrong gradient");
  CHECK(good.verdict(facts)[0].parameter == "x[2]");
  facts = {};
  facts.acceptance = 0.1;
  facts.step_size = 1e-4;
  CHECK(good.words(facts) == "wrong gradient");
  facts = {};
  facts.rejected = 0.4;
  CHECK(good.words(facts) == "rejects");
  facts = {};
  facts.lost = 2;
  CHECK(good.words(facts) == "stuck");
  facts = {};
  facts.energy_fraction = 0.1;
  CHECK(good.words(facts) == "funnel");
}

TEST_CASE("verdict: draws that are not finite, and constants") {
  engine e(7);
  run r = autoregression(500, 8, 3, 0.3, e);
  for (int64_t t = 0; t < 500; ++t)
    for (int64_t c = 0; c < 8; ++c) r.at(t, c, 1) = 4;
  CHECK(r.words() == "");
  r.at(7, 2, 0) = NAN;
  CHECK(r.words() == "rejects");
  CHECK(r.verdict()[0].parameter == "x[1]");
}

TEST_CASE("verdict: units and origins change no word") {
  engine e(8);
  for (const run &r : {two_modes(300, 64, 0.5, 10, 32, e), metropolis(400, 64, 6, 0.5, false, neal, e), autoregression(200, 4, 3, 0.97, e)}) {
    run scaled = r;
    for (double &v : scaled.x) v *= 0x1p-500;
    CHECK(scaled.words() == r.words());
  }
}
