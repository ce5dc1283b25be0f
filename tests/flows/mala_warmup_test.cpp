// What the warm-up of mala does to chains that started badly.
#include <doctest/doctest.h>

#include <cmath>

#include "density/callback_density.h"
#include "flows/small_flow.h"

using namespace wgf;
using namespace wgf::flow_tests;

namespace {

constexpr double distance = 40;

// Unit Gaussians at 0 and at (distance, 0); the second is lower by exp(-depth).
class two_modes : public density {
 public:
  explicit two_modes(double depth) : depth_(depth) {}
  int32_t provides() const override { return WGF_LOG_DENSITY | WGF_SCORE; }
  void evaluate(const request &at, double *log_density, double *score) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double x = at.x[2 * i], y = at.x[2 * i + 1];
      const double near = -0.5 * (x * x + y * y), far = -0.5 * ((x - distance) * (x - distance) + y * y) - depth_;
      const double high = std::max(near, far), share = std::exp(far - high) / (std::exp(near - high) + std::exp(far - high));
      if (log_density) log_density[i] = high + std::log(std::exp(near - high) + std::exp(far - high));
      if (!score) continue;
      score[2 * i] = share * distance - x;
      score[2 * i + 1] = -y;
    }
  }

 private:
  double depth_;
};

// 40 chains, ten of them in the second mode.
small_flow chains_in_two_modes(double depth, int64_t warmup) {
  small_flow f("mala", 40, 2, 5);
  normals({18, 0, purpose::user}, 0, 40, 2, f.x().data());
  for (size_t i = 0; i < 10; ++i) f.x()[2 * i] += distance;
  auto law = std::make_shared<target>(f.host, std::make_shared<two_modes>(depth), 2);
  law->freeze();
  f.run->set_target(law);
  f.options().set_integer("warmup", warmup);
  return f;
}

int far_chains(small_flow &f) {
  int count = 0;
  for (size_t i = 0; i < f.x().size(); i += 2) count += f.x()[i] > distance / 2;
  return count;
}

}  // namespace

TEST_CASE("mala: the warm-up moves no chain to another mode, and tells those whose density is far below the others") {
  small_flow hopeless = chains_in_two_modes(50, 200), fair = chains_in_two_modes(3, 200);
  CHECK(hopeless.run->run(250, 0, 0) == WGF_NOT_CONVERGED);
  CHECK(fair.run->run(250, 0, 0) == WGF_OK);
  CHECK(far_chains(hopeless) == 10);
  CHECK(far_chains(fair) == 10);
  CHECK(hopeless.stats().lost == 10);
  CHECK(fair.stats().lost == 0);
}

TEST_CASE("mala: after the warm-up no chain is moved but by the Metropolis rule") {
  small_flow f = chains_in_two_modes(50, 0);
  f.run->run(200, 0, 0);
  CHECK(far_chains(f) == 10);
}

TEST_CASE("mala: a warm-up goes on bit for bit from a checkpoint, before and after chains were called lost") {
  for (const int64_t stop : {37, 150}) {
    INFO("stopped at ", stop);
    small_flow whole = chains_in_two_modes(50, 200), first = chains_in_two_modes(50, 200), second = chains_in_two_modes(50, 200);
    whole.run->run(220, 0, 0);
    first.run->run(stop, 0, 0);
    std::vector<uint8_t> bytes(static_cast<size_t>(first.run->checkpoint_size()));
    first.run->save(bytes.data(), static_cast<int64_t>(bytes.size()));
    second.run->bind();
    second.run->restore(bytes.data(), static_cast<int64_t>(bytes.size()));
    second.run->run(220 - stop, 0, 0);
    CHECK(second.x() == whole.x());
    CHECK(second.stats().step_size == whole.stats().step_size);
  }
}
