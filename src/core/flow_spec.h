// What a flow is: constant data, and a recipe made at bind.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "base/archive.h"
#include "core/options.h"
#include "core/target.h"
#include "diagnostics/verdict/verdict.h"
#include "wgf/flow.h"

namespace wgf {

namespace pair {
struct profile;
}

// Transformations that a drift commutes with.
enum symmetry : unsigned {
  permutation = 1,
  rotation = 2,
  translation = 4,
  momentum = 8,  // the sum of w v is 0 without targets
};

// A user's kernel by features.
struct feature_map {
  callback<wgf_features_fn> fn;
  int64_t m = 0;
};

// What a recipe is made from; everything in it outlives the recipe.
struct binding {
  const option_set &options;
  int64_t n, d;
  target *density;      // null when none was given
  target *samples;      // null when none was given
  const double *x, *w;  // particles at bind; weights sum to 1
  const pair::profile *own_kernel;
  const feature_map *features;
  uint64_t seed;
  context &host;  // for log lines
  workers &pool;
};

// What a step may move.
enum moved : unsigned {
  moves_positions = 1,
  moves_weights = 2,
};

struct particles {
  int64_t n, d;
  double *x;
  double *w;     // sum to 1; for recipes whose spec says that they move weights
  int64_t step;  // steps completed: the counter of random numbers
  uint64_t seed;
};

// A part of a run: its name, its first step, and whether its steps are recorded.
struct phase {
  const char *name;
  int64_t since;
  bool records;
};

inline phase after_warmup(int64_t step, int64_t warmup) { return step < warmup ? phase{"warm-up", 0, false} : phase{"sampling", warmup, true}; }

// What a recipe that knows when it is done says of it after a step.
enum class verdict_so_far {
  go_on,
  enough,
  out_of_budget,
};

struct step_numbers {  // see wgf_stats; NaN: not known
  double step_size, energy, dissipation, w2_speed, acceptance, bandwidth;
  double approximation_error = std::numeric_limits<double>::quiet_NaN();
  double relative_speed = std::numeric_limits<double>::quiet_NaN();
  double spread = std::numeric_limits<double>::quiet_NaN();
  int64_t approximation_refused = 0;  // 1: the step took exact sums in place of approximated ones
  void archive(wgf::archive &bytes);
};

// One flow's state. A step alternates between the recipe and the target: advance returns the next request, to be called again once it is
// answered, until the step is complete. Everything is allocated in the constructor, and particles change only after the last answer of a step, so a
// step given up before that has left no trace.
class recipe {
 public:
  virtual ~recipe() = default;
  virtual const request *advance(particles &cloud) = 0;  // null: the step is complete
  virtual phase phase_of(int64_t step) const = 0;        // of the step that begins after so many
  virtual void give_up() {}                              // forget a step in progress
  virtual void particles_replaced() {}                   // the caller put other particles in place
  virtual void numbers(step_numbers &out) const = 0;
  virtual void set_step_size(double h) = 0;
  virtual void archive(wgf::archive &bytes) = 0;                 // what the next step depends on, besides the particles
  virtual const double *log_density() const { return nullptr; }  // of each particle after the last step, where known

  virtual void tell_facts(stats::run_facts &) const {}                                // what a report on its draws should know
  virtual verdict_so_far so_far() { return verdict_so_far::go_on; }                   // after a step of a run; `enough` is said once
  virtual int64_t lost() { return 0; }                                                // chains that the others leave out of what they learn
  virtual std::string doubts(const particles &, const step_numbers &) { return {}; }  // after some steps: why the result is not to be trusted

  // The drift and the energy at the particles; the answer is to drift_wants, energy_wants. False, or a sentence: why there is none.
  virtual int32_t drift_wants() const { return 0; }
  virtual bool drift(const particles &, const answer &, double *) { return false; }
  virtual int32_t energy_wants() const { return 0; }
  virtual double energy(const particles &, const answer &) { return std::numeric_limits<double>::quiet_NaN(); }
  virtual std::string energy_refused() const { return "it is not stepped by an energy"; }  // "": it has a value
};

struct flow_spec {
  const char *name, *summary, *reference, *energy, *geometry, *scheme, *needs, *memory;
  int64_t particles;  // a sensible number of them, and why
  const char *particles_reason;
  int32_t wants = 0;  // sum of wgf_target_flag that a density must give; 0: no density needed
  bool wants_samples = false;
  unsigned symmetries = 0, moves = moves_positions;
  bool deterministic = false;  // no random number with the default options
  bool has_energy = false;     // wgf_flow_energy works with the default options
  option_table options;        // without those of core/flow.h that all flows have
  std::unique_ptr<recipe> (*make)(const binding &s);

  // The energy is multiplied by s^power, and the velocity by s^(power - 1), when every length is multiplied by s, options too, as they declare.
  // Null: 0, as that of a divergence from a density. no_power: lengths of several powers are added.
  int (*length_power)(const option_set &options) = nullptr;
  bool equal_weights = false;  // its particles learn from each other, each as much as any other: it takes no others
  bool chains = false;         // the particles are independent Markov chains, not one cloud
};

constexpr int no_power = -1000;

}  // namespace wgf
