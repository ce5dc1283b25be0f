#include "sampler/charts/scale_fit.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "solve/dense.h"

namespace wgf {

namespace {

using column = Eigen::VectorXd;
using array = Eigen::ArrayXd;
using row_matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr size_t most_linear = 12, most_drivers = 5, most_squares = 5;
constexpr double least_bend = 0.1;      // share of the variance
constexpr double log_normal_sd = 1.11;  // of log |N(0, 1)|

double median(array v) {
  std::nth_element(v.data(), v.data() + v.size() / 2, v.data() + v.size());
  return v[v.size() / 2];
}

// Places and scores in standard units, column by column.
struct standard_units {
  standard_units(int64_t n, int64_t d, const double *x, const double *score) : w(n, d), s(n, d), centre(static_cast<size_t>(d)), scale(static_cast<size_t>(d)) {
    const Eigen::Map<const row_matrix> places(x, n, d), scores(score, n, d);
    for (int64_t k = 0; k < d; ++k) {
      const array v = places.col(k).array();
      const double first = v[0], middle = first + (v - first).mean(), most = (v - middle).abs().maxCoeff();
      usable = usable && most > 0 && std::isfinite(most);
      if (!usable) return;
      const double sd = most * std::sqrt(((v - middle) / most).square().mean());
      centre[static_cast<size_t>(k)] = middle;
      scale[static_cast<size_t>(k)] = sd;
      w.col(k) = (v - middle) / sd;
      s.col(k) = scores.col(k) * sd;
      const double typical = median(s.col(k).array().abs());
      usable = usable && typical > 0 && std::isfinite(typical);
      if (!usable) return;
      s.col(k) /= typical;
      breathe(20.0 * static_cast<double>(n));
    }
  }

  dense_matrix w, s;
  std::vector<double> centre, scale;
  bool usable = true;
};

// How the log width of coordinate i, told by -log |score_i|, changes with coordinate j: slope(j, i), and its standard error.
struct screen {
  screen(const standard_units &u, double effective) : slope(u.w.cols(), u.w.cols()), error(u.w.cols()) {
    const Eigen::Index d = u.w.cols(), n = u.w.rows();
    dense_matrix width(n, d), square(d, d), inverse = dense_matrix::Identity(d, d);
    for (Eigen::Index i = 0; i < d; ++i) {
      array l = u.s.col(i).array().square().max(1e-300).log();
      l = l.max(median(l) - 6);
      width.col(i) = -0.5 * (l - l.mean()).matrix();
      breathe(30.0 * static_cast<double>(n));
    }
    multiply_transposed(u.w, u.w, square);
    square /= static_cast<double>(n);
    square.diagonal().array() += 0.01;
    if (!factor_in_place(square)) return;
    multiply_transposed(u.w, width, slope);
    slope /= static_cast<double>(n);
    for (dense_matrix *side : {&slope, &inverse}) {
      solve_lower(square, *side);
      solve_lower_transposed(square, *side);
    }
    error = log_normal_sd * (inverse.diagonal().array() / effective).sqrt();
    slope.diagonal().setZero();
    sound = slope.allFinite();
  }

  bool drives(Eigen::Index j) const {
    const double rest = static_cast<double>(slope.cols() - 1);
    return slope.row(j).cwiseAbs().maxCoeff() > std::max(0.2, 3.5 * error[j]) || (slope.row(j).array() / error[j]).square().sum() > rest + 4 * std::sqrt(2 * rest);
  }
  bool pair(Eigen::Index j, Eigen::Index i) const { return std::abs(slope(j, i)) > std::max(0.12, 2.5 * error[j]); }

  dense_matrix slope;
  array error;
  bool sound = false;
};

double correlation(const array &a, const array &b) {
  const array x = a - a.mean(), y = b - b.mean();
  const double size = std::sqrt(x.square().sum() * y.square().sum());
  return size > 0 ? (x * y).sum() / size : 0;
}

// The correlation of x_i with x_j^2 beyond what is linear, over half of the chains; clipped, so that no heavy tail fakes it.
double bend_of(const standard_units &u, Eigen::Index j, Eigen::Index i, int64_t chains, int64_t parity) {
  std::vector<double> along, across;
  for (Eigen::Index r = 0; r < u.w.rows(); ++r) {
    if (r % chains % 2 != parity) continue;
    along.push_back(std::clamp(u.w(r, j), -2.5, 2.5));
    across.push_back(std::clamp(u.w(r, i), -2.5, 2.5));
  }
  const Eigen::Index n = static_cast<Eigen::Index>(along.size());
  const Eigen::Map<const array> a(along.data(), n), b(across.data(), n);
  const array ac = a - a.mean(), square = a.square() - a.square().mean(), bc = b - b.mean();
  const double var = ac.square().mean();
  const array beyond = square - ac * ((square * ac).mean() / var), left = bc - ac * ((bc * ac).mean() / var);
  const double r = correlation(beyond, left);
  return std::copysign(r * r * left.square().mean() / std::max(bc.square().mean(), 1e-300), r);
}

struct structure {
  std::vector<int64_t> order;
  std::vector<std::vector<int64_t>> drivers, squares;  // of each coordinate, all before it
  int64_t driving = 0;
};

// Squares: where x_i bends along x_j in both halves of the chains.
dense_matrix bends(const standard_units &u, int64_t chains) {
  const Eigen::Index d = u.w.cols();
  dense_matrix out = dense_matrix::Zero(d, d);
  for (Eigen::Index j = 0; j < d; ++j)
    for (Eigen::Index i = 0; i < d; ++i) {
      if (i == j) continue;
      const array a = u.w.col(j).array().max(-2.5).min(2.5).square();
      breathe(20.0 * static_cast<double>(u.w.rows()));
      if (std::abs(correlation(a, u.w.col(i).array().max(-2.5).min(2.5))) < 0.3) continue;
      const double one = bend_of(u, j, i, chains, 0), other = bend_of(u, j, i, chains, 1);
      if (std::min(std::abs(one), std::abs(other)) > least_bend && (one > 0) == (other > 0)) out(j, i) = 0.5 * (std::abs(one) + std::abs(other));
    }
  return out;
}

std::vector<double> hubs(const standard_units &u) {
  const Eigen::Index d = u.w.cols();
  dense_matrix s = u.s, square(d, d);
  for (Eigen::Index k = 0; k < d; ++k) {
    s.col(k) = s.col(k).array().max(-20).min(20).matrix();
    s.col(k).array() -= s.col(k).mean();
    s.col(k) /= std::max(s.col(k).norm(), 1e-300);
  }
  multiply_transposed(s, s, square);
  const array sums = square.array().square().rowwise().sum();
  return {sums.data(), sums.data() + d};
}

// What each coordinate j does to each other i: to its log width (squared slopes), to its place (share of the variance). A ridge looks, from its side, like
// a width that differs: of two ways to see a pair the stronger.
struct influences {
  influences(const standard_units &u, const screen &seen, int64_t chains) : width(dense_matrix::Zero(u.w.cols(), u.w.cols())), place(bends(u, chains)) {
    const int64_t d = width.cols();
    for (int64_t j = 0; j < d; ++j)
      for (int64_t i = 0; i < d; ++i)
        if (i != j && seen.drives(j) && seen.pair(j, i)) width(j, i) = seen.slope(j, i) * seen.slope(j, i);
    for (int64_t j = 0; j < d; ++j)
      for (int64_t i = 0; i < d; ++i) (place(j, i) > width(i, j) ? width(i, j) : place(j, i)) = 0;
  }

  dense_matrix all() const { return width + place; }

  dense_matrix width, place;
};

// Drivers by what they give beyond what they take, then coordinates that nothing drives, then the driven, those first on which others depend.
std::vector<int64_t> ordered(const standard_units &u, const influences &found, int64_t *driving) {
  const dense_matrix all = found.all();
  const column net = all.rowwise().sum() - all.colwise().sum().transpose();
  const std::vector<double> hub = hubs(u);
  const auto rank = [&](int64_t k) { return all.row(k).maxCoeff() > 0 && net[k] > 0 ? 0 : all.col(k).maxCoeff() > 0 ? 2
                                                                                                                    : 1; };
  std::vector<int64_t> order(hub.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    if (rank(a) == 0) return net[a] > net[b];
    return hub[static_cast<size_t>(a)] > hub[static_cast<size_t>(b)];
  });
  *driving = std::count_if(order.begin(), order.end(), [&](int64_t k) { return rank(k) == 0; });
  return order;
}

// Of the coordinates before, those that act on i, the strongest first.
std::vector<int64_t> strongest(const dense_matrix &by, const std::vector<int64_t> &before, int64_t i, size_t most) {
  std::vector<int64_t> out;
  std::copy_if(before.begin(), before.end(), std::back_inserter(out), [&](int64_t j) { return by(j, i) > 0; });
  std::stable_sort(out.begin(), out.end(), [&](int64_t a, int64_t b) { return by(a, i) > by(b, i); });
  out.resize(std::min(out.size(), most));
  return out;
}

structure find_structure(const standard_units &u, const screen &seen, int64_t chains) {
  const influences found(u, seen, chains);
  structure out;
  out.order = ordered(u, found, &out.driving);
  out.drivers.resize(out.order.size());
  out.squares.resize(out.order.size());
  for (size_t at = 0; at < out.order.size(); ++at) {
    const int64_t i = out.order[at];
    const std::vector<int64_t> before(out.order.begin(), out.order.begin() + static_cast<int64_t>(at));
    out.drivers[static_cast<size_t>(i)] = strongest(found.width, before, i, most_drivers);
    out.squares[static_cast<size_t>(i)] = strongest(found.place, before, i, most_squares);
  }
  return out;
}

// Weighted least squares: coefficients of the columns of f.
column least_squares(const dense_matrix &f, const array &weight, const array &y) {
  dense_matrix weighted = f.array().colwise() * weight, square(f.cols(), f.cols()), side(f.cols(), 1);
  multiply_transposed(f, weighted, square);
  side.noalias() = weighted.transpose() * y.matrix();
  square.diagonal().array() += 1e-9 * square.diagonal().maxCoeff() + 1e-300;
  if (!factor_in_place(square)) return column::Zero(f.cols());
  solve_lower(square, side);
  solve_lower_transposed(square, side);
  return side.col(0);
}

// One coordinate: mean and log scale in turn, the latter by Fisher scoring (information 2 a row).
class regression {
 public:
  regression(const standard_units &u, int64_t i, const std::vector<int64_t> &linear, const std::vector<int64_t> &squares, const std::vector<int64_t> &drivers, const screen &seen)
      : y_(u.w.col(i).array()), mean_(u.w.rows(), static_cast<Eigen::Index>(1 + linear.size() + squares.size())), scale_(u.w.rows(), static_cast<Eigen::Index>(1 + drivers.size())),
        b_(column::Zero(scale_.cols())) {
    Eigen::Index at = 0;
    mean_.col(at++).setOnes();
    for (int64_t k : linear) mean_.col(at++) = u.w.col(k);
    for (int64_t k : squares) mean_.col(at++) = u.w.col(k).array().square();
    scale_.col(0).setOnes();
    for (size_t k = 0; k < drivers.size(); ++k) {
      scale_.col(static_cast<Eigen::Index>(k + 1)) = u.w.col(drivers[k]);
      b_[static_cast<Eigen::Index>(k + 1)] = seen.slope(drivers[k], i);
    }
  }

  void fit() {
    for (int64_t sweep = 0; sweep < 6; ++sweep) {
      const array log_scale = (scale_ * b_).array();
      const array weight = (-2 * (log_scale - log_scale.minCoeff())).exp();
      a_ = least_squares(mean_, weight, y_);
      left_ = y_ - (mean_ * a_).array();
      fit_scale();
      breathe(4.0 * static_cast<double>(y_.size() * mean_.cols() * mean_.cols()));
    }
  }

  const column &mean() const { return a_; }
  const column &log_scale() const { return b_; }

 private:
  void fit_scale() {
    for (int64_t round = 0; round < 3; ++round) {
      const array log_scale = (scale_ * b_).array();
      const array square = (left_.square() * (-2 * log_scale).exp()).min(30.0);
      const column step = least_squares(scale_, array::Ones(y_.size()), square - 1) / 2;
      b_ += step / std::max(1.0, step.cwiseAbs().maxCoeff());
    }
  }

  array y_, left_;
  dense_matrix mean_, scale_;
  column a_, b_;
};

// Of the coordinates before, those that tell most of coordinate i.
std::vector<int64_t> predictors(const standard_units &u, int64_t i, const std::vector<int64_t> &before) {
  std::vector<std::pair<double, int64_t>> found;
  for (int64_t k : before) found.emplace_back(-std::abs(correlation(u.w.col(k).array(), u.w.col(i).array())), k);
  std::stable_sort(found.begin(), found.end());
  std::vector<int64_t> out;
  for (size_t k = 0; k < std::min(found.size(), most_linear); ++k) out.push_back(found[k].second);
  return out;
}

std::vector<scale_map::term> terms(const std::vector<int64_t> &of, const column &by, Eigen::Index first) {
  std::vector<scale_map::term> out;
  for (size_t k = 0; k < of.size(); ++k) out.push_back({of[k], by[first + static_cast<Eigen::Index>(k)]});
  return out;
}

scale_map::row fitted_row(const standard_units &u, const screen &seen, const structure &s, size_t at) {
  const int64_t i = s.order[at];
  const std::vector<int64_t> &drivers = s.drivers[static_cast<size_t>(i)], &squares = s.squares[static_cast<size_t>(i)];
  const std::vector<int64_t> linear = predictors(u, i, {s.order.begin(), s.order.begin() + static_cast<int64_t>(at)});
  regression r(u, i, linear, squares, drivers, seen);
  r.fit();
  return {i, r.mean()[0], r.log_scale()[0], terms(linear, r.mean(), 1), terms(squares, r.mean(), 1 + static_cast<Eigen::Index>(linear.size())), terms(drivers, r.log_scale(), 1)};
}

// In standard units, the mean over the rows of log |det| of the map, against that of the best Gaussian.
double gain_of(const scale_map &map, const standard_units &u, const double *x) {
  const int64_t n = u.w.rows(), d = u.w.cols();
  const row_matrix w = u.w;
  affine_chart gauss(d);
  if (!gauss.learn(n, w.data())) return 0;
  std::vector<double> z(static_cast<size_t>(n * d)), y(z.size()), log_jacobian(static_cast<size_t>(n));
  map.inverse(n, x, z.data());
  map.forward(n, z.data(), y.data(), log_jacobian.data());
  return gauss.log_determinant() - map.log_determinant() - std::accumulate(log_jacobian.begin(), log_jacobian.end(), 0.0) / static_cast<double>(n);
}

}  // namespace

scale_fit fit_scale_map(int64_t snapshots, int64_t chains, int64_t d, const double *x, const double *score, scale_map *out) {
  const int64_t n = snapshots * chains;
  if (d < 2 || n < 8 * (d + 2)) return {};
  const standard_units u(n, d, x, score);
  if (!u.usable) return {};
  const screen seen(u, static_cast<double>(n) / 6);
  if (!seen.sound) return {};
  const structure s = find_structure(u, seen, chains);
  if (s.driving == 0) return {};
  std::vector<scale_map::row> rows;
  for (size_t at = 0; at < s.order.size(); ++at) rows.push_back(fitted_row(u, seen, s, at));
  scale_map map(d);
  map.set(u.centre, u.scale, std::move(rows));
  if (!map.curved() || !map.whiten(n, x)) return {};
  const double gain = gain_of(map, u, x);
  if (!std::isfinite(gain)) return {};
  *out = map;
  return {true, gain, s.driving};
}

}  // namespace wgf
