// A density as the flows see it: in unconstrained coordinates, with what it does not give by differences, the points of density 0 marked.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "density/density.h"
#include "density/differences.h"
#include "density/transform.h"

namespace wgf {

class unconstrained_density {
 public:
  explicit unconstrained_density(int64_t user_dim) : coordinates_(user_dim) {}

  void set_law(std::shared_ptr<density> law) { law_ = std::move(law); }
  void expect_cost(double ns) { ns_per_point_ = std::max(ns_per_point_, ns); }  // of one point, before the first is asked
  density *law() const { return law_.get(); }
  transform &coordinates() { return coordinates_; }
  const transform &coordinates() const { return coordinates_; }
  int64_t dim() const { return coordinates_.dim(); }
  int64_t user_dim() const { return coordinates_.user_dim(); }

  // Answers a request: constrain, evaluate (in parallel parts when thread safe), difference what is missing, pull back, mark the
  // rejected. Allocates only when a request is larger than those before.
  void respond(const request &ask, workers &pool);

  // The two halves of respond, for answers that come from outside. user_x: n x user_dim.
  void to_user(const request &ask, double *user_x, double *user_v) const;
  void from_user(const request &ask, const double *log_density, const double *score, const double *hv);

  int64_t asked() const { return asked_; }  // points at which the law was evaluated, those of differences included

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
  void ask_law(const request &at, workers &pool);
  void ask_part(const request &part, int64_t first_row);
  void keep_records(int64_t parts, int64_t n);
  void values(const request &at, double *log_density, double *score, double step, workers &pool);
  void hessian_products(const request &at, double *hv, workers &pool);
  void mark_rejected(const request &ask, const answer &out);

  std::shared_ptr<density> law_;
  transform coordinates_;
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
