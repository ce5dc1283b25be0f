#include "core/context.h"

#include <chrono>

#include "core/random.h"

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

void context::set_integer(const std::string &name, int64_t value) {
  options_.set_integer(name, value);
  if (name != "seed") return;
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

void context::log(wgf_log_level level, const std::string &line) const {
  const callback<wgf_log_fn> held = log_callback;
  if (held) held.fn(held.user, level, line.c_str());
}

namespace {

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool taken(std::atomic<bool> &flag) { return flag.load(std::memory_order_relaxed) && flag.exchange(false); }

}  // namespace

watch::watch(context &owner, workers &pool, std::atomic<bool> *flow_flag)
    : owner_(owner), pool_(pool), flow_flag_(flow_flag), ref_(*this), last_poll_(now_ns()) {
  pool_.set_poll(&ref_);
}

watch::~watch() { pool_.set_poll(nullptr); }

bool watch::operator()() {
  return taken(owner_.cancel_requested) || (flow_flag_ && taken(*flow_flag_)) || host_says_stop();
}

bool watch::host_says_stop() {
  constexpr int64_t interval = 30'000'000;
  if (!owner_.poll_callback || now_ns() - last_poll_ < interval) return false;
  last_poll_ = now_ns();
  const callback<wgf_poll_fn> held = owner_.poll_callback;
  return held.fn(held.user) != 0;
}

}  // namespace wgf
