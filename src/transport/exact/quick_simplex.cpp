#include "transport/exact/quick_simplex.h"

#include <algorithm>
#include <cmath>

#include "transport/exact/auction.h"
#include "transport/exact/sieve.h"
#include "base/parallel.h"

namespace wgf {

namespace {

// Well above the rounding of a cost and of the sums of costs along the tree, which are some ten units of 2^-53.
constexpr double relative_tolerance = 0x1p-44;

// Where rounding rules, pivots need not end. This is some ten times what normal clouds take.
constexpr int64_t most_rounds = 100;

// A size that those of all sources but a few far ones are below.
double usual_size(const cost_oracle &ground) {
  constexpr double margin = 16;
  const int64_t n = ground.sources();
  std::vector<double> some;
  for (int64_t i = 0; i < n; i += n / 255 + 1) some.push_back(ground.source_size(i));
  const auto middle = some.begin() + static_cast<int64_t>(some.size() / 2);
  std::nth_element(some.begin(), middle, some.end());
  return margin * *middle;
}

// A part of the tree that hangs by one of these has small potentials, but for what is far.
std::vector<bool> central(const cost_oracle &ground) {
  const double most = usual_size(ground);
  std::vector<bool> found;
  for (int64_t i = 0; i < ground.sources(); ++i) found.push_back(ground.source_size(i) <= most);
  return found;
}

std::vector<double> source_potentials_of(const cost_oracle &ground, const transport_arcs<quick> &arcs, const std::vector<double> &prices) {
  std::vector<double> source_potentials(static_cast<size_t>(ground.sources()));
  for (const auto &a : arcs) source_potentials[static_cast<size_t>(a.source)] = ground.cost(a.source, a.sink) + prices[static_cast<size_t>(a.sink)];
  return source_potentials;
}

// Auctions with smaller and smaller steps, whose number and steps were found by trial as those of transport_auction.
transport_tree<quick> start(const cost_oracle &ground, const integer_masses &masses) {
  constexpr int auctions = 4;
  transport_auction auction(ground, masses);
  double step = 0.1 * ground.spread();
  for (int a = 0; a < auctions && step > 0 && ground.sinks() > 1; ++a, step /= 3) auction.hold(step);
  const transport_arcs<quick> arcs = auction.plan().arcs();
  return {ground, arcs, source_potentials_of(ground, arcs, auction.sink_potentials()), central(ground)};
}

}  // namespace

quick_simplex::quick_simplex(const cost_oracle &ground, const integer_masses &masses)
    : ground_(ground), usual_size_(usual_size(ground)), tree_(start(ground, masses)) {}

bool quick_simplex::solve() {
  for (int64_t round = 0; round < most_rounds; ++round) {
    const bool clean = settled();
    tree_.renew_potentials();
    if (!clean) continue;
    const verdict found = judge();
    if (found != verdict::not_optimal) return found == verdict::optimal;
  }
  return false;
}

// Goes round the sources until all arcs are priced without one to enter, which is true, or the potentials have been shifted often enough.
bool quick_simplex::settled() {
  const int64_t enough = pivots_ + tree_.nodes();
  int64_t clean = 0;
  while (clean < ground_.sources() && pivots_ < enough) {
    const int64_t had = pivots_;
    price_block();
    enter_candidates();
    clean = pivots_ == had ? clean + block : 0;
  }
  return clean >= ground_.sources();
}

// In proportion to what the reduced cost of this arc is the difference of, and to the usual costs, of which the potentials are sums.
double quick_simplex::tolerance(int64_t source, int64_t sink) const {
  const double potentials = std::abs(tree_.source_potential(source)) + std::abs(tree_.sink_potentials()[sink]);
  return relative_tolerance * (usual_size_ + potentials + ground_.source_size(source) + ground_.sink_size(sink));
}

double quick_simplex::reduced(int64_t source, int64_t sink) const {
  return ground_.cost(source, sink) + tree_.sink_potentials()[sink] - tree_.source_potential(source);
}

void quick_simplex::price_block() {
  count_ = 0;
  for (int64_t priced = 0; priced < block; priced += ground_.together) {
    cost_oracle::sources_priced which;
    for (int64_t &i : which) {
      i = next_;
      next_ = next_ + 1 == ground_.sources() ? 0 : next_ + 1;
    }
    const pair::offers found = ground_.least(which, tree_.sink_potentials());
    breathe(ground_.nanoseconds());
    for (size_t r = 0; r < which.size(); ++r) {
      const double reduced = found.of[r].least - tree_.source_potential(which[r]);
      if (reduced < -tolerance(which[r], found.of[r].sink)) candidates_[count_++] = {reduced, which[r], found.of[r].sink};
    }
  }
}

// The most negative first; what follows may have been mended by it.
void quick_simplex::enter_candidates() {
  const auto worse = [](const candidate &a, const candidate &b) { return a.reduced < b.reduced; };
  std::sort(candidates_.begin(), candidates_.begin() + static_cast<int64_t>(count_), worse);
  for (size_t c = 0; c < count_; ++c) {
    const auto [stale, source, sink] = candidates_[c];
    const double now = reduced(source, sink);
    if (now >= -tolerance(source, sink)) continue;
    breathe(3 * static_cast<double>(tree_.enter(source, sink, now)));
    ++pivots_;
  }
}

// An arc of the tree, whose exact reduced cost is zero, is passed over.
quick_simplex::verdict quick_simplex::judge() const {
  const int64_t n = ground_.sources();
  const std::vector<double> off = tree_.potential_errors();
  transport_sieve sieve(ground_);
  for (int64_t j = 0; j < ground_.sinks(); ++j) sieve.set_potential(j, tree_.sink_potentials()[j], off[static_cast<size_t>(n + j)]);
  verdict found = verdict::optimal;
  const auto potential = [&](int64_t i) { return transport_sieve::uncertain{tree_.source_potential(i), off[static_cast<size_t>(i)]}; };
  for (int64_t i = 0; i < n && found != verdict::not_optimal; i += ground_.together)
    sieve.visit(i, potential, [&](int64_t source, int64_t sink) {
      if (tree_.holds(source, sink)) return;
      const bool enters = reduced(source, sink) < -tolerance(source, sink);
      found = enters || found == verdict::not_optimal ? verdict::not_optimal : verdict::unsure;
    });
  return found;
}

}  // namespace wgf
