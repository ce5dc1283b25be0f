// The recipe of every flow that is given by a velocity field: ask for what the field wants at the particles, compute the
// velocity, move by a stepper, add noise, take back the moves to where the target's density is 0. One evaluation a step.
#pragma once

#include <limits>
#include <memory>
#include <string>

#include "base/random.h"
#include "core/flow_spec.h"
#include "step/stepper.h"

namespace wgf {

// The velocity of an interacting particle system. In `cloud`, particles that the target rejected have weight 0, and their rows of the answer may hold anything.
class drift_field {
 public:
  virtual ~drift_field() = default;
  virtual int32_t wants() const { return 0; }                                         // sum of wgf_target_flag
  virtual void velocity(const particles &cloud, const answer &given, double *v) = 0;  // n x d
  virtual bool moves_by_score() const { return false; }                               // the velocity is the score
  virtual int32_t energy_wants() const { return wants(); }
  virtual double energy_value(const particles &, const answer &) { return std::numeric_limits<double>::quiet_NaN(); }
  virtual std::string energy_refused() const { return "its velocity is not that of an energy with a value on particles"; }  // "": it has one
  virtual double diffusion() const { return 0; }                                                                            // lambda of the noise sqrt(2 lambda h)
  virtual bool noise_in_float() const { return false; }
  virtual bool draws_noise() const { return false; }                                             // diffuse() adds the noise, in place of a normal a coordinate
  virtual void diffuse(const particles &, const stream &, double /*scale*/, double * /*to*/) {}  // to += scale noise, of the cloud of the last velocity
  virtual double bandwidth() const { return std::numeric_limits<double>::quiet_NaN(); }
  virtual double approximation_error() const { return std::numeric_limits<double>::quiet_NaN(); }                       // of the last velocity; NaN: exact
  virtual void numbers(const particles & /*cloud*/, const answer & /*given*/, const double * /*v*/, step_numbers *) {}  // what else is known of this velocity
  virtual std::string doubts(const particles &, const step_numbers &) { return {}; }                                    // see recipe
  virtual void archive(wgf::archive &) {}
};

// Options "energy_every" and those of the step size.
option_table explicit_step_options(double default_step_size, const char *why);

// `moves`: null for Euler steps (flows with noise need them for their law).
std::unique_ptr<recipe> make_explicit_step(const binding &s, std::unique_ptr<drift_field> field, std::unique_ptr<stepper> moves = nullptr);

}  // namespace wgf
