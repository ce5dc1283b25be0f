// An energy F of weighted clouds, and what follows from it for every scheme: its value, and its force, the velocity of steepest descent.
#pragma once

#include <string>

#include "step/explicit_step.h"

namespace wgf {

// F(mu) of the particles x_i with weights w_i. `given` answers wants() for the force, energy_wants() for the value.
class energy : public drift_field {
 public:
  // Minus the gradient of the first variation of F at each particle: -grad_i F / w_i, n x d.
  virtual void force(const particles &cloud, const answer &given, double *out) = 0;
  virtual double value(const particles &cloud, const answer &given) = 0;

  void velocity(const particles &cloud, const answer &given, double *v) final { force(cloud, given, v); }
  double energy_value(const particles &cloud, const answer &given) final { return value(cloud, given); }
  std::string energy_refused() const override { return {}; }  // or why it has no value on particles
};

}  // namespace wgf
