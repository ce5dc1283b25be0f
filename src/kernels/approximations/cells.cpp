// Truncation on a grid: pairs farther apart than a radius, beyond which the kernel is below `cutoff` of its height, are left out; the others are found
// by cells half as wide as the radius. The kernel that is left is off by at most `cutoff` of its height anywhere. For narrow kernels, d <= 3:
// O(n times the particles within a radius). Memory O(n d).
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/approximation.h"
#include "kernels/cell_grid.h"
#include "kernels/part_of_cloud.h"

namespace wgf {

namespace {

constexpr int64_t enough_rows = 512;
constexpr double longest_radius = 1e3;  // in bandwidths; kernels with a longer one are not cut off

// Where the kernel falls below `cutoff` of its height, in bandwidths; infinite when it does nowhere near.
double radius_of(const radial_sums &sums, double cutoff) {
  const double floor = cutoff * sums.at(0);
  const auto gone = [&](double away) { return sums.at(away) <= floor; };
  if (!(floor > 0) || !gone(longest_radius)) return std::numeric_limits<double>::infinity();
  double near = 0, far = longest_radius;
  while (far - near > 1e-3 * far) (gone((near + far) / 2) ? far : near) = (near + far) / 2;
  return far;
}

struct span {
  int64_t first, last;
};

class cell_sums : public approximation {
 public:
  cell_sums(radial_sums &sums, const kernel_request &r)
      : sums_(sums), radius_(radius_of(sums, r.options.real("cutoff"))), rows_(std::max(r.n, r.m), r.d), own_(std::max(r.n, r.m), r.d),
        other_(std::max(r.n, r.m), r.d), own_part_(r.n, r.d, true), other_part_(r.m, r.d, false) {
    for (std::vector<double> *v : {&x_, &out_, &room_}) v->resize(static_cast<size_t>(r.n * r.d));
  }

  void drift(const drift_sum &f, int64_t n, const double *x, const step_of_run &, double *out) override {
    grid_ = cell_grid::around(n, sums_.d, x, radius());
    rows_.sort(grid_, n, x);
    if (x != f.own.x) own_.sort(grid_, f.own.n, f.own.x);
    if (!f.p) other_.sort(grid_, f.other.n, f.other.x);
    for (int64_t line = 0; line < grid_.lines(); ++line) add_line(f, x, line, out);
  }

 private:
  std::array<double, 3> radius() const {
    std::array<double, 3> r{};
    for (size_t c = 0; c < static_cast<size_t>(sums_.d); ++c) r[c] = radius_ * sums_.length * (sums_.scale.empty() ? 1 : sums_.scale[c]);
    return r;
  }

  size_t last_coordinate() const { return static_cast<size_t>(sums_.d - 1); }
  int64_t length() const { return grid_.cells[last_coordinate()]; }

  // Stretches of cells of one line with enough particles each.
  void add_line(const drift_sum &f, const double *x, int64_t line, double *out) {
    const int64_t begin = line * length(), end = begin + length();
    for (int64_t first = begin, last; first < end; first = last) {
      last = first + 1;
      while (last < end && rows_.end(last - 1) - rows_.begin(first) < enough_rows) ++last;
      if (rows_.end(last - 1) > rows_.begin(first)) add_stretch(f, x, line, {first - begin, last - begin}, out);
    }
  }

  void add_stretch(const drift_sum &f, const double *x, int64_t line, span cells, double *out) {
    sums_.pool.check();
    const int64_t d = sums_.d, first = rows_.begin(line * length() + cells.first), n = rows_.end(line * length() + cells.last - 1) - first;
    gather(f.own, f.p, x == f.own.x ? rows_ : own_, line, cells, own_part_);
    if (!f.p) gather(f.other, nullptr, other_, line, cells, other_part_);
    for (int64_t r = 0; r < n; ++r) std::copy_n(x + rows_[first + r] * d, d, x_.data() + r * d);
    sums_.drift({own_part_.view(), f.p ? own_part_.payload() : nullptr, other_part_.view()}, n, x_.data(), out_.data(), room_.data());
    for (int64_t r = 0; r < n; ++r) std::copy_n(out_.data() + r * d, d, out + rows_[first + r] * d);
  }

  // The particles of c within reach of these cells of a line.
  void gather(const cloud &c, const double *p, const cell_order &order, int64_t line, span cells, part_of_cloud &to) const {
    const int64_t reach = grid_.reach[last_coordinate()];
    const span along{std::max<int64_t>(0, cells.first - reach), std::min(length(), cells.last + reach)};
    const int64_t second = sums_.d == 3 ? grid_.cells[1] : 1;
    const span a = sums_.d >= 2 ? near(line / second, 0) : span{0, 1}, b = sums_.d == 3 ? near(line % second, 1) : span{0, 1};
    to.clear();
    for (int64_t i = a.first; i < a.last; ++i)
      for (int64_t j = b.first; j < b.last; ++j) {
        const int64_t start = (i * second + j) * length();
        for (int64_t at = order.begin(start + along.first); at < order.end(start + along.last - 1); ++at) to.add(c, p, order[at], 1);
      }
  }

  span near(int64_t at, size_t coordinate) const {
    const int64_t reach = grid_.reach[coordinate];
    return {std::max<int64_t>(0, at - reach), std::min(grid_.cells[coordinate], at + reach + 1)};
  }

  radial_sums &sums_;
  double radius_;  // in bandwidths
  cell_grid grid_;
  cell_order rows_, own_, other_;
  part_of_cloud own_part_, other_part_;
  std::vector<double> x_, out_, room_;
};

std::unique_ptr<approximation> make(radial_sums &sums, const kernel_request &r) {
  require(r.d <= 3, WGF_E_UNSUPPORTED, "approximation \"cells\" is for up to 3 dimensions; in more, take \"nystrom\" or \"random_batch\"");
  return std::make_unique<cell_sums>(sums, r);
}

}  // namespace

const approximation_spec &approximation_cells() {
  static const approximation_spec spec{
      .name = "cells",
      .summary = "without the pairs where the kernel has died out, for narrow kernels in up to 3 dimensions.",
      .options = {real_option("cutoff", 1e-4, 0, 1, "cells: pairs are left out where the kernel is below this part of its value at distance 0; 0 leaves out none.")},
      .make = make,
  };
  return spec;
}

}  // namespace wgf
