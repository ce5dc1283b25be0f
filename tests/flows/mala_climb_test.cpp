// Chains that were started far away climb in the first quarter of mala's warm-up; draws stay where they are.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/random.h"
#include "flows/small_flow.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

class law : public density {
 public:
  using function = std::function<double(const double *x, double *score)>;
  law(int64_t d, function f) : d_(d), f_(std::move(f)) {}
  int32_t provides() const override { return WGF_LOG_DENSITY | WGF_SCORE; }
  void evaluate(const request &at, double *log_density, double *score) override {
    std::vector<double> room(static_cast<size_t>(d_));
    for (int64_t i = 0; i < at.n; ++i) {
      const double value = f_(at.x + i * d_, room.data());
      if (log_density) log_density[i] = value;
      if (score) std::copy(room.begin(), room.end(), score + i * d_);
    }
  }

 private:
  int64_t d_;
  function f_;
};

small_flow started(int64_t n, int64_t d, double centre, double width, int64_t warmup, law::function density) {
  small_flow f("mala", n, d, 4);
  normals({31, 0, purpose::user}, 0, n, d, f.x().data());
  for (double &each : f.x()) each = centre + width * each;
  f.run->set_target(std::make_shared<target>(f.host, std::make_shared<law>(d, std::move(density)), d));
  f.options().set_integer("warmup", warmup);
  return f;
}

// Independent normals of standard deviations 1e-3, 1e-2 ... 1e2.
double ill_conditioned(const double *x, double *score) {
  double value = 0;
  for (int k = 0; k < 6; ++k) {
    const double sd = std::pow(10.0, k - 3);
    score[k] = -x[k] / (sd * sd);
    value += x[k] * score[k] / 2;
  }
  return value;
}

double normal_3(const double *x, double *score) {
  double value = 0;
  for (int k = 0; k < 3; ++k) score[k] = -x[k], value -= x[k] * x[k] / 2;
  return value;
}

// Normals of standard deviation 2 at 0 and, lower by exp(-100), at 40.
double with_a_poor_mode(const double *x, double *score) {
  const double home = -x[0] * x[0] / 8, poor = -100 - (x[0] - 40) * (x[0] - 40) / 8, high = std::max(home, poor);
  const double value = high + std::log(std::exp(home - high) + std::exp(poor - high)), share = std::exp(poor - value);
  score[0] = -(1 - share) * x[0] / 4 - share * (x[0] - 40) / 4;
  return value;
}

}  // namespace

// At a draw of d normals the squared distance is a chi-squared: mean 6, variance 12.
TEST_CASE("mala: chains started a million standard deviations away come home, and the run has the law's variances") {
  small_flow f = started(40, 6, 1e3, 1e3, 400, ill_conditioned);
  CHECK(f.run->run(400, 0, 0) == WGF_OK);
  CHECK(f.stats().lost == 0);
  double square = 0;
  for (int sample = 0; sample < 20; ++sample) {
    f.run->run(20, 0, 0);
    for (size_t i = 0; i < f.x().size(); ++i) square += std::pow(f.x()[i] / std::pow(10.0, static_cast<double>(i % 6) - 3), 2) / 800;
  }
  // 800 draws, as good as independent after 20 steps: four standard errors, twice that for what is left of dependence.
  CHECK(std::abs(square - 6) < 8 * std::sqrt(12.0 / 800));
}

TEST_CASE("mala: no climb moves a chain that was started at a draw") {
  for (const double scale : {1e-3, 1.0, 1e3}) {
    INFO(scale);
    small_flow f = started(500, 3, 0, scale, 400, [scale](const double *x, double *score) {
      const double unit[3] = {x[0] / scale, x[1] / scale, x[2] / scale}, value = normal_3(unit, score);
      for (int k = 0; k < 3; ++k) score[k] /= scale;
      return value;
    });
    const std::vector<double> before = f.x();
    f.run->run(5, 0, 0);
    CHECK(f.x() != before);
    f.run->run(7, 0, 0);  // twelve looks without the gain, and each chain is where it was
    CHECK(f.x() == before);
  }
}

// The poor mode's basin begins at 30: a sixth of the starts. From within 9.8 of its top there is less than 12 = 2 d + 10 to gain.
TEST_CASE("mala: a chain that climbed to a top far below the others starts anew; one that is there without a climb stays") {
  small_flow f = started(40, 1, 15, 15, 400, with_a_poor_mode);
  for (size_t i = 0; i < 4; ++i) f.x()[i] = 38 + static_cast<double>(i);
  f.x()[4] = 70;
  const auto in_basin = [&] { return std::count_if(f.x().begin(), f.x().end(), [](double x) { return x > 30; }); };
  const auto near = std::count_if(f.x().begin(), f.x().end(), [](double x) { return std::abs(x - 40) < 9.8; });
  REQUIRE(in_basin() > near);
  f.run->run(400, 0, 0);
  CHECK(in_basin() == near);
  CHECK(f.stats().lost == near);
}

TEST_CASE("mala: a run that ends before its chains are home says so") {
  small_flow f = started(40, 6, 1e3, 1e3, 4, ill_conditioned);
  CHECK(f.run->run(2000, 0, 0) == WGF_NOT_CONVERGED);
}

TEST_CASE("mala: a climb goes on bit for bit from a checkpoint") {
  for (const int64_t stop : {1, 17, 40, 99, 120}) {
    INFO("stopped at ", stop);
    const auto make = [] { return started(40, 1, 15, 15, 400, with_a_poor_mode); };
    small_flow whole = make(), first = make(), second = make();
    whole.run->run(150, 0, 0);
    first.run->run(stop, 0, 0);
    std::vector<uint8_t> bytes(static_cast<size_t>(first.run->checkpoint_size()));
    first.run->save(bytes.data(), static_cast<int64_t>(bytes.size()));
    second.run->bind();
    second.run->restore(bytes.data(), static_cast<int64_t>(bytes.size()));
    second.run->run(150 - stop, 0, 0);
    CHECK(second.x() == whole.x());
    CHECK(second.stats().step_size == whole.stats().step_size);
  }
}
