// What a sequence does next.
#pragma once

#include "world.h"

namespace wgf::fuzz {

void make_room(world &w);      // destroys what is too much
void next_call(world &w);      // one call of a random function, or several that make a flow that can run
void use_something(world &w);  // a handle that is there answers
void destroy_all(world &w);

}  // namespace wgf::fuzz
