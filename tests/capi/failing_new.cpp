#include "capi/failing_new.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

thread_local bool armed = false;
thread_local int64_t allowed_before_failure = 0, counted = 0;
size_t largest = SIZE_MAX;

bool fails_now() { return armed && counted++ == allowed_before_failure; }

void *allocate(size_t size, size_t alignment) {
  if (fails_now() || size > largest) return nullptr;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(size == 0 ? 1 : size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void *allocate_or_throw(size_t size, size_t alignment) {
  if (void *memory = allocate(size, alignment)) return memory;
  throw std::bad_alloc();
}

}  // namespace

namespace failing_new {

void arm(int64_t allowed) {
  allowed_before_failure = allowed;
  counted = 0;
  armed = true;
}

int64_t disarm() {
  armed = false;
  return counted;
}

void limit(size_t bytes) { largest = bytes; }

pause::pause() : armed_(armed) { armed = false; }
pause::~pause() { armed = armed_; }

}  // namespace failing_new

void *operator new(size_t size) { return allocate_or_throw(size, 1); }
void *operator new[](size_t size) { return allocate_or_throw(size, 1); }
void *operator new(size_t size, std::align_val_t a) { return allocate_or_throw(size, static_cast<size_t>(a)); }
void *operator new[](size_t size, std::align_val_t a) { return allocate_or_throw(size, static_cast<size_t>(a)); }
void *operator new(size_t size, const std::nothrow_t &) noexcept { return allocate(size, 1); }
void *operator new[](size_t size, const std::nothrow_t &) noexcept { return allocate(size, 1); }
void *operator new(size_t size, std::align_val_t a, const std::nothrow_t &) noexcept {
  return allocate(size, static_cast<size_t>(a));
}
void *operator new[](size_t size, std::align_val_t a, const std::nothrow_t &) noexcept {
  return allocate(size, static_cast<size_t>(a));
}
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete[](void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, size_t) noexcept { std::free(memory); }
void operator delete[](void *memory, size_t) noexcept { std::free(memory); }
void operator delete(void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void *memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void *memory, size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void *memory, size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void *memory, const std::nothrow_t &) noexcept { std::free(memory); }
void operator delete[](void *memory, const std::nothrow_t &) noexcept { std::free(memory); }
void operator delete(void *memory, std::align_val_t, const std::nothrow_t &) noexcept { std::free(memory); }
void operator delete[](void *memory, std::align_val_t, const std::nothrow_t &) noexcept { std::free(memory); }
