// A discrepancy: its options, what evaluates it, and the one door to it, which evaluates it without the particles of weight 0, in a unit near the clouds'
// spread, from an origin near them.
#pragma once

#include <atomic>
#include <memory>

#include "core/discrepancy_spec.h"
#include "core/ensemble.h"

namespace wgf {

class discrepancy {
 public:
  discrepancy(std::shared_ptr<context> owner, const discrepancy_spec &spec);

  const std::shared_ptr<context> &owner() const { return owner_; }
  const discrepancy_spec &spec() const { return spec_; }
  const option_set &options() const { return options_; }
  void take_options(const std::string & /*changed*/, option_set values) { options_ = std::move(values); }
  void set_own_kernel(std::shared_ptr<const pair::profile> p) { own_kernel_ = std::move(p); }

  // The value; fills the n x d gradient unless it is null. Fails with WGF_E_NUMERIC where one of them cannot be held in a double.
  double evaluate(const ensemble &e, target &other, uint64_t seed, workers &pool, double *gradient);

  std::atomic<bool> busy{false};

 private:
  std::shared_ptr<context> owner_;
  const discrepancy_spec &spec_;
  option_set options_;
  std::shared_ptr<const pair::profile> own_kernel_;  // null: none
  std::unique_ptr<evaluator> evaluator_;
};

// The same of any particles.
double evaluate(const discrepancy_spec &spec, evaluator &by, const discrepancy_input &in, double *gradient);

}  // namespace wgf
