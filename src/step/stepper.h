// How a velocity becomes a move: x += h v and its accelerated and adaptive relatives, coordinate by coordinate.
#pragma once

#include <cstdint>
#include <memory>

#include "core/archive.h"
#include "core/options.h"

namespace wgf {

class stepper {
 public:
  virtual ~stepper() = default;
  virtual void advance(int64_t size, const double *v, double h, double *x) = 0;  // size numbers, the same every time
  virtual void taken_back(int64_t /*first*/, int64_t /*count*/) {}               // the last move of these numbers was not kept
  virtual void archive(wgf::archive &bytes) = 0;
};

// Options "stepper", "momentum", "adagrad_form".
option_table stepper_options(const char *default_stepper);
// Null: Euler's, x += h v. automatic: what the choice "auto", of flows whose default it is, stands for.
std::unique_ptr<stepper> make_stepper(const option_set &options, int64_t size, const char *automatic = "euler");

// Options "step_size", "schedule", "schedule_steps", "schedule_power".
option_table step_size_options(double default_step_size, const char *why);

class step_schedule {
 public:
  explicit step_schedule(const option_set &options);
  void set_step_size(double h) { h_ = h; }
  double at(int64_t step) const;
  void archive(wgf::archive &bytes) { bytes.value(h_); }

 private:
  enum class shape {
    constant,
    power,
    cosine,
  } shape_;
  double h_, steps_, power_;
};

}  // namespace wgf
