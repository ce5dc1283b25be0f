#include "sampler/row_store.h"

#include <algorithm>

namespace wgf {

// The memory is there from the beginning; its pages are touched as they are needed.
row_store::row_store(int64_t snapshots, int64_t n, int64_t d) : most_(snapshots), n_(n), d_(d) {
  for (std::vector<double> *each : {&x_, &score_}) each->reserve(static_cast<size_t>(snapshots * n * d));
}

void row_store::clear() {
  kept_ = seen_ = 0;
  every_ = 1;
  x_.clear();
  score_.clear();
}

void row_store::thin() {
  const int64_t size = n_ * d_;
  kept_ = (most_ + 1) / 2;
  every_ *= 2;
  for (std::vector<double> *each : {&x_, &score_}) {
    for (int64_t i = 0; i < kept_; ++i) std::copy_n(each->begin() + 2 * i * size, size, each->begin() + i * size);
    each->resize(static_cast<size_t>(kept_ * size));
  }
}

void row_store::add(const chain_points &chains) {
  if (seen_ % every_ == 0 && kept_ == most_) thin();
  if (seen_++ % every_ != 0) return;
  x_.insert(x_.end(), chains.x.begin(), chains.x.end());
  score_.insert(score_.end(), chains.score.begin(), chains.score.end());
  ++kept_;
}

void row_store::archive(wgf::archive &bytes) {
  bytes.count(kept_, most_);
  bytes.count(every_);
  bytes.count(seen_);
  if (bytes.reading() && every_ < 1) fail(WGF_E_FORMAT, "the checkpoint holds a count of 0");
  for (std::vector<double> *each : {&x_, &score_}) {
    if (bytes.reading()) each->resize(static_cast<size_t>(kept_ * n_ * d_));
    bytes.numbers(*each);
  }
}

}  // namespace wgf
