// One JSON line of output.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "bench/cases.h"

namespace wgf_bench {

using json = nlohmann::ordered_json;

// What tells lines of one case apart, such as {"kernel": "gauss"}, stands between dtype and threads; `more` stands last. `limit` is the
// least time in ms; NaN when none is known.
void print_line(const char *name, const setup &s, const json &which, const timing &ms, double limit, const json &more = json::object());

// The time in ms of so many FMAs at the peak of the threads in use.
double ms_of_fmas(const setup &s, double count);

void tell_left_out(const char *name, const setup &s, const char *why);  // on stderr

}  // namespace wgf_bench
