// The public functions, from the headers: one that the fuzzer does not know does not link.
#pragma once

#include "wgf.h"

namespace wgf::fuzz {

#define WGF_FUNCTION(name) id_##name,
enum function_id : int {
#include "fuzz_functions.inc"
  function_count
};
#undef WGF_FUNCTION

const char *name_of(function_id id);

struct world;
using action = void (*)(world &);

// Makes one random call of a public function.
#define WGF_FUNCTION(name) void call_##name(world &);
#include "fuzz_functions.inc"
#undef WGF_FUNCTION

action action_of(function_id id);

}  // namespace wgf::fuzz
