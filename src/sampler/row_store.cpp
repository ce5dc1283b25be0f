#include "sampler/row_store.h"

#include <algorithm>

#include "base/paced.h"

namespace wgf {

row_store::row_store(int64_t snapshots, int64_t n, int64_t d) : most_(snapshots), n_(n), d_(d) {
  resize(x_, snapshots * n * d);
  resize(score_, snapshots * n * d);
}

void row_store::clear() {
  kept_ = seen_ = 0;
  every_ = 1;
}

void row_store::add(const chain_points &chains) {
  if (seen_++ % every_ != 0) return;
  const int64_t size = n_ * d_;
  if (kept_ == most_) {
    for (int64_t i = 0; 2 * i < most_; ++i)
      for (std::vector<double> *each : {&x_, &score_}) std::copy_n(each->begin() + 2 * i * size, size, each->begin() + i * size);
    kept_ = (most_ + 1) / 2;
    every_ *= 2;
    if ((seen_ - 1) % every_ != 0) return;
  }
  std::copy_n(chains.x.begin(), size, x_.begin() + kept_ * size);
  std::copy_n(chains.score.begin(), size, score_.begin() + kept_ * size);
  ++kept_;
}

void row_store::archive(wgf::archive &bytes) {
  bytes.count(kept_, most_);
  bytes.count(every_);
  bytes.count(seen_);
  if (bytes.reading() && every_ < 1) fail(WGF_E_FORMAT, "the checkpoint holds a count of 0");
  for (std::vector<double> *each : {&x_, &score_}) {
    std::vector<double> part(each->begin(), each->begin() + kept_ * n_ * d_);
    bytes.numbers(part);
    std::copy(part.begin(), part.end(), each->begin());
  }
}

}  // namespace wgf
