// The catalogue as the library lists it.
#pragma once

#include <string>
#include <vector>

#include "chance.h"

namespace wgf::fuzz {

struct option_entry {
  int32_t type;
  std::string name;
  double default_value, minimum, maximum;
  std::vector<std::string> choices;
};

const std::vector<std::string> &entries(int32_t kind);
const std::vector<option_entry> &options_of(int32_t kind, const std::string &entry);  // empty for an unknown one

std::string entry_name(chance &c, int32_t kind);  // mostly one that is there

// An option of the type, mostly; sometimes another, or a name that is none.
option_entry any_option(chance &c, int32_t kind, const std::string &entry, int32_t type);
double real_value(chance &c, const option_entry &o);
int64_t integer_value(chance &c, const option_entry &o);
std::string text_value(chance &c, const option_entry &o);

std::string spoilt(chance &c, std::string text);

}  // namespace wgf::fuzz
