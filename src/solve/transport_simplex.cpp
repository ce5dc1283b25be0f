#include "solve/transport_simplex.h"

#include <algorithm>
#include <array>

#include "solve/transport_auction.h"

namespace wgf {

namespace {

// Well above the rounding of a cost and of the sums of costs along the tree, which are some ten units of 2^-53.
constexpr double relative_tolerance = 0x1p-44;

// Each time that the potentials are renewed: should the rounding be larger after all, it cannot keep the search going.
constexpr double widening = 1.01;

// Auctions with smaller and smaller steps, whose number and steps were found by trial as those of transport_auction.
transport_tree start(const transport_ground &ground, const whole_masses &masses, pace &poll) {
  constexpr int auctions = 4;
  transport_auction auction(ground, masses, poll);
  double step = 0.1 * ground.spread();
  for (int a = 0; a < auctions && step > 0 && ground.sinks() > 1; ++a, step /= 3) auction.hold(step);
  return {ground, auction.plan().arcs(), auction.prices().data()};
}

class transport_simplex {
 public:
  transport_simplex(const transport_ground &ground, const whole_masses &masses, pace &poll)
      : ground_(ground), poll_(poll), tolerance_(relative_tolerance * ground.largest_cost()), tree_(start(ground, masses, poll)) {}

  transport_solution solve() {
    for (; pivoted(); tolerance_ *= widening) tree_.renew_potentials();
    transport_solution found{tree_.flow(), {}, {tree_.prices(), tree_.prices() + ground_.sinks()}, tolerance_, pivots_};
    for (int64_t i = 0; i < ground_.sources(); ++i) found.worth.push_back(tree_.worth(i));
    return found;
  }

 private:
  static constexpr int64_t block = 2 * transport_ground::together;  // sources priced before arcs enter

  struct candidate {
    double reduced;
    int64_t source, sink;
  };

  // Goes round the sources until all arcs are priced without one to enter, or the potentials have been shifted often enough.
  bool pivoted() {
    const int64_t before = pivots_, enough = before + tree_.nodes();
    for (int64_t clean = 0; clean < ground_.sources() && pivots_ < enough;) {
      const int64_t had = pivots_;
      price_block();
      enter_candidates();
      clean = pivots_ == had ? clean + block : 0;
    }
    return pivots_ > before;
  }

  void price_block() {
    count_ = 0;
    for (int64_t priced = 0; priced < block; priced += ground_.together) {
      transport_ground::sources_priced which;
      for (int64_t &i : which) {
        i = next_;
        next_ = next_ + 1 == ground_.sources() ? 0 : next_ + 1;
      }
      const pair::offers found = ground_.least(which, tree_.prices());
      poll_.spend(ground_.nanoseconds());
      for (size_t r = 0; r < which.size(); ++r) {
        const double reduced = found.of[r].least - tree_.worth(which[r]);
        if (reduced < -tolerance_) candidates_[count_++] = {reduced, which[r], found.of[r].sink};
      }
    }
  }

  // The most negative first; what follows may have been mended by it.
  void enter_candidates() {
    const auto worse = [](const candidate &a, const candidate &b) { return a.reduced < b.reduced; };
    std::sort(candidates_.begin(), candidates_.begin() + static_cast<int64_t>(count_), worse);
    for (size_t c = 0; c < count_; ++c) {
      const auto [stale, source, sink] = candidates_[c];
      const double reduced = ground_.cost(source, sink) + tree_.prices()[sink] - tree_.worth(source);
      if (reduced >= -tolerance_) continue;
      poll_.spend(3 * static_cast<double>(tree_.enter(source, sink, reduced)));
      ++pivots_;
    }
  }

  const transport_ground &ground_;
  pace &poll_;
  double tolerance_;
  transport_tree tree_;
  std::array<candidate, static_cast<size_t>(block)> candidates_;
  size_t count_ = 0;
  int64_t next_ = 0, pivots_ = 0;
};

}  // namespace

transport_solution solve_transport(const transport_ground &ground, const whole_masses &masses, pace &poll) {
  return transport_simplex(ground, masses, poll).solve();
}

}  // namespace wgf
