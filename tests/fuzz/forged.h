// A checkpoint with something changed and the checksum put right.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chance.h"

namespace wgf::fuzz {

// `other` is another checkpoint of the same flow; `how` receives what was done, in words.
std::vector<uint8_t> forged(chance &c, const std::vector<uint8_t> &whole, const std::vector<uint8_t> &other, std::string &how);

}  // namespace wgf::fuzz
