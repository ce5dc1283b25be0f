// A flow at work.
#pragma once

#include <chrono>

#include "base/busy.h"
#include "core/flow.h"

namespace wgf {

inline double seconds_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// While a computation runs: the ensemble is marked, and cancellation is watched.
struct flow::running {
  explicit running(flow &f)
      : ensemble_(f.ensemble_), mark_("ensemble", ensemble_->busy), watch_(*f.owner_, f.pool_, &f.cancel_requested) {}
  std::shared_ptr<ensemble> ensemble_;
  busy_mark mark_;
  watch watch_;
};

}  // namespace wgf
