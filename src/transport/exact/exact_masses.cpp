#include "transport/exact/exact_masses.h"

#include <cmath>

#include "base/paced.h"

namespace wgf {

namespace {

constexpr double addition_ns = 20;

exact sum(const std::vector<double> &w) {
  exact total;
  in_stretches(static_cast<int64_t>(w.size()), addition_ns, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) total += w[static_cast<size_t>(i)];
  });
  return total;
}

// a / b to twice the digits: one step of Newton's.
double_double ratio(const exact &a, const exact &b) {
  const double first = a.rounded() / b.rounded();
  exact rest = a;
  // b has few parts: those of its rounding and of what that lacks.
  const double high = b.rounded(), low = (b - exact(high)).rounded();
  rest -= exact(product_of(first, high));
  rest -= exact(product_of(first, low));
  return sum_of(first, rest.rounded() / high);
}

}  // namespace

exact_masses::exact_masses(const std::vector<double> &x, const std::vector<double> &y, int64_t spare) : x_(&x), y_(&y), spare_(spare) {
  const exact of_x = sum(x), of_y = sum(y);
  total_ = of_x.rounded();
  // Each weight of a normalised cloud is off by 2^-53 of itself, and so is each sum on the way.
  const double rounding = 0x1p-52 * static_cast<double>(x.size() + y.size() + 4);
  if (std::abs(of_y.rounded() - total_) > rounding * total_) scale_ = ratio(of_x, of_y);
  exact others;
  in_stretches(static_cast<int64_t>(y.size()), 3 * addition_ns, [&](int64_t begin, int64_t end) {
    for (int64_t j = begin; j < end; ++j)
      if (j != spare) others += this->y(j);
  });
  spare_mass_ = of_x - others;
}

exact_masses::exact_masses(const integer_masses &masses) : whole_(&masses), total_(static_cast<double>(masses.total)) {}

exact exact_masses::x(int64_t i) const {
  const size_t place = static_cast<size_t>(i);
  return whole_ ? exact::whole(whole_->x[place]) : exact((*x_)[place]);
}

exact exact_masses::y(int64_t j) const {
  if (whole_) return exact::whole(whole_->y[static_cast<size_t>(j)]);
  if (j == spare_) return spare_mass_;
  const double w = (*y_)[static_cast<size_t>(j)];
  if (scale_.high == 1 && scale_.low == 0) return w;
  exact mass = product_of(w, scale_.high);
  return mass += w * scale_.low;
}

}  // namespace wgf
