// Each allocation of a whole session fails in turn: every call then gives WGF_E_MEMORY, and succeeds when it is made again.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "capi/failing_new.h"
#include "wgf/wgf.hpp"
#include "../options_of.h"

namespace {

constexpr int64_t n = 6, d = 3;

// One allocation of the session fails; the calls of the session count on.
class ordeal {
 public:
  explicit ordeal(int64_t fails_at) : left_(fails_at) {}

  template <class Call>
  void must(const char *what, Call call) {
    wgf_status status = attempt(call);
    if (failed_here_) {
      failed_call_ = what;
      INFO(what, ": ", wgf_last_error());
      CHECK((status == WGF_E_MEMORY || status >= WGF_OK));
      if (status == WGF_E_MEMORY) CHECK(std::string(wgf_last_error()).find("memory") != std::string::npos);
      if (status == WGF_E_MEMORY) status = call();
    }
    INFO(what, ": ", wgf_last_error());
    CHECK(status >= WGF_OK);  // a few steps of svgd are not at rest, and say so
  }

  // A registration that fails has freed its user pointer all the same.
  template <class Call>
  void must_own(const char *what, Call call) {
    must(what, [&] {
      ++owned_;
      return call();
    });
  }

  bool failed() const { return failed_; }
  const std::string &failed_call() const { return failed_call_; }
  int64_t owned() const { return owned_; }

 private:
  template <class Call>
  wgf_status attempt(Call &call) {
    failing_new::arm(left_);
    const wgf_status status = call();
    const int64_t used = failing_new::disarm();
    failed_here_ = !failed_ && left_ < used;
    failed_ = failed_ || failed_here_;
    left_ = failed_ ? INT64_MAX : left_ - used;
    return status;
  }

  int64_t left_, owned_ = 0;
  bool failed_ = false, failed_here_ = false;
  std::string failed_call_ = "none";
};
#define MUST(call) o.must(#call, [&] { return call; })
#define MUST_OWN(call) o.must_own(#call, [&] { return call; })

int32_t gaussian(void *, int64_t, int64_t count, int64_t dim, const double *x, double *log_density, double *score) {
  for (int64_t i = 0; i < count; ++i) {
    double sum = 0;
    for (int64_t k = 0; k < dim; ++k) sum += x[i * dim + k] * x[i * dim + k];
    if (log_density) log_density[i] = -sum / 2;
    for (int64_t k = 0; score && k < dim; ++k) score[i * dim + k] = -x[i * dim + k];
  }
  return 0;
}

int32_t hessian(void *, int64_t, int64_t count, int64_t dim, const double *, const double *v, double *hv) {
  for (int64_t i = 0; i < count * dim; ++i) hv[i] = -v[i];
  return 0;
}

int32_t progress(void *, int64_t, int64_t, int64_t, int64_t, const double *) { return 0; }
void hear(void *, int32_t, const char *) {}
int32_t ask(void *) { return 0; }
void count_free(void *user) { ++*static_cast<int64_t *>(user); }

std::vector<double> scattered(int64_t count) {
  std::vector<double> x;
  for (int64_t i = 0; i < count; ++i) x.push_back(0.5 + 0.4 * std::sin(1 + 2.3 * static_cast<double>(i)));
  return x;
}

struct session {
  session(int64_t fails_at, int64_t &freed_) : o(fails_at), freed(freed_) {}
  ~session() {
    wgf_draws_destroy(draws);
    wgf_discrepancy_destroy(mmd);
    wgf_discrepancy_destroy(ksd);
    wgf_flow_destroy(flow);
    wgf_ensemble_destroy(ensemble);
    wgf_target_destroy(ready);
    wgf_target_destroy(samples);
    wgf_target_destroy(target);
    wgf_context_destroy(context);
  }

  void make_context() {
    MUST(wgf_context_create(&context));
    MUST(wgf_options_set_int(options_of_context(context), "threads", 1));
    MUST(wgf_options_set_string(options_of_context(context), "isa", "best"));
    MUST_OWN(wgf_context_set_log(context, hear, &freed, count_free));
    MUST_OWN(wgf_context_set_poll(context, ask, &freed, count_free));
  }

  void make_targets() {
    const std::vector<double> lower(d, 0), w(n, 2), x = scattered(n * d);
    MUST_OWN(wgf_target_create_callback(context, d, WGF_LOG_DENSITY | WGF_SCORE, gaussian, &freed, count_free, &target));
    MUST_OWN(wgf_target_set_hessian_vector(target, hessian, &freed, count_free));
    MUST(wgf_target_set_bounds(target, d, lower.data(), nullptr));
    MUST(wgf_target_set_name(target, 0, "a name longer than any small buffer"));
    MUST(wgf_target_create_samples(context, n, d, x.data(), &samples));
    MUST(wgf_target_import_weights(samples, n, w.data()));
    MUST(wgf_target_create(context, "gaussian", d, &ready));
    MUST(wgf_options_set_vector(options_of_target(ready), "mean", d, lower.data()));
  }

  void use_targets() {
    const std::vector<double> x = scattered(n * d);
    std::vector<double> out(n * d), values(n);
    MUST(wgf_target_evaluate(target, n, d, x.data(), values.data(), out.data()));
    MUST(wgf_target_evaluate(ready, n, d, x.data(), values.data(), out.data()));
    MUST(wgf_target_hessian_vector(target, n, d, x.data(), x.data(), out.data()));
    MUST(wgf_target_check_score(target, n, d, x.data(), nullptr, nullptr));
    MUST(wgf_target_unconstrain(target, n, d, x.data(), d, out.data()));
  }

  void make_ensemble() {
    const std::vector<double> x = scattered(n * d), w{1, 2, 3, 1, 2, 3};
    MUST(wgf_ensemble_create_for_target(target, n, &ensemble));
    MUST(wgf_ensemble_set_name(ensemble, 1, "another name longer than any small buffer"));
    MUST(wgf_ensemble_init_target(ensemble, target));
    MUST(wgf_ensemble_init_normal(ensemble, 0, 1));
    MUST(wgf_ensemble_import(ensemble, n, d, x.data(), WGF_COORDINATE_MAJOR));
    MUST(wgf_ensemble_import_weights(ensemble, n, w.data()));
  }

  void make_flow(const char *name) {
    MUST(wgf_flow_create(context, name, &flow));
    MUST(wgf_flow_set_target(flow, target));
    MUST(wgf_flow_set_ensemble(flow, ensemble));
    if (std::string(name) == "composed")
      MUST(wgf_options_set_string(options_of_flow(flow), "terms", "1 potential; 0.5 interaction gaussian bandwidth=2; 0.25 interaction imq bandwidth=3.5"));
    MUST(wgf_options_set_int(options_of_flow(flow), "record_every", 1));
    MUST(wgf_options_set_double(options_of_flow(flow), "step_size", 0.05));
    MUST_OWN(wgf_flow_set_progress(flow, progress, &freed, count_free));
    MUST(wgf_flow_bind(flow));
  }

  void run_flow() {
    MUST(wgf_flow_step(flow));
    for (int64_t done = steps_done(); done < 4; done = steps_done()) MUST(wgf_flow_run(flow, 4 - done, 0, 0));
    tell_a_step();
    std::vector<double> out(d * d);
    MUST(wgf_ensemble_mean(ensemble, d, out.data()));
    MUST(wgf_ensemble_covariance(ensemble, d, d, out.data()));
    MUST(wgf_ensemble_quantile(ensemble, 0.5, d, out.data()));
  }

  int64_t steps_done() {
    wgf_stats stats{};
    stats.struct_size = sizeof stats;
    MUST(wgf_flow_get_stats(flow, &stats));
    return stats.step;
  }

  void tell_a_step() {
    wgf_request request{};
    request.struct_size = sizeof request;
    std::vector<double> values(n), score(n * d);
    for (;;) {
      MUST(wgf_flow_ask(flow, &request));
      if (request.wants == 0) return;
      gaussian(nullptr, -1, request.n, request.d, request.x, values.data(), score.data());
      MUST(wgf_flow_tell(flow, request.n, request.d, values.data(), score.data(), nullptr));
    }
  }

  void save_and_restore() {
    int64_t size = 0;
    MUST(wgf_flow_get_checkpoint_size(flow, &size));
    std::vector<uint8_t> bytes(static_cast<size_t>(size));
    MUST(wgf_flow_save(flow, size, bytes.data()));
    MUST(wgf_flow_step(flow));
    MUST(wgf_flow_restore(flow, size, bytes.data()));
    MUST(wgf_flow_save_file(flow, "capi_allocation.state"));
    MUST(wgf_flow_restore_file(flow, "capi_allocation.state"));
    std::remove("capi_allocation.state");
  }

  void use_draws() {
    wgf_summary summary{};
    summary.struct_size = sizeof summary;
    MUST(wgf_flow_get_draws(flow, &draws));
    MUST(wgf_draws_summary(draws, 0, &summary));
    MUST(wgf_draws_write_csv(draws, "capi_allocation.csv"));
    std::remove("capi_allocation.csv");
  }

  void use_discrepancies() {
    std::vector<double> gradient(n * d);
    double value = 0;
    wgf_ensemble *plain = nullptr;
    MUST(wgf_ensemble_create(context, n, d, &plain));
    MUST(wgf_discrepancy_create(context, "mmd", &mmd));
    MUST(wgf_options_set_string(options_of_discrepancy(mmd), "kernel", "imq"));
    MUST(wgf_discrepancy_evaluate(mmd, plain, samples, &value, n, d, gradient.data()));
    MUST(wgf_discrepancy_create(context, "ksd", &ksd));
    MUST(wgf_discrepancy_evaluate(ksd, ensemble, target, &value, n, d, gradient.data()));
    wgf_ensemble_destroy(plain);
  }

  std::vector<double> positions() {
    std::vector<double> x(n * d);
    MUST(wgf_ensemble_export(ensemble, n, d, x.data(), WGF_COORDINATE_MAJOR));
    return x;
  }

  ordeal o;
  int64_t &freed;
  wgf_context *context = nullptr;
  wgf_target *target = nullptr, *samples = nullptr, *ready = nullptr;
  wgf_ensemble *ensemble = nullptr;
  wgf_flow *flow = nullptr;
  wgf_draws *draws = nullptr;
  wgf_discrepancy *mmd = nullptr, *ksd = nullptr;
};

struct outcome {
  std::vector<double> x;
  bool failed;
  std::string failed_call;
};

outcome whole_session(const char *flow, int64_t fails_at) {
  int64_t freed = 0, owned = 0;
  outcome result;
  {
    session s(fails_at, freed);
    s.make_context();
    s.make_targets();
    s.make_ensemble();
    s.use_targets();
    s.make_flow(flow);
    s.run_flow();
    s.save_and_restore();
    s.use_draws();
    s.use_discrepancies();
    result = {s.positions(), s.o.failed(), s.o.failed_call()};
    owned = s.o.owned();
  }
  CHECK(freed == owned);
  CHECK(wgf_live_handles() == 0);
  return result;
}

void fail_each_allocation(const char *flow) {
  const outcome wanted = whole_session(flow, INT64_MAX);
  CHECK_FALSE(wanted.failed);
  int64_t at = 0;
  for (bool failed = true; failed; ++at) {
    CAPTURE(at);
    const outcome got = whole_session(flow, at);
    CAPTURE(got.failed_call);
    CHECK(got.x == wanted.x);
    failed = got.failed;
  }
  CHECK(at > 100);
}

}  // namespace

TEST_CASE("allocation: each failing one of a session with svgd is told, and the call works when made again") {
  fail_each_allocation("svgd");
}

TEST_CASE("allocation: each failing one of a session with mala is told, and the call works when made again") {
  fail_each_allocation("mala");
}

TEST_CASE("allocation: each failing one of a session with the terms of composed is told, and the call works when made again") {
  fail_each_allocation("composed");
}
