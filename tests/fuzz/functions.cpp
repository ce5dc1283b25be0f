#include "functions.h"

namespace wgf::fuzz {

const char *name_of(function_id id) {
#define WGF_FUNCTION(name) #name,
  static const char *const names[] = {
#include "fuzz_functions.inc"
  };
#undef WGF_FUNCTION
  return names[id];
}

action action_of(function_id id) {
#define WGF_FUNCTION(name) call_##name,
  static const action actions[] = {
#include "fuzz_functions.inc"
  };
#undef WGF_FUNCTION
  return actions[id];
}

}  // namespace wgf::fuzz
