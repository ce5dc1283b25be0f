#include "diagnostics/verdict/stuck.h"

#include <algorithm>
#include <cmath>

#include "base/paced.h"

namespace wgf::stats {

namespace {

const double *row(const recorded_chains &draws, int64_t t, int64_t c) { return draws.x + (t * draws.chains + c) * draws.d; }

// Over nineteen in twenty iterations repeat the one before.
bool repeats(const recorded_chains &draws, int64_t c) {
  int64_t same = 0;
  in_stretches(draws.iterations - 1, 20 + static_cast<double>(draws.d), [&](int64_t begin, int64_t end) {
    for (int64_t t = begin + 1; t <= end; ++t) same += std::equal(row(draws, t, c), row(draws, t, c) + draws.d, row(draws, t - 1, c));
  });
  return draws.iterations >= 20 && 20 * same > 19 * (draws.iterations - 1);
}

double at_share(std::vector<double> &values, double share) {
  const auto place = values.begin() + static_cast<int64_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

// Median and half the distance of the quartiles: what one outlier cannot change.
struct place {
  double center, spread;
  explicit place(std::vector<double> values) : center(at_share(values, 0.5)), spread((at_share(values, 0.75) - at_share(values, 0.25)) / 2) {}
};

class chain_places {
 public:
  chain_places(const chain_set &x) {
    std::vector<double> centers, spreads;
    for (int64_t c = 0; c < x.count; ++c) {
      all_.emplace_back(std::vector<double>(x.chain(c), x.chain(c) + x.length));
      centers.push_back(all_.back().center);
      spreads.push_back(all_.back().spread);
      breathe(30 * static_cast<double>(x.length));
    }
    const place middle(centers);
    center_ = middle.center;
    spread_ = at_share(spreads, 0.5);
    unit_ = std::max(spread_, middle.spread);
  }

  // 12 half distances of the quartiles are 8 standard deviations of a normal distribution.
  bool far(int64_t c) const { return std::fabs(at(c).center - center_) > 12 * unit_; }
  bool unlike(int64_t c) const { return at(c).spread < spread_ / 3 || at(c).spread > 3 * spread_; }
  bool still(int64_t c) const { return at(c).spread < 1e-3 * spread_; }

 private:
  const place &at(int64_t c) const { return all_[static_cast<size_t>(c)]; }

  std::vector<place> all_;
  double center_ = 0, spread_ = 0, unit_ = 0;
};

class search {
 public:
  search(const recorded_chains &draws, const std::vector<char> &varies) : draws_(draws), moves_(static_cast<size_t>(draws.chains), 0), apart_(static_cast<size_t>(draws.chains), 0) {
    for (int64_t k = 0; k < draws.d; ++k)
      if (varies[static_cast<size_t>(k)]) look(k);
  }

  stuck_chains result() const {
    stuck_chains found;
    for (int64_t c = 0; c < draws_.chains; ++c) {
      if (!moves_[static_cast<size_t>(c)] || repeats(draws_, c))
        found.frozen.push_back(c);
      else if (apart_[static_cast<size_t>(c)])
        found.apart.push_back(c);
    }
    found.coordinate = coordinate_;
    return found;
  }

 private:
  void look(int64_t k) {
    const chain_set x = gather(draws_.coordinate(k));
    const chain_places places(x);
    std::vector<int64_t> far;
    for (int64_t c = 0; c < x.count; ++c) {
      moves_[static_cast<size_t>(c)] |= !places.still(c);
      if (places.far(c)) far.push_back(c);
    }
    const auto many = static_cast<int64_t>(far.size());
    if (many == 0 || 4 * many > x.count) return;
    for (int64_t c : far)
      if (16 * many < x.count || places.unlike(c)) note(k, c);
  }

  void note(int64_t k, int64_t c) {
    apart_[static_cast<size_t>(c)] = 1;
    if (coordinate_ < 0) coordinate_ = k;
  }

  const recorded_chains &draws_;
  std::vector<char> moves_, apart_;
  int64_t coordinate_ = -1;
};

}  // namespace

stuck_chains find_stuck(const recorded_chains &draws, const std::vector<char> &varies) { return search(draws, varies).result(); }

}  // namespace wgf::stats
