#include "failing_threads.h"

#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>

namespace {
std::atomic<bool> failing{false};
}

void wgf::fuzz::failing_threads::fail(bool from_now_on) { failing = from_now_on; }

extern "C" __attribute__((visibility("default"))) int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) noexcept {
  using function = int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  static const function next = reinterpret_cast<function>(dlsym(RTLD_NEXT, "pthread_create"));
  return failing ? EAGAIN : next(thread, attributes, start, argument);
}
