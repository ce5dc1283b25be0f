// What a run says of itself: chains that are lost, scores that are wrong, clouds that are not at rest, draws that were thinned.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <sstream>

#include "base/random.h"
#include "flows/small_flow.h"
#include "sampler/stationarity.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

class law : public density {
 public:
  using function = std::function<double(const double *x, double *score)>;
  law(int64_t d, function f, int32_t flags = WGF_LOG_DENSITY | WGF_SCORE) : d_(d), f_(std::move(f)), flags_(flags) {}
  int32_t provides() const override { return flags_; }
  void evaluate(const request &at, double *log_density, double *score) override {
    std::vector<double> s(static_cast<size_t>(d_));
    asked += at.n;
    for (int64_t i = 0; i < at.n; ++i) {
      const double value = f_(at.x + i * d_, s.data());
      if (log_density) log_density[i] = value;
      if (score) std::copy(s.begin(), s.end(), score + i * d_);
    }
  }
  int64_t asked = 0;

 private:
  int64_t d_;
  function f_;
  int32_t flags_;
};

std::shared_ptr<law> give(small_flow &f, law::function density, int32_t flags = WGF_LOG_DENSITY | WGF_SCORE) {
  auto made = std::make_shared<law>(f.particles->d, std::move(density), flags);
  f.run->set_target(std::make_shared<target>(f.host, made, f.particles->d));
  return made;
}

// .6 N((-3,-3), I) + .4 N((3,3), .1^2 I)
double wide_and_narrow(const double *x, double *score) {
  double r = 0, s = 0;
  for (int k = 0; k < 2; ++k) r += (x[k] + 3) * (x[k] + 3), s += (x[k] - 3) * (x[k] - 3);
  const double wide = std::log(0.6) - r / 2, narrow = std::log(0.4) - std::log(0.01) - s / 0.02, high = std::max(wide, narrow);
  const double value = high + std::log(std::exp(wide - high) + std::exp(narrow - high)), share = std::exp(narrow - value);
  for (int k = 0; k < 2; ++k) score[k] = -(1 - share) * (x[k] + 3) - share * (x[k] - 3) / 0.01;
  return value;
}

double half_normal(const double *x, double *score) {
  score[0] = -x[0];
  return x[0] > 0 ? -x[0] * x[0] / 2 : -std::numeric_limits<double>::infinity();
}

double bell(const double *x, double *score, double factor) {
  double square = 0;
  for (int k = 0; k < 3; ++k) square += x[k] * x[k], score[k] = -factor * x[k];
  return -square / 2;
}

void start_normal(small_flow &f, double mean = 0, double sd = 1) {
  normals({99, 0, purpose::user}, 0, f.particles->n, f.particles->d, f.x().data());
  for (double &v : f.x()) v = mean + sd * v;
}

double outside(const std::vector<double> &x) {
  return static_cast<double>(std::count_if(x.begin(), x.end(), [](double v) { return !(v > 0); })) / static_cast<double>(x.size());
}

}  // namespace

TEST_CASE("mala: the warm-up deletes no mode") {
  small_flow f("mala", 64, 2, 4);
  give(f, wide_and_narrow);
  start_normal(f);
  const int64_t narrow = 26;  // 0.4 of 64, rounded: an exact draw in strata
  for (int64_t i = 0; i < 64; ++i)
    for (int k = 0; k < 2; ++k) {
      double &x = f.x()[static_cast<size_t>(2 * i + k)];
      x = i < narrow ? 3 + 0.1 * x : -3 + x;
    }
  f.options().set_integer("warmup", 1000);
  f.options().set_integer("record_every", 1);
  const wgf_status said = f.run->run(2000, 0, 0);
  int64_t right = 0;
  for (int64_t i = 0; i < 64; ++i) right += f.x()[static_cast<size_t>(2 * i)] > 0;
  // The modes are 60 standard deviations of the narrow one apart: no chain crosses.
  CHECK(right == narrow);
  const draws kept = f.run->recorded();
  const double rhat = stats::rhat(kept.coordinate(0));
  CHECK((said == WGF_NOT_CONVERGED || rhat > 1.1));
  CHECK(kept.lost == f.stats().lost);
  CHECK((said == WGF_NOT_CONVERGED) == (f.stats().lost > 0));
}

TEST_CASE("mala: a score that does not belong to the log density is told, in all coordinates or in one") {
  const struct {
    std::array<double, 3> factor;
    wgf_status said;
  } cases[] = {{{1, 1, 1}, WGF_OK}, {{-1, -1, -1}, WGF_NOT_CONVERGED}, {{10, 10, 10}, WGF_NOT_CONVERGED}, {{0.2, 0.2, 0.2}, WGF_NOT_CONVERGED}, {{1, -1, 1}, WGF_NOT_CONVERGED}};
  for (const auto &c : cases) {
    INFO(c.factor[0], " ", c.factor[1]);
    small_flow f("mala", 64, 3, 4);
    start_normal(f);
    give(f, [&](const double *x, double *score) {
      const double value = bell(x, score, 1);
      for (size_t k = 0; k < 3; ++k) score[k] *= c.factor[k];
      return value;
    });
    f.options().set_integer("warmup", 400);
    CHECK(f.run->run(1000, 0, 0) == c.said);
  }
}

TEST_CASE("mala: a density that cannot be normalised is told") {
  for (const double growth : {0.0, 1e-3}) {
    small_flow f("mala", 64, 1, 4);
    start_normal(f);
    give(f, [&](const double *x, double *score) { return score[0] = growth, growth * x[0]; });
    f.options().set_integer("warmup", 400);
    CHECK(f.run->run(1000, 0, 0) == WGF_NOT_CONVERGED);
  }
}

// Langevin with refusal keeps the half-normal but for O(h): mean sqrt(2/pi), variance 1 - 2/pi.
TEST_CASE("langevin: no draw is where the density is 0, and the mean is that of the half-normal") {
  small_flow f("langevin", 2000, 1, 4);
  start_normal(f, 1, 0);
  give(f, half_normal);
  f.options().set_real("step_size", 0.01);
  f.options().set_integer("warmup", 500);
  f.options().set_integer("record_every", 100);
  f.run->run(2500, 0, 0);
  const draws kept = f.run->recorded();
  CHECK(outside(kept.x) == 0);
  CHECK(outside(f.x()) == 0);
  // 2000 independent particles: standard error .603 / sqrt(2000) = .0135; four of them, and h for the bias.
  CHECK(std::abs(mean_of(f.x()) - std::sqrt(2 / 3.14159265358979324)) < 4 * 0.0135 + 0.01);
}

TEST_CASE("svgd: no particle leaves the support") {
  small_flow f("svgd", 50, 1, 4);
  start_normal(f, 1, 0.1);
  give(f, half_normal);
  f.run->run(500, 0, 0);
  CHECK(outside(f.x()) == 0);
}

TEST_CASE("evaluations: as many as the callback was asked for, with differences") {
  for (const char *name : {"mala", "svgd", "langevin"})
    for (const int32_t flags : {int32_t{WGF_LOG_DENSITY}, int32_t{WGF_LOG_DENSITY | WGF_SCORE}}) {
      INFO(std::string(name), " ", flags);
      small_flow f(name, 16, 3, 4);
      start_normal(f);
      const auto density = give(
          f, [](const double *x, double *score) { return bell(x, score, 1); }, flags);
      f.run->run(10, 0, 0);
      CHECK(f.stats().evaluations == density->asked);
    }
}

// Covariance and mean of a cloud at rest: a Gaussian's variance is met up to the bias of n particles, which is 1 - O(d/n).
TEST_CASE("svgd: the cloud comes to rest by default, says so, and has the variance of the target on every scale") {
  for (const double scale : {1e-3, 1.0, 1e3}) {
    INFO(scale);
    small_flow f("svgd", 100, 2, 4);
    start_normal(f);
    f.gaussian({5 * scale, -3 * scale}, {scale * scale, 0, 0, scale * scale});
    CHECK(f.run->run(2000, 0, 0.01) == WGF_CONVERGED);
    CHECK(f.stats().relative_speed <= 0.01);
    CHECK(std::abs(f.stats().spread - 1) < 0.2);
  }
}

TEST_CASE("svgd: a run that ends too early says that it is not at rest") {
  small_flow f("svgd", 100, 2, 4);
  start_normal(f, 30);
  f.gaussian({0, 0}, {1, 0, 0, 1});
  CHECK(f.run->run(5, 0, 0) == WGF_NOT_CONVERGED);
  CHECK(f.stats().relative_speed > 0.02);
}

TEST_CASE("svgd: a collapsed cloud is told by Stein's identity") {
  small_flow f("svgd", 4, 40, 4);
  start_normal(f);
  std::vector<double> covariance(1600);
  for (size_t k = 0; k < 40; ++k) covariance[41 * k] = 1;
  f.gaussian(std::vector<double>(40), covariance);
  CHECK(f.run->run(2000, 0, 0) == WGF_NOT_CONVERGED);
  CHECK(f.stats().spread < 0.5);
}

TEST_CASE("draws: a full recorder keeps every second iteration, evenly, and says so; resumed it has the same bits") {
  const auto make = [] {
    small_flow f("mala", 3, 2, 4);
    f.gaussian({0, 0}, {1, 0, 0, 1});
    f.options().set_integer("record_every", 1);
    f.options().set_integer("record_limit", 7);
    return f;
  };
  small_flow f = make(), all = make();
  all.options().set_integer("record_limit", 100);
  CHECK(f.run->run(30, 0, 0) == WGF_ADJUSTED);
  CHECK(all.run->run(30, 0, 0) == WGF_OK);
  const draws kept = f.run->recorded(), whole = all.run->recorded();
  CHECK(whole.every == 1);
  CHECK(kept.every == 4);
  CHECK(f.stats().record_every == 4);
  REQUIRE(kept.iterations == 7);
  for (int64_t i = 0; i < 7; ++i)
    for (int64_t k = 0; k < 6; ++k) CHECK(kept.x[static_cast<size_t>(6 * i + k)] == whole.x[static_cast<size_t>(6 * (4 * (i + 1) - 1) + k)]);
  small_flow first = make(), second = make();
  first.run->run(17, 0, 0);
  std::vector<uint8_t> bytes(static_cast<size_t>(first.run->checkpoint_size()));
  first.run->save(bytes.data(), static_cast<int64_t>(bytes.size()));
  second.run->restore(bytes.data(), static_cast<int64_t>(bytes.size()));
  second.run->run(13, 0, 0);
  CHECK(second.run->recorded().x == kept.x);
  CHECK(second.run->recorded().every == 4);
}

TEST_CASE("draws: each row has the weights of its own time") {
  small_flow f("mala", 2, 1, 4);
  f.gaussian({0}, {1});
  f.options().set_integer("record_every", 1);
  f.run->step();
  f.particles->w = {0.25, 0.75};
  ++f.particles->revision;
  f.run->step();
  const std::vector<double> expected{0, 0, std::log(0.5), std::log(1.5)};
  CHECK(f.run->recorded().log_weights == expected);
}

TEST_CASE("draws: a cloud has no effective sample size and no R-hat") {
  small_flow f("svgd", 20, 1, 4);
  start_normal(f);
  f.gaussian({0}, {1});
  f.options().set_integer("record_every", 1);
  f.run->run(20, 0, 0);
  const draws kept = f.run->recorded();
  CHECK_FALSE(kept.independent);
  const stats::summary s = stats::summarise(kept.coordinate(0), kept.independent);
  CHECK(std::isnan(s.rhat));
  CHECK(std::isnan(s.ess_bulk));
  CHECK(std::isnan(s.mcse_mean));
  CHECK(s.sd == doctest::Approx(stats::sd(kept.coordinate(0))).epsilon(1e-12));
}

TEST_CASE("seeds: flows and ensembles of one context differ, the same calls give the same, and setting the seed begins anew") {
  const auto host = std::make_shared<context>();
  const auto two_starts = [&] {
    option_set changed = host->options();
    changed.set_integer("seed", 3);
    host->take_options("seed", changed);
    ensemble a(host, 5, 2), b(host, 5, 2);
    init_normal(a, 0, 1), init_normal(b, 0, 1);
    return std::make_pair(a.x, b.x);
  };
  const auto first = two_starts(), again = two_starts();
  CHECK(first.first != first.second);
  CHECK(first == again);
  small_flow f("langevin", 4, 1, 9);
  f.gaussian({0}, {1});
  flow other(f.host, find_flow("langevin"));
  auto particles = std::make_shared<ensemble>(f.host, 4, 1);
  auto law = std::make_shared<target>(f.host, find_target("gaussian").name ? std::make_unique<option_set>("target", find_target("gaussian").options) : nullptr,
                                      find_target("gaussian"), 1);
  other.set_target(law);
  other.set_ensemble(particles);
  f.run->step();
  other.step();
  CHECK(f.x() != particles->x);
}

// Every choice of every text option: saved, restored into a context of another seed, the run goes on with the same bits.
TEST_CASE("checkpoints: whatever is chosen, a restored flow goes on as the saved one") {
  for (const flow_spec *spec : flow_catalogue())
    for (const option &row : all_flow_options(*spec).rows()) {
      std::istringstream words(row.choices ? row.choices : "");
      for (std::string choice; row.type == option_type::text && words >> choice;) {
        if (choice == "sliced") continue;  // another kernel's: tests/laws
        INFO(std::string(spec->name), " ", std::string(row.name), " = ", choice);
        const auto make = [&](uint64_t seed) {
          small_flow f(spec->name, 40, 2, seed);
          start_normal(f);
          if (spec->wants != 0) f.gaussian({1, 0}, {1, 0.3, 0.3, 2});
          if (spec->wants_samples) f.samples({0, 1, 2, 0, 1, 1, -1, 2, 0.5, 0.25});
          f.options().set_text(row.name, choice);
          if (f.options().has("warmup")) f.options().set_integer("warmup", 4);
          return f;
        };
        small_flow whole = make(3), first = make(3), second = make(8);
        try {
          whole.run->run(7, 0, 0);
        } catch (const error &e) {
          REQUIRE((e.code() == WGF_E_UNSUPPORTED || e.code() == WGF_E_NUMERIC));
          continue;
        }
        first.run->run(3, 0, 0);
        std::vector<uint8_t> bytes(static_cast<size_t>(first.run->checkpoint_size()));
        first.run->save(bytes.data(), static_cast<int64_t>(bytes.size()));
        second.run->restore(bytes.data(), static_cast<int64_t>(bytes.size()));
        second.run->run(4, 0, 0);
        CHECK(second.x() == whole.x());
      }
    }
}

TEST_CASE("mala: chains far from the others are counted, in any unit and at any place") {
  for (const double unit : {1e-150, 1.0, 1e150}) {
    std::vector<double> x(80);
    normals({3, 0, purpose::user}, 0, 40, 2, x.data());
    for (double &each : x) each = unit * (each + 1000);
    CHECK(far_chains(40, 2, x.data()) == 0);
    x[7] += 100 * unit;  // 100 standard deviations
    CHECK(far_chains(40, 2, x.data()) == 1);
    x[70] -= 1e9 * unit;
    CHECK(far_chains(40, 2, x.data()) == 2);
    x[5] = x[7] + unit;  // two together
    CHECK(far_chains(40, 2, x.data()) == 1);
  }
}
