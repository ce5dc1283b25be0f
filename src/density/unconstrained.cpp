#include "density/unconstrained.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/callback.h"
#include "base/passes.h"

namespace wgf {

namespace {

bool finite(const double *values, int64_t first, int64_t count) { return !values || all_finite(values + first, count); }

// Parts that do not depend on the number of threads: a user's code may round differently in batches of another size.
// At least 64 for balance, and short enough to come back to the caller's thread.
int64_t part_size(int64_t n, bool thread_safe) {
  return thread_safe ? std::clamp(n / 64, int64_t{1}, int64_t{1024}) : n;
}

// Where the batch does not matter: no shorter than those, and worth their bookkeeping.
int64_t pointwise_size(int64_t n, double ns_per_point) {
  constexpr double worth_ns = 30e3;
  return std::clamp(static_cast<int64_t>(worth_ns / std::max(ns_per_point, 1.0)), part_size(n, true), n);
}

int64_t parts_of(int64_t n, int64_t size) { return (n + size - 1) / size; }

template <class T>
T *row(T *values, int64_t first, int64_t d) {
  return values ? values + first * d : nullptr;
}

// The rows from `first` on of a request and of its answer.
request part_of(const request &at, int64_t first, int64_t count) {
  return {at.wants, count, at.d, at.batch, row(at.x, first, at.d), row(at.v, first, at.d), {row(at.into.log_density, first, 1), row(at.into.score, first, at.d), row(at.into.hessian_vector, first, at.d)}};
}

double ns_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

void grow(std::vector<double> &numbers, int64_t size) {
  if (static_cast<int64_t>(numbers.size()) < size) numbers.resize(static_cast<size_t>(size));
}

// Only what is wanted, all of it there.
answer wanted(int32_t wants, const answer &out) {
  const answer kept{wants & WGF_LOG_DENSITY ? out.log_density : nullptr, wants & WGF_SCORE ? out.score : nullptr,
                    wants & WGF_HESSIAN_VECTOR ? out.hessian_vector : nullptr, out.rejected};
  require((!(wants & WGF_LOG_DENSITY) || kept.log_density) && (!(wants & WGF_SCORE) || kept.score) &&
              (!(wants & WGF_HESSIAN_VECTOR) || kept.hessian_vector),
          WGF_E_INTERNAL, "a request without room for its answer");
  return kept;
}

// Copies what was told, unless it is in place already.
void take(const char *name, const double *told, int64_t size, double *out) {
  if (!out) return;
  if (!told) fail(WGF_E_ARGUMENT, std::string(name) + " is NULL, but the request wants it");
  if (told != out) std::copy(told, told + size, out);
}

}  // namespace

void density::hessian_vector(const request &, double *) {
  fail(WGF_E_INTERNAL, "this density has no Hessian products");
}

bool density::sample(const stream &, int64_t, double *) { return false; }

void unconstrained_density::respond(const request &ask, workers &pool) {
  require(ask.d == dim(), WGF_E_INTERNAL, "a request of another dimension than the target's");
  const answer to = wanted(ask.wants, ask.into);
  if (to.log_density && !(law_->provides() & WGF_LOG_DENSITY))
    fail(WGF_E_UNSUPPORTED, "the target gives only a score, and its log density is needed");
  message_.clear();
  if (ask.n < 1) return;
  values(ask, to.log_density, to.score, difference_step, pool);
  if (to.hessian_vector) hessian_products(ask, to.hessian_vector, pool);
  mark_rejected(ask, to);
}

void unconstrained_density::values(const request &at, double *log_density, double *score, double step, workers &pool) {
  const bool difference = score && !(law_->provides() & WGF_SCORE);
  double *asked_score = difference ? nullptr : score;
  if (log_density || asked_score) ask_law({at.wants, at.n, at.d, at.batch, at.x, at.v, {log_density, asked_score}}, pool);
  if (!difference) return;
  const auto shifted = [&](int64_t n, const double *points, double *out) {
    ask_law({WGF_LOG_DENSITY, n, at.d, at.batch, points, nullptr, {out}}, pool);
  };
  score_differences_.score(at.n, at.d, at.x, step, shifted, score);
}

void unconstrained_density::hessian_products(const request &at, double *hv, workers &pool) {
  require(at.v != nullptr, WGF_E_INTERNAL, "a request for Hessian products without vectors");
  if ((law_->provides() & WGF_HESSIAN_VECTOR) && coordinates_.identity())
    return ask_law({at.wants, at.n, at.d, at.batch, at.x, at.v, {nullptr, nullptr, hv}}, pool);
  const double step = law_->provides() & WGF_SCORE ? difference_step : nested_difference_step;
  const auto shifted = [&](int64_t n, const double *points, double *out) {
    values({WGF_SCORE, n, at.d, at.batch, points}, nullptr, out, step, pool);
  };
  hessian_differences_.hessian_vector(at.n, at.d, at.x, at.v, step, shifted, hv);
}

void unconstrained_density::ask_law(const request &at, workers &pool) {
  asked_ += at.n;
  const int64_t n = at.n, least = part_size(n, law_->provides() & WGF_THREAD_SAFE);
  const int64_t size = law_->pointwise() ? pointwise_size(n, ns_per_point_) : least;
  const int64_t parts = parts_of(n, size), most = parts_of(n, least);
  if (!coordinates_.identity()) {
    grow(user_x_, n * user_dim());
    if (at.into.score) grow(user_score_, n * user_dim());
  }
  if (static_cast<int64_t>(parts_.size()) < most) parts_.resize(static_cast<size_t>(most));
  const auto ask = [&](int64_t p, int) {
    const int64_t first = p * size;
    const auto start = std::chrono::steady_clock::now();
    take_callback_message();
    ask_part(part_of(at, first, std::min(size, n - first)), first);
    parts_[static_cast<size_t>(p)] = {take_first_callback_message(), ns_since(start)};
  };
  pool.for_each_isolated(parts, ns_per_point_ * static_cast<double>(size), ask);
  keep_records(parts, n);
}

void unconstrained_density::ask_part(const request &part, int64_t first_row) {
  const answer &to = part.into;
  if (to.hessian_vector) return law_->hessian_vector(part, to.hessian_vector);
  if (coordinates_.identity()) return law_->evaluate(part, to.log_density, to.score);
  double *user_x = user_x_.data() + first_row * user_dim();
  double *user_score = to.score ? user_score_.data() + first_row * user_dim() : nullptr;
  coordinates_.constrain(part.n, part.x, user_x);
  law_->evaluate({part.wants, part.n, user_dim(), part.batch, user_x}, to.log_density, user_score);
  coordinates_.pull_back(part.n, part.x, user_score, to.log_density, to.score);
}

void unconstrained_density::keep_records(int64_t parts, int64_t n) {
  double ns = 0;
  for (int64_t p = 0; p < parts; ++p) {
    part_record &part = parts_[static_cast<size_t>(p)];
    ns += part.ns;
    if (message_.empty()) message_ = std::move(part.message);
  }
  ns_per_point_ = ns / static_cast<double>(n);
}

void unconstrained_density::mark_rejected(const request &ask, const answer &out) {
  if (finite(out.log_density, 0, ask.n) && finite(out.score, 0, ask.n * ask.d) && finite(out.hessian_vector, 0, ask.n * ask.d)) {
    if (out.rejected) std::fill_n(out.rejected, ask.n, uint8_t{0});
    return;
  }
  for (int64_t i = 0; i < ask.n; ++i) {
    const bool rejected = !finite(out.log_density, i, 1) || !finite(out.score, i * ask.d, ask.d) ||
                          !finite(out.hessian_vector, i * ask.d, ask.d);
    if (out.rejected) out.rejected[i] = rejected;
    if (rejected && rejections_.count++ == 0) {
      rejections_.first = i;
      rejections_.message = message_;
    }
  }
}

void unconstrained_density::to_user(const request &ask, double *user_x, double *user_v) const {
  coordinates_.constrain(ask.n, ask.x, user_x);
  if (!(ask.wants & WGF_HESSIAN_VECTOR)) return;
  require(coordinates_.identity(), WGF_E_UNSUPPORTED,
          "Hessian products of a target with bounds cannot come by wgf_flow_tell");
  std::copy(ask.v, ask.v + ask.n * ask.d, user_v);
}

void unconstrained_density::from_user(const request &ask, const double *log_density, const double *score, const double *hv) {
  const int32_t missing = log_density ? 0 : ask.may_be_missing & WGF_LOG_DENSITY;
  const answer to = wanted(ask.wants & ~missing, ask.into);
  if (missing) std::fill_n(ask.into.log_density, ask.n, 0.0);
  take("log_density", log_density, ask.n, to.log_density);
  take("hv", hv, ask.n * ask.d, to.hessian_vector);
  message_.clear();
  if (coordinates_.identity()) {
    take("score", score, ask.n * ask.d, to.score);
  } else {
    if (to.score && !score) fail(WGF_E_ARGUMENT, "score is NULL, but the request wants it");
    coordinates_.pull_back(ask.n, ask.x, score, to.log_density, to.score);
  }
  mark_rejected(ask, to);
}

}  // namespace wgf
