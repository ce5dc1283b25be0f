// A density of one point at a time, given by a function.
#pragma once

#include <functional>
#include <memory>

#include "density/density.h"
#include "flows/small_flow.h"

namespace wgf::flow_tests {

class point_density : public density {
 public:
  using function = std::function<double(const double *x, double *score)>;  // the log density

  point_density(int64_t d, function at) : d_(d), at_(std::move(at)), score_(static_cast<size_t>(d)) {}
  int32_t provides() const override { return WGF_LOG_DENSITY | WGF_SCORE; }
  void evaluate(const request &at, double *log_density, double *score) override {
    for (int64_t i = 0; i < at.n; ++i) {
      const double value = at_(at.x + i * d_, score ? score + i * d_ : score_.data());
      if (log_density) log_density[i] = value;
    }
  }

 private:
  int64_t d_;
  function at_;
  std::vector<double> score_;
};

inline void give(small_flow &f, point_density::function at) {
  const int64_t d = f.particles->d;
  f.run->set_target(std::make_shared<target>(f.host, std::make_shared<point_density>(d, std::move(at)), d));
}

}  // namespace wgf::flow_tests
