// What a run recorded: iterations x chains x coordinates on the user's scale. Every particle is a chain.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/archive.h"
#include "diagnostics/statistics.h"
#include "diagnostics/verdict/verdict.h"

namespace wgf {

class context;

struct draws {
  std::shared_ptr<context> owner;  // is asked while they are summarised or written
  int64_t iterations = 0, chains = 0, d = 0;
  bool independent = true;          // each particle is a Markov chain; else an iteration is one cloud of particles that saw each other
  int64_t every = 1;                // steps from one iteration to the next
  int64_t lost = 0;                 // chains that the sampler called lost when the draws were taken
  std::vector<double> x;            // row iteration*chains + chain
  std::vector<double> log_density;  // per row; empty when unknown
  std::vector<double> log_weights;  // per row; empty while all have been equal
  std::vector<double> times;        // per iteration
  std::vector<std::string> names;
  stats::run_facts facts;  // for the verdict

  stats::series coordinate(int64_t k) const { return {x.data() + k, iterations, chains, chains * d, d}; }
};

// Grows a `draws` up to a number of iterations fixed at bind. When it is full every second iteration goes, and from then on half as many come:
// what is kept is always spread evenly over the whole run.
class recorder {
 public:
  // Allocates all of it. Fails with WGF_E_MEMORY above max_bytes, naming the size. every: steps between iterations, 0 for never.
  void prepare(int64_t limit, int64_t every, const draws &empty, bool with_log_density, double max_bytes);

  // The weights of the particles from the next iteration on. The first that are not equal take memory for all rows.
  void weigh(const std::vector<double> &w);
  bool wants(int64_t step) const { return kept_.every > 0 && step > 0 && step % kept_.every == 0; }  // step: after the warm-up
  void restart();                                                                                    // as prepare left it
  bool full() const { return kept_.iterations == limit_; }
  void thin();
  double *next_rows() { return kept_.x.data() + kept_.iterations * kept_.chains * kept_.d; }
  void commit(double time, const double *log_density);
  draws copy() const;  // only what was recorded
  void archive(wgf::archive &bytes);
  int64_t bytes_left() const;  // that archive can still grow by
  const draws &kept() const { return kept_; }

 private:
  int64_t rows() const { return kept_.iterations * kept_.chains; }
  void need_log_weights();
  void keep_iteration(int64_t from, int64_t to);
  void require_room(double numbers_per_row) const;

  draws kept_;
  int64_t limit_ = 0, every_ = 1;  // every_: as it was asked for
  double max_bytes_ = 0;
  std::vector<double> now_;  // log weight of each particle
};

void write_csv(const draws &d, const std::string &path);

}  // namespace wgf
