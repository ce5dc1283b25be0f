#include "parallel.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

#if WGF_WITH_TBB
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace wgf {

namespace {

constexpr double batch_ns = 20e6;  // how long the caller's thread stays away from its poll

}  // namespace

#if WGF_WITH_TBB

namespace {

using clock = std::chrono::steady_clock;

constexpr double worth_a_thread_ns = 30e3;  // waking a sleeping worker costs some 5 to 20 microseconds

double ns_since(clock::time_point start) { return std::chrono::duration<double, std::nano>(clock::now() - start).count(); }

// More threads than oneTBB allows would make it print a warning.
int allowed_threads(int wanted) {
  const int limit = static_cast<int>(tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism));
  return wanted == 0 ? limit : std::min(wanted, limit);
}

}  // namespace

struct workers::arena {
  explicit arena(int threads) : size(threads), pid(getpid()) {}

  // Worker threads do not survive fork(): the child computes alone.
  bool usable() const { return pid == getpid(); }

  tbb::task_arena &threads() {
    std::call_once(started, [this] { tasks.emplace(size); });
    return *tasks;
  }

  int size;
  pid_t pid;
  std::once_flag started;
  std::optional<tbb::task_arena> tasks;
};

workers::workers(int threads) : threads_(allowed_threads(threads)), arena_(std::make_shared<arena>(threads_)) {}

namespace {

// Batches grow and shrink so that each takes about batch_ns; the first is an eighth, for machines and instruction sets on which the
// cost is that much more than was thought. The split changes who computes what, never what is computed.
template <class Run>
void in_batches(int64_t count, double cost, int threads, const workers &self, Run run) {
  int64_t batch = std::clamp<int64_t>(static_cast<int64_t>(batch_ns / 8 * threads / std::max(cost, 1.0)), threads, count);
  for (int64_t begin = 0; begin < count;) {
    self.check();
    const int64_t end = std::min(count, begin + std::max<int64_t>(batch, 1));
    const auto start = clock::now();
    run(begin, end);
    const double factor = std::clamp(batch_ns / std::max(ns_since(start), 1e3), 0.25, 4.0);
    batch = std::max<int64_t>(threads, static_cast<int64_t>(static_cast<double>(end - begin) * factor));
    begin = end;
  }
}

}  // namespace

namespace {

// oneTBB orders the tasks of a loop after its start and before its end, but is not built with the thread sanitizer, which therefore
// does not see it. Under the sanitizer the same order is written out.
class visible_order {
 public:
#if defined(__SANITIZE_THREAD__)
  void before() { passed_.fetch_add(1, std::memory_order_release); }
  void after() { passed_.load(std::memory_order_acquire); }

 private:
  std::atomic<int64_t> passed_{0};
#else
  void before() {}
  void after() {}
#endif
};

}  // namespace

void workers::for_each(int64_t count, double cost, function_ref<void(int64_t, int)> body) {
  if (!worth_threads(count, cost)) return for_each_serial(count, cost, body);
  const int64_t grain = std::max<int64_t>(1, static_cast<int64_t>(worth_a_thread_ns / std::max(cost, 1.0)));
  visible_order order;
  in_batches(count, cost, threads_, *this, [&](int64_t begin, int64_t end) {
    order.before();
    arena_->threads().execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<int64_t>(begin, end, static_cast<size_t>(grain)),
          [&](const tbb::blocked_range<int64_t> &part) {
            order.after();
            const int slot = tbb::this_task_arena::current_thread_index();
            for (int64_t i = part.begin(); i != part.end(); ++i) body(i, slot);
            order.before();
          });
    });
    order.after();
  });
}

void workers::for_each_isolated(int64_t count, double cost, function_ref<void(int64_t, int)> body) {
  const auto isolated = [&](int64_t i, int slot) { tbb::this_task_arena::isolate([&] { body(i, slot); }); };
  for_each(count, cost, isolated);
}

bool workers::worth_threads(int64_t count, double cost) const {
  return threads_ > 1 && count > 1 && static_cast<double>(count) * cost > 2 * worth_a_thread_ns && arena_->usable();
}

#else

struct workers::arena {};

workers::workers(int) : threads_(1) {}

void workers::for_each(int64_t count, double cost, function_ref<void(int64_t, int)> body) { for_each_serial(count, cost, body); }

void workers::for_each_isolated(int64_t count, double cost, function_ref<void(int64_t, int)> body) {
  for_each_serial(count, cost, body);
}

#endif

void workers::for_each_serial(int64_t count, double cost, function_ref<void(int64_t, int)> body) const {
  const int64_t between = std::max<int64_t>(1, static_cast<int64_t>(batch_ns / 10 / std::max(cost, 1.0)));
  for (int64_t i = 0; i < count; ++i) {
    if (i % between == 0) check();
    body(i, 0);
  }
}

void workers::check() const {
  if (poll_ && (*poll_)()) throw cancelled();
}

}  // namespace wgf
