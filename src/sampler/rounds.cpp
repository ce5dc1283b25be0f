#include "sampler/rounds.h"

namespace wgf {

namespace {

constexpr double target_first_level = 0.85;
constexpr double largest_h = 1;

}  // namespace

rounds::rounds(int64_t n, int64_t d) : h_(0.5), rows_(67, n, d) {}

void rounds::begin(double h) {
  round_ = at_ = 0;
  rows_.clear();
  h_.restart(std::min(h, largest_h), lengths[0]);
}

void rounds::tune(double h) {
  begin(h);
  round_ = count - 1;
  h_.restart(h, lengths[round_]);
}

bool rounds::follow(double first_level, const chain_points &chains) {
  h_.follow(first_level, target_first_level);
  if (3 * ++at_ > lengths[round_] && round_ + 1 < count) rows_.add(chains);
  if (at_ < lengths[round_]) return false;
  at_ = 0;
  const bool learns = ++round_ < count;
  if (learns) h_.restart(std::clamp(h_.now(), 0.1, largest_h), lengths[round_]);
  return learns;
}

void rounds::archive(wgf::archive &bytes) {
  bytes.count(round_, count);
  bytes.count(at_);
  h_.archive(bytes);
  rows_.archive(bytes);
}

}  // namespace wgf
