#include "solve/transport_fill.h"

#include <algorithm>
#include <limits>

namespace wgf {

namespace {

class filling {
 public:
  filling(const whole_masses &masses, std::vector<double> &prices) : of_source_(masses.x), of_sink_(masses.y), prices_(prices) {}

  void take(int64_t source, int64_t sink) {
    int64_t &from = of_source_[static_cast<size_t>(source)], &to = of_sink_[static_cast<size_t>(sink)];
    const int64_t mass = std::min(from, to);
    if (mass == 0) return;
    from -= mass;
    to -= mass;
    arcs_.push_back({source, sink, mass});
    if (to == 0) prices_[static_cast<size_t>(sink)] = std::numeric_limits<double>::infinity();
  }

  bool has(int64_t source) const { return of_source_[static_cast<size_t>(source)] > 0; }
  std::vector<transport_arc> &arcs() { return arcs_; }

 private:
  std::vector<int64_t> of_source_, of_sink_;
  std::vector<double> &prices_;
  std::vector<transport_arc> arcs_;
};

}  // namespace

std::vector<transport_arc> filled(const transport_ground &ground, const whole_masses &masses, std::vector<transport_arc> wanted, std::vector<double> prices, pace &poll) {
  std::stable_sort(wanted.begin(), wanted.end(), [](const transport_arc &a, const transport_arc &b) { return a.mass > b.mass; });
  filling plan(masses, prices);
  for (const transport_arc &a : wanted) plan.take(a.source, a.sink);
  transport_ground::sources_priced which;
  for (int64_t i = 0; i < ground.sources(); ++i)
    while (plan.has(i)) {
      which.fill(i);
      plan.take(i, ground.least(which, prices.data())[0].sink);
      poll.spend(ground.nanoseconds());
    }
  return std::move(plan.arcs());
}

}  // namespace wgf
