// Random batches: in every step the particles are split at random into batches, and each interacts with its own batch only, whose sums are scaled up
// to the whole cloud. Unbiased; O(n m d) for batches of m. Jin, Li and Liu 2020; for SVGD: Li, Li, Liu, Liu and Lu 2020.
#include <algorithm>
#include <vector>

#include "kernels/approximation.h"
#include "kernels/part_of_cloud.h"
#include "solve/random_order.h"

namespace wgf {

namespace {

struct range {
  int64_t first, last;
  int64_t size() const { return last - first; }
};

class random_batch : public approximation {
 public:
  random_batch(radial_sums &sums, const kernel_request &r)
      : sums_(sums), batch_(r.options.integer("batch_size")), rows_(r.n), own_(r.n), other_(r.m), own_part_(most(r.n), r.d, true),
        other_part_(most(r.m), r.d, false) {
    for (std::vector<double> *v : {&x_, &out_, &room_}) v->resize(static_cast<size_t>(most(r.n) * r.d));
  }

  void drift(const drift_sum &f, int64_t n, const double *x, const step_of_run &now, double *out) override {
    const stream random = now.draw(purpose::batch);
    rows_.draw(random, 0, n);
    if (x != f.own.x) own_.draw(random, 1, f.own.n);
    if (!f.p) other_.draw(random, 2, f.other.n);
    for (int64_t b = 0; b < batches(n); ++b) {
      sums_.pool.check();
      add_batch(f, x, b, batch(b, n), out);
    }
  }

 private:
  int64_t most(int64_t n) const { return std::min(n, 2 * batch_); }
  int64_t batches(int64_t n) const { return std::max<int64_t>(1, n / batch_); }

  // Number b, taken round and round, of the batches of n particles.
  range batch(int64_t b, int64_t n) const {
    const int64_t count = batches(n), at = b % count;
    return {at * n / count, (at + 1) * n / count};
  }

  void add_batch(const drift_sum &f, const double *x, int64_t b, range rows, double *out) {
    const int64_t d = sums_.d;
    for (int64_t r = 0; r < rows.size(); ++r) std::copy_n(x + rows_[rows.first + r] * d, d, x_.data() + r * d);
    const double others = x == f.own.x ? take_companions(f, rows) : take(f.own, f.p, own_, batch(b, f.own.n), own_part_);
    if (!f.p) take(f.other, nullptr, other_, batch(b, f.other.n), other_part_);
    sums_.drift({own_part_.view(), f.p ? own_part_.payload() : nullptr, other_part_.view()}, rows.size(), x_.data(), out_.data(), room_.data());
    if (f.p && x == f.own.x) correct_self(f, rows, others);
    for (int64_t r = 0; r < rows.size(); ++r) std::copy_n(out_.data() + r * d, d, out + rows_[rows.first + r] * d);
  }

  // A batch of another cloud: each of its particles is in it with probability size/n.
  static double take(const cloud &c, const double *p, const random_order &order, range batch, part_of_cloud &to) {
    const double factor = static_cast<double>(c.n) / static_cast<double>(batch.size());
    to.clear();
    for (int64_t r = batch.first; r < batch.last; ++r) to.add(c, p, order[r], factor);
    return factor;
  }

  // The rows' own batch: a particle is in it itself, and each other with probability (size - 1)/(n - 1).
  double take_companions(const drift_sum &f, range rows) {
    const double factor = rows.size() > 1 ? static_cast<double>(f.own.n - 1) / static_cast<double>(rows.size() - 1) : 1;
    own_part_.clear();
    for (int64_t r = rows.first; r < rows.last; ++r) own_part_.add(f.own, f.p, rows_[r], factor);
    return factor;
  }

  // Of a particle with itself Stein's sum has w k(0) p, which was scaled up with the others.
  void correct_self(const drift_sum &f, range rows, double factor) {
    const double height = sums_.at(0);
    for (int64_t r = 0; r < rows.size(); ++r) {
      const int64_t i = rows_[rows.first + r];
      if (f.own.w[i] == 0) continue;
      for (int64_t c = 0; c < sums_.d; ++c) out_[static_cast<size_t>(r * sums_.d + c)] -= (factor - 1) * f.own.w[i] * height * f.p[i * sums_.d + c];
    }
  }

  radial_sums &sums_;
  int64_t batch_;
  random_order rows_, own_, other_;
  part_of_cloud own_part_, other_part_;
  std::vector<double> x_, out_, room_;
};

std::unique_ptr<approximation> make(radial_sums &sums, const kernel_request &r) { return std::make_unique<random_batch>(sums, r); }

}  // namespace

const approximation_spec &approximation_random_batch() {
  static const approximation_spec spec{
      .name = "random_batch",
      .summary = "within random batches, unbiased, for any kernel.",
      .options = {integer_option("batch_size", 1000, 2, int64_t{1} << 31, "random_batch: particles in a batch.")},
      .unbiased = true,
      .make = make,
  };
  return spec;
}

}  // namespace wgf
