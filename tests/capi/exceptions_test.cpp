// Callbacks that throw, against the rules: no exception crosses, and the flow is at its last step.
#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "wgf/wgf.hpp"
#include "../options_of.h"

namespace {

bool throwing = true;

int32_t density(void *, int64_t, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  if (throwing) throw std::runtime_error("the model is singular");
  for (int64_t i = 0; log_density && i < n; ++i) log_density[i] = 0;
  for (int64_t i = 0; score && i < n * d; ++i) score[i] = -x[i];
  return 0;
}

int32_t kernel(void *, int64_t, const double *, double *, double *, double *, double *) { throw std::runtime_error("no kernel"); }
int32_t features(void *, int64_t, int64_t, const double *, int64_t, double *, const double *, double *) {
  throw std::runtime_error("no features");
}
int32_t progress(void *, int64_t, int64_t, int64_t, int64_t, const double *) { throw 5; }

struct scene {
  explicit scene(int32_t flags = WGF_SCORE) : target(wgf::make_callback_target(context, 2, flags, density, nullptr)) {
    throwing = true;
    wgf::check(wgf_ensemble_init_normal(ensemble.get(), 0, 1));
    wgf::check(wgf_flow_set_target(flow.get(), target.get()));
    wgf::check(wgf_flow_set_ensemble(flow.get(), ensemble.get()));
  }
  std::vector<double> positions() const {
    std::vector<double> x(4000);
    wgf::check(wgf_ensemble_export(ensemble.get(), 2000, 2, x.data(), WGF_PARTICLE_MAJOR));
    return x;
  }
  void survives() const {
    throwing = false;
    CHECK(wgf_flow_step(flow.get()) == WGF_OK);
  }

  wgf::context_handle context = wgf::make_context();
  wgf::target_handle target;
  wgf::ensemble_handle ensemble = wgf::make_ensemble(context, 2000, 2);
  wgf::flow_handle flow = wgf::make_flow(context, "svgd");
};

void density_throws(int32_t flags) {
  const scene s(flags);
  const std::vector<double> before = s.positions();
  CHECK(wgf_flow_step(s.flow.get()) == WGF_E_CALLBACK);
  CHECK(std::string(wgf_last_error()).find("the model is singular") != std::string::npos);
  CHECK(wgf_callback_result() == 0);
  CHECK(s.positions() == before);
  s.survives();
  CHECK(s.positions() != before);
}

}  // namespace

TEST_CASE("exceptions: one from a density is told as a callback's failure") { density_throws(WGF_SCORE); }

TEST_CASE("exceptions: one from a density on a worker thread is told as well") { density_throws(WGF_SCORE | WGF_THREAD_SAFE); }

TEST_CASE("exceptions: one from a kernel or features fails the step and no more") {
  const scene with_kernel, with_features;
  throwing = false;
  wgf::check(wgf_options_set_double(options_of_flow(with_kernel.flow.get()), "bandwidth", 1));
  wgf::check(wgf_flow_set_kernel(with_kernel.flow.get(), WGF_THREAD_SAFE, kernel, nullptr, nullptr));
  wgf::check(wgf_flow_set_features(with_features.flow.get(), 2, features, nullptr, nullptr));
  const std::vector<double> before = with_kernel.positions();
  CHECK(wgf_flow_step(with_kernel.flow.get()) < 0);
  CHECK(std::string(wgf_last_error()).find("no kernel") != std::string::npos);
  CHECK(wgf_flow_step(with_features.flow.get()) < 0);
  CHECK(std::string(wgf_last_error()).find("no features") != std::string::npos);
  CHECK(with_kernel.positions() == before);
}

TEST_CASE("exceptions: one of no known type from a progress callback ends the run") {
  const scene s;
  throwing = false;
  wgf::check(wgf_flow_set_progress(s.flow.get(), progress, nullptr, nullptr));
  CHECK(wgf_flow_run(s.flow.get(), 3, 0, 0) < 0);
  wgf::check(wgf_flow_set_progress(s.flow.get(), nullptr, nullptr, nullptr));
  s.survives();
}

TEST_CASE("exceptions: one from a progress callback is a callback's failure after the step that was completed") {
  const scene s;
  throwing = false;
  const std::vector<double> before = s.positions();
  wgf::check(wgf_options_set_double(options_of_flow(s.flow.get()), "progress_interval", 0));
  wgf::check(wgf_flow_set_progress(s.flow.get(), progress, nullptr, nullptr));
  CHECK(wgf_flow_run(s.flow.get(), 3, 0, 0) == WGF_E_CALLBACK);
  CHECK(std::string(wgf_last_error()).find("progress callback threw") != std::string::npos);
  wgf_stats stats{};
  stats.struct_size = sizeof stats;
  wgf::check(wgf_flow_get_stats(s.flow.get(), &stats));
  CHECK(stats.step == 1);
  CHECK(s.positions() != before);
}

namespace {

int32_t poll(void *) { throw std::runtime_error("no patience"); }
void log_line(void *user, int32_t, const char *) {
  ++*static_cast<int *>(user);
  throw std::runtime_error("no ear");
}

}  // namespace

TEST_CASE("exceptions: one from a poll callback ends the step as a callback's failure") {
  const scene s;
  throwing = false;
  const std::vector<double> before = s.positions();
  wgf::check(wgf_context_set_poll(s.context.get(), poll, nullptr, nullptr));
  wgf_status status = WGF_OK;
  for (int run = 0; run < 20 && status == WGF_OK; ++run) status = wgf_flow_run(s.flow.get(), 20, 0, 0);
  CHECK(status == WGF_E_CALLBACK);
  CHECK(std::string(wgf_last_error()).find("no patience") != std::string::npos);
  wgf::check(wgf_context_set_poll(s.context.get(), nullptr, nullptr, nullptr));
  s.survives();
}

TEST_CASE("exceptions: what a log callback throws undoes nothing") {
  int lines = 0;
  const wgf::context_handle context = wgf::make_context();
  const wgf::target_handle target = wgf::make_callback_target(context, 2, WGF_LOG_DENSITY, density, nullptr);
  const wgf::ensemble_handle ensemble = wgf::make_ensemble(context, 20, 2);
  const wgf::flow_handle flow = wgf::make_flow(context, "langevin");
  throwing = false;
  wgf::check(wgf_context_set_log(context.get(), log_line, &lines, nullptr));
  wgf::check(wgf_flow_set_target(flow.get(), target.get()));
  wgf::check(wgf_flow_set_ensemble(flow.get(), ensemble.get()));
  CHECK(wgf_flow_step(flow.get()) == WGF_OK);
  CHECK(lines == 1);
}

TEST_CASE("exceptions: those of the C++ header carry code and text") {
  try {
    wgf::make_target(wgf::make_context(), "gausian", 2);
    FAIL("it must throw");
  } catch (const wgf::exception &e) {
    CHECK(e.code() == WGF_E_ARGUMENT);
    CHECK(std::string(e.what()).find("gaussian") != std::string::npos);
  }
  CHECK(wgf_live_handles() == 0);
}
