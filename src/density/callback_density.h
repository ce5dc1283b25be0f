// A density given by a user's C functions.
#pragma once

#include "base/callback.h"
#include "density/density.h"

namespace wgf {

class callback_density : public density {
 public:
  // flags: sum of wgf_target_flag. fn may be empty: the answers come by tell.
  callback_density(int32_t flags, callback<wgf_density_fn> fn);

  void give_hessian_vector(callback<wgf_hessian_vector_fn> fn) { hessian_vector_ = std::move(fn); }

  int32_t provides() const override;
  bool answers() const override { return static_cast<bool>(density_); }
  void evaluate(const request &at, double *log_density, double *score) override;
  void hessian_vector(const request &at, double *hv) override;

 private:
  int32_t flags_;
  callback<wgf_density_fn> density_;
  callback<wgf_hessian_vector_fn> hessian_vector_;
};

}  // namespace wgf
