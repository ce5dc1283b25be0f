#include "solve/exact.h"

#include <cmath>

namespace wgf {

double_double sum_of(double a, double b) {
  const double sum = a + b, part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

double_double product_of(double a, double b) {
  const double product = a * b;
  return {product, std::fma(a, b, -product)};
}

exact exact::whole(int64_t v) {
  constexpr int64_t half = int64_t{1} << 32;
  const int64_t low = v % half;
  exact made(static_cast<double>(v - low));
  return made += static_cast<double>(low);
}

// Theorem 10 there, without the zeros.
exact &exact::operator+=(double v) {
  size_t kept = 0;
  for (const double part : parts_) {
    const double_double sum = sum_of(v, part);
    if (sum.low != 0) parts_[kept++] = sum.low;
    v = sum.high;
  }
  parts_.resize(kept);
  if (v != 0) parts_.push_back(v);
  compress();
  return *this;
}

exact &exact::operator+=(const exact &other) {
  for (size_t k = 0; k < other.parts_.size(); ++k) *this += other.parts_[k];
  return *this;
}

exact &exact::operator-=(const exact &other) {
  if (this == &other) return *this = exact();
  for (const double part : other.parts_) *this -= part;
  return *this;
}

// Section 2.8 there: the parts then fill their digits, so that they are few.
void exact::compress() {
  if (parts_.size() < 4) return;
  size_t bottom = parts_.size() - 1;
  double rest = parts_.back();
  for (size_t k = bottom; k-- > 0;) {
    const double_double sum = sum_of(rest, parts_[k]);
    if (sum.low != 0) parts_[bottom--] = sum.high;
    rest = sum.low != 0 ? sum.low : sum.high;
  }
  parts_[bottom] = rest;
  size_t top = 0;
  for (size_t k = bottom + 1; k < parts_.size(); ++k) {
    const double_double sum = sum_of(parts_[k], rest);
    if (sum.low != 0) parts_[top++] = sum.low;
    rest = sum.high;
  }
  parts_[top] = rest;
  parts_.resize(top + 1);
}

double exact::rounded() const {
  double sum = 0;
  for (const double part : parts_) sum += part;
  return sum;
}

bool operator<(const exact &a, const exact &b) {
  const double x = a.rounded(), y = b.rounded(), apart = 0x1p-48 * (std::abs(x) + std::abs(y));
  if (y - x > apart) return true;
  if (x - y > apart) return false;
  return (a - b).sign() < 0;
}

double_double power_of_distance(int64_t d, const double *x, const double *y, int order) {
  double_double square{0, 0};
  for (int64_t k = 0; k < d; ++k) {
    const double_double apart = sum_of(x[k], -y[k]), term = product_of(apart.high, apart.high), sum = sum_of(square.high, term.high);
    const double rest = 2 * apart.high * apart.low + apart.low * apart.low;
    square = sum_of(sum.high, sum.low + (square.low + (term.low + rest)));
  }
  if (order == 2 || square.high == 0) return square;
  const double root = std::sqrt(square.high);
  const double_double back = product_of(root, root);
  return sum_of(root, ((square.high - back.high) - back.low + square.low) / (2 * root));
}

}  // namespace wgf
