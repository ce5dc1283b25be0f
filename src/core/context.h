// What all handles of one user share: threads, seed, messages, cancellation.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "base/callback.h"
#include "base/parallel.h"
#include "core/options.h"
#include "wgf/context.h"

namespace wgf {

const option_table &context_options();

// Handles that draw random numbers, counted apart.
enum class seeded {
  flow,
  ensemble,
};

// Which of the handles of its kind one is, since the context's seed was last set.
struct creation_order {
  int64_t seeding, number;
};

class context {
 public:
  context();

  option_set &options() { return options_; }
  const option_set &options() const { return options_; }
  uint64_t seed() const { return static_cast<uint64_t>(options_.integer("seed")); }
  void take_options(const std::string &changed, option_set values);  // a new seed begins to count handles anew
  creation_order count_handle(seeded kind);
  uint64_t seed_of(seeded kind, creation_order *order);  // one created before the seed was last set is counted again
  workers make_workers();                                // shares the one arena of this context
  // What the host's function throws is dropped: a line that could not be told undoes nothing.
  void log(wgf_log_level level, const char *line) const noexcept;
  void log(wgf_log_level level, const std::string &line) const noexcept { log(level, line.c_str()); }

  callback<wgf_log_fn> log_callback;
  callback<wgf_poll_fn> poll_callback;
  std::atomic<bool> cancel_requested{false};

 private:
  friend class watch;
  void tell_missing(int threads) noexcept;

  option_set options_;
  std::atomic<int64_t> seedings_{0}, handles_[2] = {0, 0};
  workers pool_;
  int64_t pool_threads_ = 0;
  int missing_told_ = 0;
  std::atomic<bool> polling_{false};  // the poll callback is running
};

// Watches for cancellation while a call of the library computes: the flags of the context and of the flow, and the host's poll callback,
// which is asked at most every 30 ms. A flag that stops a call is cleared by it, unless that call was made by a callback of another, which is to stop
// too. While it lives breathe() asks it.
class watch {
 public:
  watch(context &owner, workers &pool, std::atomic<bool> *flow_flag = nullptr);
  ~watch();
  watch(const watch &) = delete;
  bool operator()();
  void check() {
    if ((*this)()) throw cancelled();
  }

 private:
  bool raised(std::atomic<bool> &flag) const;
  bool host_says_stop();

  context &owner_;
  workers &pool_;
  std::atomic<bool> *flow_flag_;
  watch *outer_;  // of this thread: the computation whose callback made this one
  bool inner_;
  poll_ref ref_;
  thread_poll breathing_;
  int64_t last_poll_;
};

}  // namespace wgf
