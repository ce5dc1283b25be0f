// How a velocity becomes a move: x += h v and its accelerated and adaptive relatives, coordinate by coordinate.
#pragma once

#include <cstdint>
#include <memory>

#include "base/archive.h"
#include "core/options.h"

namespace wgf {

class stepper {
 public:
  virtual ~stepper() = default;

  // size numbers, the same every time. Returns how many of them hardly move because the stepper remembers velocities 1e8 times those of now.
  virtual int64_t advance(int64_t size, const double *v, double h, double *x) = 0;
  virtual void taken_back(int64_t /*first*/, int64_t /*count*/) {}  // the last move of these numbers was not kept
  virtual void archive(wgf::archive &bytes) = 0;
};

// Options "stepper", "momentum", "adagrad_form", "stepper_epsilon".
option_table stepper_options(const char *default_stepper);
// Null: Euler's, x += h v. automatic: what the choice "auto", of flows whose default it is, stands for.
std::unique_ptr<stepper> make_stepper(const option_set &options, int64_t size, const char *automatic = "euler");

// For velocities of the dimension length^velocity_power: the options in units of 2^exponent, with step_size and stepper_epsilon, whose
// dimensions depend on that.
option_set in_units_of(const option_set &options, int velocity_power, int exponent);

// Options "step_size", "schedule", "schedule_steps", "schedule_power".
option_table step_size_options(double default_step_size, const char *why);

class step_schedule {
 public:
  explicit step_schedule(const option_set &options);
  void set_step_size(double h) { h_ = h; }
  double at(int64_t step) const;
  void archive(wgf::archive &bytes) { bytes.number(h_, 0); }

 private:
  enum class shape {
    constant,
    power,
    cosine,
  } shape_;
  double h_, steps_, power_;
};

}  // namespace wgf
