// The operators new of this program, which can be told to fail once, or for what is large.
#pragma once

#include <cstddef>
#include <cstdint>

namespace failing_new {

// From now on, on this thread, the allocation after `allowed` more ones fails; those after it succeed.
void arm(int64_t allowed);
// Allocations since arm(). Whether one failed: allowed < disarm().
int64_t disarm();

// An allocation of more bytes fails, on every thread, armed or not.
void limit(size_t bytes);

// For a scope: what this thread allocates neither counts nor fails.
class pause {
 public:
  pause();
  ~pause();
  pause(const pause &) = delete;
  pause &operator=(const pause &) = delete;

 private:
  bool armed_;
};

}  // namespace failing_new
