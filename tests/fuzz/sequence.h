// Sequences of random calls: each of their calls is drawn from the seed and its own number, so that a part of a sequence is one too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "world.h"

namespace wgf::fuzz {

constexpr int64_t calls_in_a_sequence = 120;

struct sequence {
  int64_t seed;
  std::vector<int64_t> calls;  // which of its calls are made
};

sequence whole(int64_t seed);
sequence parse(const std::string &line);  // "SEED CALL CALL ..."; no calls: all of them
std::string text_of(const sequence &s);

// In this process. What does not hold is in the report; the world is gone afterwards.
void run(const sequence &s, report &told, const settings &how);

// The fewest calls, found one by one, that still end as `how` says.
sequence smallest(const sequence &s, const std::string &how, const settings &set);

}  // namespace wgf::fuzz
