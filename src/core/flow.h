// A flow: a recipe, its particles and target, and the loop that lets them talk.
#pragma once

#include <memory>
#include <vector>

#include "core/draws.h"
#include "core/ensemble.h"
#include "core/flow_spec.h"

namespace wgf {

// Options that every flow has besides those of its recipe.
const option_table &common_flow_options();
// All options of a flow: its recipe's and the common ones.
const option_table &all_flow_options(const flow_spec &spec);

class flow {
 public:
  flow(std::shared_ptr<context> owner, const flow_spec &spec);
  ~flow();

  // Before bind; after it they fail with WGF_E_STATE.
  void set_target(std::shared_ptr<target> t);
  void set_ensemble(std::shared_ptr<ensemble> e);
  void set_own_kernel(std::shared_ptr<const pair::profile> p);
  void set_features(const feature_map &f);
  option_set &editable_options();
  void take_options(const std::string &changed, option_set values);  // "step_size" at any time

  void bind();
  bool bound() const { return recipe_ != nullptr; }

  void step();  // throws cancelled, error
  wgf_status run(int64_t steps, double seconds, double tolerance);
  const request *ask();  // in user coordinates; null: a step was completed
  void tell(const double *log_density, const double *score, const double *hv);
  const request *pending() const { return pending_ ? &shown_ : nullptr; }  // the request that waits for an answer
  void abandon();

  void drift(double *v);
  double energy();

  const flow_spec &spec() const { return spec_; }
  const option_set &options() const { return options_; }
  const std::shared_ptr<context> &owner() const { return owner_; }
  const std::shared_ptr<ensemble> &particles_ensemble() const { return ensemble_; }
  void stats(wgf_stats &out) const;  // all but struct_size
  draws recorded() const;

  int64_t checkpoint_size();
  int64_t largest_checkpoint();  // when all that there is room for is recorded
  void save(uint8_t *bytes, int64_t n);
  void restore(const uint8_t *bytes, int64_t n);  // changes nothing when it fails

  callback<wgf_progress_fn> progress_callback;
  std::atomic<bool> cancel_requested{false};
  std::atomic<bool> busy{false};

 private:
  struct running;  // marks the ensemble busy and watches for cancellation
  void require_unbound(const char *what) const;
  void check_parts();
  void check_density();
  void check_samples();
  void prepare_recorder();
  particles view();
  target &answering_target();
  const request *next_request();
  void begin_step();
  void complete_one();
  void show(const request &asked);
  void complete_step();
  void record();
  void tell_phase() const;
  bool at_rest(double tolerance) const;
  wgf_status verdict(double tolerance, bool converged);
  wgf_status spoken_verdict(double tolerance, bool converged);
  void tell_doubts(const std::string &text);
  void answer_pending(const request &ask);
  void forget_request();
  void tell_progress(int64_t last_step);
  answer evaluate_here(int32_t wants);
  void archive(wgf::archive &bytes);
  void archive_run(wgf::archive &bytes);
  void check_restored() const;
  void read(wgf::archive::mode how, const uint8_t *bytes, int64_t n);

  std::shared_ptr<context> owner_;
  const flow_spec &spec_;
  option_set options_;
  std::shared_ptr<target> density_, samples_;
  std::shared_ptr<ensemble> ensemble_;
  std::shared_ptr<const pair::profile> own_kernel_;
  feature_map features_;
  workers pool_;
  std::unique_ptr<recipe> recipe_;
  recorder recorder_;

  const request *pending_ = nullptr;  // the recipe's, unconstrained
  request shown_;                     // the same on the user's scale
  std::vector<double> shown_x_, shown_v_, user_x_;
  std::vector<double> here_numbers_;  // evaluate_here's, kept for the next call
  std::vector<uint8_t> here_marks_;
  bool answered_ = false;

  uint64_t seed_ = 0, seen_revision_ = 0;
  creation_order order_;                        // among the flows of the context: whose random numbers it takes
  bool doubts_told_ = false, thinned_ = false;  // thinned: since the last verdict
  int64_t refused_told_ = 0;                    // exact steps at the last verdict
  int64_t step_ = 0, evaluations_ = 0, rejected_ = 0, points_ = 0, exact_steps_ = 0;
  int64_t recording_since_ = 0;  // first step of the phase that is recorded
  double time_ = 0, seconds_ = 0, last_progress_ = 0;
  step_numbers numbers_;
};

}  // namespace wgf
