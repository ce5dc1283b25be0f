// Passes over all arcs from a few sources and keeps those whose reduced cost, cost + price of the sink - potential of the source, is not
// certainly above zero: none that is negative is lost by rounding.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/parallel.h"
#include "transport/exact/cost_oracle.h"

namespace wgf {

class transport_sieve {
 public:
  struct uncertain {
    double value, off;  // off: how far the exact value may be
  };

  transport_sieve(const cost_oracle &ground)
      : ground_(ground), price_(static_cast<size_t>(ground.padded()), std::numeric_limits<double>::infinity()), found_(price_.size() / pair::priced_pad) {}

  void set_potential(int64_t sink, double price, double off) {
    price_[static_cast<size_t>(sink)] = price - off - ground_.rounding() * (std::abs(price) + off + ground_.sink_size(sink));
  }

  // keep(source, sink) for the sources first, first + 1, ..., ground.together of them if there are; potential(source) is uncertain.
  template <class source_potentials, class keeper>
  void visit(int64_t first, const source_potentials &potential, const keeper &keep) {
    cost_oracle::sources_priced which;
    cost_oracle::bounds_priced bound;
    const int64_t count = std::min(ground_.together, ground_.sources() - first);
    for (size_t r = 0; r < which.size(); ++r) {
      which[r] = first + std::min(static_cast<int64_t>(r), count - 1);
      const auto [value, off] = potential(which[r]);
      bound[r] = value + off + ground_.rounding() * (std::abs(value) + off + ground_.source_size(which[r]));
    }
    const int64_t blocks = ground_.list_below(which, price_.data(), bound, found_.data());
    breathe(ground_.nanoseconds());
    for (int64_t b = 0; b < blocks; ++b)
      for (int64_t r = 0; r < count; ++r) keep_row(found_[static_cast<size_t>(b)], static_cast<size_t>(r), which[static_cast<size_t>(r)], keep);
  }

 private:
  template <class keeper>
  static void keep_row(const pair::low_block &block, size_t r, int64_t source, const keeper &keep) {
    int64_t sink = block.first;
    for (uint32_t left = block.which[r]; left != 0; left >>= 1, ++sink)
      if (left & 1) keep(source, sink);
  }

  const cost_oracle &ground_;
  std::vector<double> price_;
  std::vector<pair::low_block> found_;
};

}  // namespace wgf
