#include "core/ensemble.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/paced.h"
#include "base/text.h"

namespace wgf {

namespace {

// Checked before the product of the two can overflow.
size_t checked_size(int64_t n, int64_t d) {
  if (n < 1) fail(WGF_E_ARGUMENT, "n is " + std::to_string(n) + "; allowed is at least 1");
  if (d < 1) fail(WGF_E_ARGUMENT, "d is " + std::to_string(d) + "; allowed is at least 1");
  if (n > std::numeric_limits<int64_t>::max() / 8 / d)
    fail(WGF_E_MEMORY, std::to_string(n) + " particles in " + std::to_string(d) + " dimensions do not fit in memory");
  return static_cast<size_t>(n * d);
}

std::vector<double> origin(int64_t n, int64_t d) {
  checked_size(n, d);
  std::vector<double> x;
  resize(x, n * d);
  return x;
}

std::vector<double> equal_weights(int64_t n) {
  std::vector<double> w;
  resize(w, n);
  in_stretches(n, 1, [&](int64_t begin, int64_t end) { std::fill(w.data() + begin, w.data() + end, 1 / static_cast<double>(n)); });
  return w;
}

std::shared_ptr<target> with_fixed_coordinates(std::shared_ptr<target> t) {
  t->fix_coordinates();
  return t;
}

}  // namespace

std::vector<std::string> default_names(int64_t d) {
  std::vector<std::string> names;
  names.reserve(static_cast<size_t>(d));
  for (int64_t k = 1; k <= d; ++k) {
    names.push_back("x[" + std::to_string(k) + "]");
    breathe(50);
  }
  return names;
}

ensemble::ensemble(std::shared_ptr<context> owner_, int64_t n_, int64_t d_)
    : owner(std::move(owner_)), n(n_), d(d_), x(origin(n, d)), w(equal_weights(n)), names(default_names(d)), order(owner->count_handle(seeded::ensemble)) {}

ensemble::ensemble(std::shared_ptr<target> home_, int64_t n_)
    : owner(home_->owner()),
      home(with_fixed_coordinates(std::move(home_))),
      n(n_),
      d(home->dim()),
      x(origin(n, d)),
      w(equal_weights(n)),
      names(home->names()),
      order(owner->count_handle(seeded::ensemble)) {}

void ensemble::to_user(double *user_x) const {
  if (home)
    home->coordinates().constrain(n, x.data(), user_x);
  else
    copy(x.data(), n * d, user_x);
}

void ensemble::from_user(const double *user_x) {
  const transform map = home ? home->coordinates() : transform(d);
  std::vector<double> moved;
  resize(moved, n * d);
  int64_t row = 0, coordinate = 0;
  if (!map.unconstrain(n, user_x, moved.data(), &row, &coordinate)) {
    const double value = user_x[row * user_dim() + coordinate];
    fail(WGF_E_ARGUMENT, "particle " + std::to_string(row) + " has " + names[static_cast<size_t>(coordinate)] + " = " +
                             to_text(value) + "; allowed is " +
                             (std::isfinite(value) ? "a value inside the target's bounds" : "a finite number"));
  }
  place(moved);
  ++revision;
}

void ensemble::place(const std::vector<double> &moved) {
  const unbroken whole;
  copy(moved.data(), n * d, x.data());  // borrowed addresses stay valid
}

namespace {

stream initial_stream(ensemble &e) { return {e.owner->seed_of(seeded::ensemble, &e.order), e.draws, purpose::initial}; }

template <class Map>
void each_of(std::vector<double> &x, Map map) {
  in_stretches(static_cast<int64_t>(x.size()), 1, [&](int64_t begin, int64_t end) { std::transform(x.data() + begin, x.data() + end, x.data() + begin, map); });
}

void commit(ensemble &e, const std::vector<double> &x, uint64_t draws) {
  e.place(x);
  e.draws += draws;
  ++e.revision;
}

}  // namespace

void init_normal(ensemble &e, double mean, double sd) {
  require(std::isfinite(mean), WGF_E_ARGUMENT, "mean is not finite");
  if (!(sd >= 0 && std::isfinite(sd))) fail(WGF_E_ARGUMENT, "sd is " + to_text(sd) + "; allowed is 0 or more, finite");
  std::vector<double> x;
  resize(x, e.n * e.d);
  normals(initial_stream(e), 0, e.n, e.d, x.data());
  each_of(x, [=](double value) { return mean + sd * value; });
  commit(e, x, 1);
}

void init_uniform(ensemble &e, double lower, double upper) {
  if (!(lower < upper && std::isfinite(upper - lower)))
    fail(WGF_E_ARGUMENT, "lower is " + to_text(lower) + " and upper is " + to_text(upper) +
                             "; allowed is lower < upper, both finite");
  std::vector<double> x;
  resize(x, e.n * e.d);
  uniforms(initial_stream(e), 0, e.n, e.d, x.data());
  each_of(x, [=](double value) { return lower + (upper - lower) * value; });
  commit(e, x, 1);
}

namespace {

constexpr uint64_t attempts = 100;

// Draws the particles in `rows` again, uniformly on (-2, 2), and keeps in `rows` those that the target rejects.
class finite_start {
 public:
  finite_start(ensemble &e, target &t, workers &pool, std::vector<double> &x)
      : e_(e),
        t_(t),
        pool_(pool),
        x_(x),
        points_(x.size()),
        log_density_(e.w.size()),
        score_(x.size()),
        marks_(e.w.size()),
        rows_(e.w.size()) {
    std::iota(rows_.begin(), rows_.end(), int64_t{0});
  }

  // The number of rounds that it took.
  uint64_t draw() {
    uint64_t round = 0;
    while (!rows_.empty() && round < attempts) try_once(round++);
    if (!rows_.empty()) fail_start();
    return round;
  }

 private:
  void try_once(uint64_t round) {
    stream random = initial_stream(e_);
    random.step += round;
    double *point = points_.data();
    for (const int64_t i : rows_) {
      uniforms(random, i, 1, e_.d, point);
      std::transform(point, point + e_.d, point, [](double u) { return -2 + 4 * u; });
      point += e_.d;
    }
    const int32_t wants = WGF_SCORE | (t_.provides() & WGF_LOG_DENSITY);
    t_.respond({wants, static_cast<int64_t>(rows_.size()), e_.d, -1, points_.data(), nullptr, {log_density_.data(), score_.data(), nullptr, marks_.data()}},
               pool_);
    keep_accepted();
  }

  void keep_accepted() {
    size_t left = 0;
    for (size_t r = 0; r < rows_.size(); ++r) {
      const int64_t i = rows_[r];
      if (marks_[r])
        rows_[left++] = i;
      else
        std::copy_n(points_.data() + static_cast<int64_t>(r) * e_.d, e_.d, x_.data() + i * e_.d);
    }
    rows_.resize(left);
  }

  [[noreturn]] void fail_start() {
    const std::string &message = t_.rejected().message;
    fail(WGF_E_NUMERIC, std::to_string(rows_.size()) + " of " + std::to_string(e_.n) +
                            " particles found no finite log density and score in " + std::to_string(attempts) +
                            " draws from (-2, 2)" + (message.empty() ? "" : "; the first message was: " + message));
  }

  ensemble &e_;
  target &t_;
  workers &pool_;
  std::vector<double> &x_, points_, log_density_, score_;
  std::vector<uint8_t> marks_;
  std::vector<int64_t> rows_;
};

}  // namespace

void init_target(ensemble &e, target &t) {
  if (t.dim() != e.d)
    fail(WGF_E_ARGUMENT, "the target has " + std::to_string(t.dim()) +
                             " unconstrained dimensions and the ensemble has " + std::to_string(e.d));
  require(!t.is_external(), WGF_E_STATE,
          "a target without a callback cannot draw particles; use wgf_ensemble_init_uniform");
  workers pool = e.owner->make_workers();
  watch cancellation(*e.owner, pool);
  cancellation.check();
  std::vector<double> x;
  resize(x, e.n * e.d);
  uint64_t draws = 1;
  if (!t.sample(initial_stream(e), e.n, x.data(), pool)) draws = finite_start(e, t, pool, x).draw();
  commit(e, x, draws);
}

}  // namespace wgf
