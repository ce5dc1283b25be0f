#include "core/context.h"

#include <chrono>
#include <cstdio>

#include "base/callback.h"

#include "base/random.h"

namespace wgf {

const option_table &context_options() {
  static const option_table table{
      integer_option("threads", 0, 0, 1024, "Threads that compute together; 0 takes as many as the machine has."),
      integer_option("seed", 1, 0, int64_t{1} << 53, "Seed of every random number drawn by handles of this context."),
      text_option("isa", "best", "best avx512 avx2 sse4 ssse3 sse2 scalar",
                  "Instruction set of the pair sums, for the whole process. The default is the best that the machine has."),
  };
  return table;
}

context::context() : options_("context", context_options()), pool_(1) {}

void context::take_options(const std::string &changed, option_set values) {
  options_ = std::move(values);
  if (changed != "seed") return;
  ++seedings_;
  for (std::atomic<int64_t> &count : handles_) count = 0;
}

creation_order context::count_handle(seeded kind) { return {seedings_, handles_[static_cast<size_t>(kind)]++}; }

uint64_t context::seed_of(seeded kind, creation_order *order) {
  if (order->seeding != seedings_) *order = count_handle(kind);
  return handle_seed(seed(), order->number);
}

workers context::make_workers() {
  const int64_t wanted = options_.integer("threads");
  if (wanted != pool_threads_ || pool_threads_ == 0) {
    pool_ = workers(static_cast<int>(wanted));
    pool_threads_ = wanted == 0 ? -1 : wanted;
  }
  return pool_;
}

void context::log(wgf_log_level level, const char *line) const noexcept {
  const callback<wgf_log_fn> held = log_callback;
  try {
    if (held) held.fn(held.user, level, line);
  } catch (...) {
  }
}

void context::tell_missing(int threads) noexcept {
  if (threads > missing_told_) {
    char line[200];
    std::snprintf(line, sizeof line, "%d of %d threads cannot be made (a limit of processes or of memory): the others compute, and it is tried again",
                  threads, pool_.threads());
    log(WGF_LOG_WARNING, line);
  }
  missing_told_ = threads;
}

namespace {

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

namespace {

thread_local watch *innermost = nullptr;

}  // namespace

watch::watch(context &owner, workers &pool, std::atomic<bool> *flow_flag)
    : owner_(owner), pool_(pool), flow_flag_(flow_flag), outer_(innermost), inner_(false), ref_(*this), breathing_(&ref_), last_poll_(now_ns()) {
  for (const watch *at = outer_; at; at = at->outer_) inner_ = inner_ || &at->owner_ == &owner;
  innermost = this;
  pool_.set_poll(&ref_);
}

watch::~watch() {
  pool_.set_poll(nullptr);
  innermost = outer_;
  if (pool_.missing() != owner_.missing_told_) owner_.tell_missing(pool_.missing());
}

bool watch::operator()() { return raised(owner_.cancel_requested) || (flow_flag_ && raised(*flow_flag_)) || host_says_stop(); }

bool watch::raised(std::atomic<bool> &flag) const {
  return flag.load(std::memory_order_relaxed) && (inner_ || flag.exchange(false));
}

namespace {

// A poll callback that itself starts a computation is not asked by that.
struct asking {
  explicit asking(std::atomic<bool> &flag) : flag_(flag) { flag_ = true; }
  ~asking() { flag_ = false; }
  std::atomic<bool> &flag_;
};

}  // namespace

bool watch::host_says_stop() {
  constexpr int64_t interval = 30'000'000;
  if (!owner_.poll_callback || now_ns() - last_poll_ < interval || owner_.polling_) return false;
  last_poll_ = now_ns();
  const callback<wgf_poll_fn> held = owner_.poll_callback;
  const asking now(owner_.polling_);
  return returned_by("poll", [&] { return held.fn(held.user); }) != 0;
}

}  // namespace wgf
