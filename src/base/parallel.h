// Threads: with parallel.cpp the only place of the library that knows oneTBB.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

namespace wgf {

// A reference to a callable, as cheap as a pointer: no allocation in a step.
template <class Signature>
class function_ref;
template <class R, class... A>
class function_ref<R(A...)> {
 public:
  template <class F, class = std::enable_if_t<!std::is_same_v<std::decay_t<F>, function_ref>>>
  function_ref(F &&f)  // NOLINT: implicit by design
      : object_(const_cast<void *>(static_cast<const void *>(&f))),
        call_([](void *o, A... a) -> R { return (*static_cast<std::remove_reference_t<F> *>(o))(a...); }) {}
  R operator()(A... a) const { return call_(object_, a...); }

 private:
  using caller = R (*)(void *, A...);

  void *object_;
  caller call_;
};

// Asked on the caller's thread between batches of work; returns true to stop.
using poll_ref = function_ref<bool()>;

// Thrown through the engine by a cancelled computation; a flow is then at its last step boundary.
struct cancelled {};

// What breathe() asks on this thread while a computation is at work; the one before it is back at the end of the scope.
class thread_poll {
 public:
  explicit thread_poll(const poll_ref *poll);
  ~thread_poll();
  thread_poll(const thread_poll &) = delete;
  thread_poll &operator=(const thread_poll &) = delete;

 private:
  const poll_ref *before_;
  bool stopped_before_;
};

// Between pieces of serial work on the caller's thread. Adds up the rough cost of what was done, in nanoseconds, asks the thread's poll at least every
// 5 ms, and throws cancelled when it says stop. Does nothing on threads of an arena.
void breathe(double nanoseconds);

// While one lives, polls on this thread are asked but stop nothing: the first that is asked after it stops. For changes that are not to be left half
// done and cannot be undone.
class unbroken {
 public:
  unbroken();
  ~unbroken();
  unbroken(const unbroken &) = delete;
  unbroken &operator=(const unbroken &) = delete;
};

// One caller's way to use an arena of threads. Copies share the arena; each has its own poll. Arenas are kept for the whole process and used again.
class workers {
 public:
  explicit workers(int threads = 1);  // 0: as many as the machine has. Starts no thread; the first large computation does.

  int threads() const { return threads_; }

  // Threads that the system would not give when the arena was last used. What was computed was computed by the others, and after a second it is
  // tried again.
  int missing() const;

  // Calls body(i, slot) for i in [0, count), each once, in any order; slot in [0, threads()) is this thread's own while body runs.
  // Comes back to the caller's thread, outside the arena, about every 20 ms to ask the poll; throws cancelled when it says stop.
  // `cost` is the rough number of nanoseconds of one call: a small total runs on this thread alone.
  void for_each(int64_t count, double cost, function_ref<void(int64_t, int)> body);

  // The same for bodies that call a user's code: a thread that waits inside it takes no other part of this loop.
  void for_each_isolated(int64_t count, double cost, function_ref<void(int64_t, int)> body);

  void set_poll(const poll_ref *poll) { poll_ = poll; }  // null: never asked
  void check() const;                                    // asks the poll now; throws cancelled

 private:
  class arena;
  class arena_store;
  void for_each_serial(int64_t count, double cost, function_ref<void(int64_t, int)> body) const;
  bool worth_threads(int64_t count, double cost) const;

  int threads_;
  const poll_ref *poll_ = nullptr;
  std::shared_ptr<arena> arena_;
};

}  // namespace wgf
