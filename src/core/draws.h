// What a run recorded: iterations x chains x coordinates on the user's scale. Every particle is a chain.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/archive.h"
#include "core/statistics.h"

namespace wgf {

class context;

struct draws {
  std::shared_ptr<context> owner;  // is asked while they are summarised or written
  int64_t iterations = 0, chains = 0, d = 0;
  std::vector<double> x;            // row iteration*chains + chain
  std::vector<double> log_density;  // per row; empty when unknown
  std::vector<double> log_weights;  // per chain; empty for equal weights
  std::vector<double> times;        // per iteration
  std::vector<std::string> names;

  stats::series coordinate(int64_t k) const { return {x.data() + k, iterations, chains, chains * d, d}; }
};

// Grows a `draws` up to a number of iterations fixed at bind; what comes later is counted, not kept.
class recorder {
 public:
  // Allocates all of it. Fails with WGF_E_MEMORY above max_bytes, naming the size.
  void prepare(int64_t limit, int64_t chains, int64_t d, bool with_log_density, double max_bytes);
  bool full() const { return kept_.iterations == limit_; }
  double *next_rows() { return kept_.x.data() + kept_.iterations * kept_.chains * kept_.d; }
  void commit(double time, const double *log_density);
  void count_dropped() { ++dropped_; }
  int64_t dropped() const { return dropped_; }
  draws copy() const;  // only what was recorded
  void archive(wgf::archive &bytes);
  int64_t bytes_left() const;  // that archive can still grow by
  const draws &kept() const { return kept_; }
  std::vector<std::string> &names() { return kept_.names; }
  std::vector<double> &log_weights() { return kept_.log_weights; }

 private:
  draws kept_;
  int64_t limit_ = 0, dropped_ = 0;
};

void write_csv(const draws &d, const std::string &path);

}  // namespace wgf
