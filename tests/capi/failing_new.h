// The operators new of this program, which can be told to fail once.
#pragma once

#include <cstdint>

namespace failing_new {

// From now on, on this thread, the allocation after `allowed` more ones fails; those after it succeed.
void arm(int64_t allowed);
// Allocations since arm(). Whether one failed: allowed < disarm().
int64_t disarm();

}  // namespace failing_new
