// What a flow moves towards: a density on the user's scale behind a transform, or a weighted cloud of samples.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/context.h"
#include "density/unconstrained.h"
#include "wgf/target.h"

namespace wgf {

struct target_spec {
  const char *name, *summary, *reference;
  option_table options;
  // Reads the options, checks them against dim, and builds the density.
  std::unique_ptr<density> (*make)(const option_set &options, int64_t dim);
  int64_t least_dim = 1;
};

struct sample_cloud {
  int64_t n = 0, d = 0;
  std::vector<double> x, w;  // weights sum to 1
};

class target {
 public:
  target(std::shared_ptr<context> owner, std::shared_ptr<density> law, int64_t user_dim);
  target(std::shared_ptr<context> owner, std::unique_ptr<option_set> options, const target_spec &spec, int64_t user_dim);
  target(std::shared_ptr<context> owner, sample_cloud samples);

  const std::shared_ptr<context> &owner() const { return owner_; }
  int64_t dim() const { return density_.dim(); }
  int64_t user_dim() const { return density_.user_dim(); }
  bool is_samples() const { return samples_.n > 0; }
  // Its answers come by tell.
  bool is_external() const { return law() ? !law()->answers() : !is_samples() && !spec_; }
  sample_cloud &samples() { return samples_; }
  const sample_cloud &samples() const { return samples_; }
  const transform &coordinates() const { return density_.coordinates(); }
  transform &editable_coordinates();                                 // fails with WGF_E_STATE once fixed
  void fix_coordinates() { coordinates_fixed_ = true; }              // from the first ensemble on
  const option_set &options() const;                                 // fails when there are none
  void take_options(const std::string &changed, option_set values);  // fails once frozen
  std::vector<std::string> &names() { return names_; }
  const std::vector<std::string> &names() const { return names_; }

  void freeze();  // from the first use on; builds a ready-made density
  bool frozen() const { return frozen_; }
  int32_t provides() const;  // what the user gives, plus what can be made up for
  density *law() const { return density_.law(); }

  void respond(const request &ask, workers &pool);  // see unconstrained_density

  // What must be asked for besides a score so that a point of density 0 is known as one: WGF_LOG_DENSITY or nothing.
  int32_t tells_support() const;
  bool may_reject() const { return !law() || !law()->positive(); }
  int64_t asked() const { return density_.asked(); }
  const unconstrained_density::rejections &rejected() const { return density_.rejected(); }
  // The two halves of an answer that comes from outside.
  void to_user(const request &ask, double *user_x, double *user_v) const { density_.to_user(ask, user_x, user_v); }
  void from_user(const request &ask, const double *log_density, const double *score, const double *hv) { density_.from_user(ask, log_density, score, hv); }

  bool sample(const stream &random, int64_t n, double *u, workers &pool);

 private:
  void tell_cost();

  std::shared_ptr<context> owner_;
  const target_spec *spec_ = nullptr;
  std::unique_ptr<option_set> options_;
  sample_cloud samples_;
  unconstrained_density density_;
  std::vector<std::string> names_;
  bool frozen_ = false, coordinates_fixed_ = false;
  std::atomic<bool> busy_{false};  // it answers: what it keeps between requests is in use
  bool cost_told_ = false;
};

}  // namespace wgf
