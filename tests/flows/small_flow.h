// A flow on given particles and a ready-made target, for the closed-form cases.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/catalogue.h"
#include "core/flow.h"

namespace wgf::flow_tests {

struct small_flow {
  std::shared_ptr<context> host = std::make_shared<context>();
  std::shared_ptr<ensemble> particles;
  std::unique_ptr<flow> run;

  small_flow(const std::string &name, int64_t n, int64_t d, uint64_t seed = 1) {
    host->options().set_integer("threads", 1);
    host->options().set_integer("seed", static_cast<int64_t>(seed));
    particles = std::make_shared<ensemble>(host, n, d);
    run = std::make_unique<flow>(host, find_flow(name));
    run->set_ensemble(particles);
  }

  option_set &options() { return run->editable_options(); }
  std::vector<double> &x() { return particles->x; }

  void gaussian(const std::vector<double> &mean, const std::vector<double> &covariance) {
    const target_spec &spec = find_target("gaussian");
    auto set = std::make_unique<option_set>("target \"gaussian\"", spec.options);
    set->set_vector("mean", static_cast<int64_t>(mean.size()), mean.data());
    set->set_vector("covariance", static_cast<int64_t>(covariance.size()), covariance.data());
    auto law = std::make_shared<target>(host, std::move(set), spec, static_cast<int64_t>(mean.size()));
    law->freeze();
    run->set_target(law);
  }

  void samples(std::vector<double> y) {
    const int64_t d = particles->d, m = static_cast<int64_t>(y.size()) / d;
    run->set_target(std::make_shared<target>(host, sample_cloud{m, d, std::move(y), std::vector<double>(static_cast<size_t>(m), 1.0 / static_cast<double>(m))}));
  }

  std::vector<double> drift() {
    std::vector<double> v(x().size());
    run->drift(v.data());
    return v;
  }

  wgf_stats stats() const {
    wgf_stats out;
    run->stats(out);
    return out;
  }
};

inline double mean_of(const std::vector<double> &x) {
  double sum = 0;
  for (double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

inline double variance_of(const std::vector<double> &x) {
  const double m = mean_of(x);
  double sum = 0;
  for (double v : x) sum += (v - m) * (v - m);
  return sum / static_cast<double>(x.size() - 1);
}

}  // namespace wgf::flow_tests
