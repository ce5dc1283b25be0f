/**
 * @file wgf.hpp
 * @brief C++17 owners for the handles of wgf.h: they destroy what they hold, and failures become exceptions.
 *
 * The functions themselves are those of the C headers:
 * @code
 *   const wgf::context_handle context = wgf::make_context();
 *   const wgf::target_handle target = wgf::make_target(context, "gaussian", 2);
 *   const wgf::ensemble_handle ensemble = wgf::make_ensemble(target, 100);
 *   const wgf::flow_handle flow = wgf::make_flow(context, "svgd");
 *   wgf::check(wgf_ensemble_init_target(ensemble.get(), target.get()));
 *   wgf::check(wgf_flow_set_target(flow.get(), target.get()));
 *   wgf::check(wgf_flow_set_ensemble(flow.get(), ensemble.get()));
 *   wgf::check(wgf_flow_run(flow.get(), 1000, 0, 0));
 * @endcode
 */
#ifndef WGF_HPP
#define WGF_HPP

#include <memory>
#include <stdexcept>
#include <utility>

#include "wgf.h"

namespace wgf {

/** @brief A failed call: its text is wgf_last_error(). */
class exception : public std::runtime_error {
 public:
  explicit exception(wgf_status code) : std::runtime_error(wgf_last_error()), code_(code) {}
  /** @brief One of ::wgf_status_code, negative. */
  wgf_status code() const noexcept { return code_; }

 private:
  wgf_status code_;
};

/** @brief Throws wgf::exception for a failure; hands any other status back. */
inline wgf_status check(wgf_status status) {
  if (status < 0) throw exception(status);
  return status;
}

/** @brief Destroys a handle. */
template <class Handle, void (*destroy)(Handle *)>
struct destroyer {
  void operator()(Handle *handle) const noexcept { destroy(handle); }
};

/** @brief The only owner of a handle. */
template <class Handle, void (*destroy)(Handle *)>
using handle = std::unique_ptr<Handle, destroyer<Handle, destroy>>;

using context_handle = handle<wgf_context, wgf_context_destroy>;
using target_handle = handle<wgf_target, wgf_target_destroy>;
using ensemble_handle = handle<wgf_ensemble, wgf_ensemble_destroy>;
using flow_handle = handle<wgf_flow, wgf_flow_destroy>;
using draws_handle = handle<wgf_draws, wgf_draws_destroy>;
using discrepancy_handle = handle<wgf_discrepancy, wgf_discrepancy_destroy>;

/** @brief wgf_context_create(). */
inline context_handle make_context() {
  wgf_context *made = nullptr;
  check(wgf_context_create(&made));
  return context_handle(made);
}

/** @brief wgf_target_create(). */
inline target_handle make_target(const context_handle &context, const char *name, int64_t dim) {
  wgf_target *made = nullptr;
  check(wgf_target_create(context.get(), name, dim, &made));
  return target_handle(made);
}

/** @brief wgf_target_create_callback(). */
inline target_handle make_callback_target(const context_handle &context, int64_t dim, int32_t flags,
                                          wgf_density_fn fn, void *user, wgf_free_fn free_user = nullptr) {
  wgf_target *made = nullptr;
  check(wgf_target_create_callback(context.get(), dim, flags, fn, user, free_user, &made));
  return target_handle(made);
}

/** @brief wgf_target_create_samples(). */
inline target_handle make_samples_target(const context_handle &context, int64_t n, int64_t d, const double *x) {
  wgf_target *made = nullptr;
  check(wgf_target_create_samples(context.get(), n, d, x, &made));
  return target_handle(made);
}

/** @brief wgf_ensemble_create(). */
inline ensemble_handle make_ensemble(const context_handle &context, int64_t n, int64_t d) {
  wgf_ensemble *made = nullptr;
  check(wgf_ensemble_create(context.get(), n, d, &made));
  return ensemble_handle(made);
}

/** @brief wgf_ensemble_create_for_target(). */
inline ensemble_handle make_ensemble(const target_handle &target, int64_t n) {
  wgf_ensemble *made = nullptr;
  check(wgf_ensemble_create_for_target(target.get(), n, &made));
  return ensemble_handle(made);
}

/** @brief wgf_flow_create(). */
inline flow_handle make_flow(const context_handle &context, const char *name) {
  wgf_flow *made = nullptr;
  check(wgf_flow_create(context.get(), name, &made));
  return flow_handle(made);
}

/** @brief wgf_flow_get_options(); lent by the flow. */
inline wgf_options *get_options(const flow_handle &flow) {
  wgf_options *lent = nullptr;
  check(wgf_flow_get_options(flow.get(), &lent));
  return lent;
}

/** @brief wgf_target_get_options(); lent by the target. */
inline wgf_options *get_options(const target_handle &target) {
  wgf_options *lent = nullptr;
  check(wgf_target_get_options(target.get(), &lent));
  return lent;
}

/** @brief wgf_discrepancy_get_options(); lent by the discrepancy. */
inline wgf_options *get_options(const discrepancy_handle &discrepancy) {
  wgf_options *lent = nullptr;
  check(wgf_discrepancy_get_options(discrepancy.get(), &lent));
  return lent;
}

/** @brief wgf_context_get_options(); lent by the context. */
inline wgf_options *get_options(const context_handle &context) {
  wgf_options *lent = nullptr;
  check(wgf_context_get_options(context.get(), &lent));
  return lent;
}

/** @brief wgf_flow_get_draws(). */
inline draws_handle get_draws(const flow_handle &flow) {
  wgf_draws *made = nullptr;
  check(wgf_flow_get_draws(flow.get(), &made));
  return draws_handle(made);
}

/** @brief wgf_sample(). The draws, none when it was cancelled before there were any, and what it says of them. */
inline std::pair<draws_handle, wgf_status> sample(const target_handle &target) {
  wgf_draws *made = nullptr;
  const wgf_status said = check(wgf_sample(target.get(), &made));
  return {draws_handle(made), said};
}

/** @brief wgf_draws_create(). */
inline draws_handle make_draws(const context_handle &context, int64_t iterations, int64_t chains, int64_t n, int64_t d,
                               const double *x) {
  wgf_draws *made = nullptr;
  check(wgf_draws_create(context.get(), iterations, chains, n, d, x, &made));
  return draws_handle(made);
}

/** @brief wgf_discrepancy_create(). */
inline discrepancy_handle make_discrepancy(const context_handle &context, const char *name) {
  wgf_discrepancy *made = nullptr;
  check(wgf_discrepancy_create(context.get(), name, &made));
  return discrepancy_handle(made);
}

}  // namespace wgf

#endif
