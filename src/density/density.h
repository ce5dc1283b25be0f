// What is asked of a density, and what answers.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "wgf/target.h"

namespace wgf {

// Memory of the asker that receives an answer. rejected[i] becomes 1 where the target has no finite value.
struct answer {
  double *log_density = nullptr;
  double *score = nullptr;
  double *hessian_vector = nullptr;
  uint8_t *rejected = nullptr;
};

// What is asked of a target: sums of wgf_target_flag. Points and vectors are particle major.
struct request {
  int32_t wants = 0;
  int64_t n = 0, d = 0, batch = -1;
  const double *x = nullptr;
  const double *v = nullptr;  // for Hessian products
  answer into{};
  int32_t may_be_missing = 0;  // of what is wanted, what an answer from outside may leave out
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

}  // namespace wgf
