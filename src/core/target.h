// What a flow moves towards: a density on the user's scale behind a transform, or a weighted cloud of samples.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/context.h"
#include "core/differences.h"
#include "core/random.h"
#include "core/transform.h"
#include "core/user_call.h"
#include "wgf/target.h"

namespace wgf {

// What is asked of a target: sums of wgf_target_flag. Points and vectors are particle major.
struct request {
  int32_t wants = 0;
  int64_t n = 0, d = 0, batch = -1;
  const double *x = nullptr;
  const double *v = nullptr;   // for Hessian products
  int32_t may_be_missing = 0;  // of what is wanted, what an answer from outside may leave out
};

// Memory of the asker that receives the answer. rejected[i] becomes 1 where the target has no finite value.
struct answer {
  double *log_density = nullptr;
  double *score = nullptr;
  double *hessian_vector = nullptr;
  uint8_t *rejected = nullptr;
};

// A density on the user's scale, all points at once. Outputs may be null.
class density {
 public:
  virtual ~density() = default;
  virtual int32_t provides() const = 0;             // sum of wgf_target_flag
  virtual bool answers() const { return true; }     // false: it only says what it provides, the answers come by tell
  virtual bool pointwise() const { return false; }  // points in any company get the same bits
  virtual bool positive() const { return false; }   // the log density is finite wherever the score is
  virtual void evaluate(const request &at, double *log_density, double *score) = 0;
  virtual void hessian_vector(const request &at, double *hv);
  // n exact draws into x; particle i from random number stream particle i. False: cannot.
  virtual bool sample(const stream &random, int64_t n, double *x);
};

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
  int64_t dim() const { return coordinates_.dim(); }
  int64_t user_dim() const { return coordinates_.user_dim(); }
  bool is_samples() const { return samples_.n > 0; }
  // Its answers come by tell.
  bool is_external() const { return law_ ? !law_->answers() : !is_samples() && !spec_; }
  sample_cloud &samples() { return samples_; }
  const sample_cloud &samples() const { return samples_; }
  const transform &coordinates() const { return coordinates_; }
  transform &editable_coordinates();                     // fails with WGF_E_STATE once fixed
  void fix_coordinates() { coordinates_fixed_ = true; }  // from the first ensemble on
  option_set &editable_options();                        // fails when there are none, or once frozen
  std::vector<std::string> &names() { return names_; }
  const std::vector<std::string> &names() const { return names_; }

  void freeze();  // from the first use on; builds a ready-made density
  bool frozen() const { return frozen_; }
  int32_t provides() const;  // what the user gives, plus what can be made up for
  density *law() { return law_.get(); }

  // Answers a request in unconstrained coordinates: constrain, evaluate (in parallel parts when thread safe), difference
  // what is missing, pull back, mark the rejected. Allocates only when a request is larger than those before.
  void respond(const request &ask, const answer &out, workers &pool);

  // What must be asked for besides a score so that a point of density 0 is known as one: WGF_LOG_DENSITY or nothing.
  int32_t tells_support() const;
  bool may_reject() const { return !law_ || !law_->positive(); }
  int64_t asked() const { return asked_; }  // points at which the density was evaluated, those of differences included

  // The two halves of respond, for answers that come from outside. user_x: n x user_dim.
  void to_user(const request &ask, double *user_x, double *user_v) const;
  void from_user(const request &ask, const double *log_density, const double *score, const double *hv,
                 const answer &out);

  bool sample(const stream &random, int64_t n, double *u, workers &pool);

  struct rejections {
    int64_t count = 0, first = -1;
    std::string message;
  };
  const rejections &rejected() const { return rejections_; }

 private:
  struct part_record {
    std::string message;
    double ns;
  };
  void ask_law(const request &at, const answer &to, workers &pool);
  void ask_part(const request &part, const answer &to, int64_t first_row);
  void keep_records(int64_t parts, int64_t n);
  void values(const request &at, double *log_density, double *score, double step, workers &pool);
  void hessian_products(const request &at, double *hv, workers &pool);
  void tell_cost();
  void mark_rejected(const request &ask, const answer &out);

  std::shared_ptr<context> owner_;
  std::shared_ptr<density> law_;
  const target_spec *spec_ = nullptr;
  std::unique_ptr<option_set> options_;
  sample_cloud samples_;
  transform coordinates_;
  std::vector<std::string> names_;
  bool frozen_ = false, coordinates_fixed_ = false;
  std::atomic<bool> busy_{false};  // it answers: what it keeps between requests is in use
  bool cost_told_ = false;
  rejections rejections_;
  int64_t asked_ = 0;

  // Kept between requests.
  std::vector<double> user_x_, user_score_;
  std::vector<part_record> parts_;
  differences score_differences_, hessian_differences_;
  std::string message_;        // the first that a callback left during this request
  double ns_per_point_ = 1e4;  // of the last evaluation; at first a guess that is worth threads
};

}  // namespace wgf
