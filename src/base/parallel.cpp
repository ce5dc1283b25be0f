#include "base/parallel.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#if WGF_WITH_TBB
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace wgf {

namespace {

constexpr double batch_ns = 20e6;  // how long the caller's thread stays away from its poll

// What polls need to know of this thread.
struct breath {
  const poll_ref *poll = nullptr;
  double spent = 0, unlooked = 0;                 // rough nanoseconds since the poll was asked, since the clock was read
  std::chrono::steady_clock::time_point asked{};  // when the poll was asked
  int unbroken = 0;
  bool stopped = false;  // a poll said so inside an unbroken part
};
thread_local breath here;

void ask(const poll_ref *poll) {
  here.asked = std::chrono::steady_clock::now();
  if (poll && (*poll)()) here.stopped = true;
  if (!here.stopped || here.unbroken > 0) return;
  here.stopped = false;
  throw cancelled();
}

}  // namespace

thread_poll::thread_poll(const poll_ref *poll) : before_(here.poll), stopped_before_(here.stopped) {
  here.poll = poll;
  here.stopped = false;
  here.asked = std::chrono::steady_clock::now();
}

thread_poll::~thread_poll() {
  here.poll = before_;
  here.stopped = stopped_before_;
}

// A rough cost may be far too low, as where the system is slow to hand out memory: now and then the clock says how long it was.
void breathe(double nanoseconds) {
  here.spent += nanoseconds;
  here.unlooked += nanoseconds;
  if (here.unlooked < 1e5) return;
  here.unlooked = 0;
  if (here.spent < 5e6 && std::chrono::steady_clock::now() - here.asked < std::chrono::milliseconds(5)) return;
  here.spent = 0;
  ask(here.poll);
}

unbroken::unbroken() { ++here.unbroken; }
unbroken::~unbroken() { --here.unbroken; }

#if WGF_WITH_TBB

namespace {

using clock = std::chrono::steady_clock;

constexpr double worth_a_thread_ns = 30e3;  // waking a sleeping worker costs some 5 to 20 microseconds

double ns_since(clock::time_point start) { return std::chrono::duration<double, std::nano>(clock::now() - start).count(); }

// More threads than oneTBB allows would make it print a warning. One thread needs no oneTBB, whose first call never ends when one before it has
// run out of memory.
int allowed_threads(int wanted) {
  if (wanted == 1) return 1;
  const int limit = static_cast<int>(tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism));
  return wanted == 0 ? limit : std::min(wanted, limit);
}

}  // namespace

namespace {

// How many of `wanted` threads the system gives at once: they are made, held until all are there, and let go. oneTBB cannot be asked, because it
// leaves an exception between its own threads when it gets none.
int threads_to_be_had(int wanted) {
  std::mutex gate;
  std::vector<std::thread> made;
  made.reserve(static_cast<size_t>(wanted));
  {
    const std::lock_guard<std::mutex> closed(gate);
    try {
      while (static_cast<int>(made.size()) < wanted) made.emplace_back([&gate] { const std::lock_guard<std::mutex> wait(gate); });
    } catch (...) {  // no thread, or no memory for one: those that there are will do
    }
  }
  for (std::thread &each : made) each.join();
  return static_cast<int>(made.size());
}

// oneTBB keeps the threads that it has made: these need not be asked for again.
std::atomic<int> proven{0};

int granted_threads(int wanted) {
  const int others = wanted - 1;
  if (others <= proven.load()) return wanted;
  const int had = threads_to_be_had(others);
  if (had > proven.load()) proven.store(had);
  return 1 + std::max(had, proven.load());
}

// Makes oneTBB's threads before there is work that would be half done when it gets none. They mostly come within a fraction of the wait.
bool start_threads(tbb::task_arena &fresh, int threads) {
  constexpr double patience_ns = 5e6;
  std::atomic<int> there{0};
  const auto start = clock::now();
  const auto meet = [&](int) {
    ++there;
    while (there.load() < threads && ns_since(start) < patience_ns) std::this_thread::yield();
  };
  try {
    fresh.execute([&] { tbb::parallel_for(0, threads, meet, tbb::simple_partitioner()); });
    return true;
  } catch (const std::exception &) {  // the system has fewer now than when it was asked
    return false;
  }
}

}  // namespace

class workers::arena {
 public:
  explicit arena(int threads) : size_(threads), pid_(getpid()) {}

  // Null: this thread computes alone. Worker threads do not survive fork(), so that a child does.
  tbb::task_arena *threads() {
    if (pid_ != getpid()) return nullptr;
    if (granted_.load(std::memory_order_acquire) < size_) try_for_more();
    return current_.load(std::memory_order_acquire);
  }

  int missing() const { return granted_.load() == 0 ? 0 : size_ - granted_.load(); }
  int size() const { return size_; }

  arena *next = nullptr;  // in the list of arenas that nobody uses

 private:
  void try_for_more() {
    const std::lock_guard<std::mutex> hold(starting_);
    const bool untried = granted_.load() == 0;
    if (!untried && (granted_.load() == size_ || ns_since(tried_) < 1e9)) return;
    int granted = granted_threads(size_);
    tried_ = clock::now();
    if (granted > 1 && granted > granted_.load()) {
      auto fresh = std::make_unique<tbb::task_arena>(granted);
      const bool started = start_threads(*fresh, granted);
      made_.push_back(std::move(fresh));
      if (started)
        current_.store(made_.back().get(), std::memory_order_release);
      else
        granted = 1;
    }
    granted_.store(std::max(granted, granted_.load()), std::memory_order_release);
  }

  int size_;
  pid_t pid_;
  std::mutex starting_;
  std::atomic<int> granted_{0};  // threads, with the caller's; 0: never tried
  clock::time_point tried_;
  std::vector<std::unique_ptr<tbb::task_arena>> made_;  // a larger one may follow while another thread is still in the one before
  std::atomic<tbb::task_arena *> current_{nullptr};
};

// oneTBB never gives back all the memory of an arena, so that they are kept, for the life of the process. A child of fork() starts with none:
// the parent's have no threads there, and another thread may have held the lock.
class workers::arena_store {
 public:
  static std::shared_ptr<arena> take(int threads) {
    arena_store &all = here();
    std::unique_ptr<arena> found = all.find(threads);
    if (!found) found = std::make_unique<arena>(threads);
    return std::shared_ptr<arena>(found.release(), [&all](arena *used) { all.put_back(used); });
  }

 private:
  static arena_store &here() {
    static std::atomic<arena_store *> current{nullptr};
    arena_store *known = current.load(std::memory_order_acquire);
    if (known && known->pid_ == getpid()) return *known;
    auto fresh = std::make_unique<arena_store>();
    return current.compare_exchange_strong(known, fresh.get(), std::memory_order_acq_rel) ? *fresh.release() : *known;
  }

  std::unique_ptr<arena> find(int threads) {
    const std::lock_guard<std::mutex> hold(guard_);
    for (arena **at = &unused_; *at; at = &(*at)->next)
      if ((*at)->size() == threads) return std::unique_ptr<arena>(std::exchange(*at, (*at)->next));
    return nullptr;
  }

  void put_back(arena *used) {
    if (pid_ != getpid()) return;  // in a child: left where it is
    const std::lock_guard<std::mutex> hold(guard_);
    used->next = std::exchange(unused_, used);
  }

  pid_t pid_ = getpid();
  std::mutex guard_;
  arena *unused_ = nullptr;
};

workers::workers(int threads) : threads_(allowed_threads(threads)), arena_(arena_store::take(threads_)) {}

int workers::missing() const { return arena_->missing(); }

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
  tbb::task_arena *threads = worth_threads(count, cost) ? arena_->threads() : nullptr;
  if (!threads) return for_each_serial(count, cost, body);
  const int64_t grain = std::max<int64_t>(1, static_cast<int64_t>(worth_a_thread_ns / std::max(cost, 1.0)));
  visible_order order;
  in_batches(count, cost, threads_, *this, [&](int64_t begin, int64_t end) {
    order.before();
    threads->execute([&] {
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
  return threads_ > 1 && count > 1 && static_cast<double>(count) * cost > 2 * worth_a_thread_ns;
}

#else

class workers::arena {};

workers::workers(int) : threads_(1) {}

int workers::missing() const { return 0; }

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
  ask(poll_);
}

}  // namespace wgf
