#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/exp_test.cpp"
#include "hwy/foreach_target.h"
//
#include "simd/exp-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf {
namespace HWY_NAMESPACE {

template <class T>
void exp_array(T *x, size_t n) {  // n is a multiple of 16, more lanes than any vector has
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<T> d;
  for (size_t i = 0; i < n; i += hn::Lanes(d)) hn::StoreU(exp_nonpositive(d, hn::LoadU(d, x + i)), d, x + i);
}

template <class T>
void exp2_array(T *x, size_t n) {  // n is a multiple of 32
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<T> d;
  for (size_t i = 0; i < n; i += 2 * hn::Lanes(d)) {
    hn::Vec<decltype(d)> two[2] = {hn::LoadU(d, x + i), hn::LoadU(d, x + i + hn::Lanes(d))};
    exp2_nonpositive<2>(d, two);
    hn::StoreU(two[0], d, x + i);
    hn::StoreU(two[1], d, x + i + hn::Lanes(d));
  }
}

void exp_doubles(double *x, size_t n) { exp_array(x, n); }
void exp_floats(float *x, size_t n) { exp_array(x, n); }
void exp2_doubles(double *x, size_t n) { exp2_array(x, n); }
void exp2_floats(float *x, size_t n) { exp2_array(x, n); }

}  // namespace HWY_NAMESPACE
}  // namespace wgf
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "simd/dispatch.h"
#include "simd/every_isa.h"
#include "simd/ulp.h"

namespace wgf {

HWY_EXPORT(exp_doubles);
HWY_EXPORT(exp_floats);
HWY_EXPORT(exp2_doubles);
HWY_EXPORT(exp2_floats);

namespace {

void natural(double *x, size_t n) { WGF_DISPATCH(exp_doubles, x, n); }
void natural(float *x, size_t n) { WGF_DISPATCH(exp_floats, x, n); }
void binary(double *x, size_t n) { WGF_DISPATCH(exp2_doubles, x, n); }
void binary(float *x, size_t n) { WGF_DISPATCH(exp2_floats, x, n); }

// Even spacing over [low, high], then the powers of two times low, which reach down to the smallest
// arguments.
template <class T>
std::vector<T> arguments(double low, double high) {
  std::vector<T> x(1 << 20);
  const double golden = 0.6180339887498949;
  double fraction = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    fraction = std::fmod(fraction + golden, 1.0);
    const double value = low + (high - low) * fraction;
    x[i] = static_cast<T>(i % 4 != 0 ? value : std::ldexp(value, -static_cast<int>(i % 61)));
  }
  return x;
}

template <class T, class function, class reference>
double worst(double low, double high, function f, reference truth) {
  const std::vector<T> x = arguments<T>(low, high);
  std::vector<T> y = x;
  f(y.data(), y.size());
  double largest = 0;
  for (size_t i = 0; i < x.size(); ++i) largest = std::max(largest, test::ulps(y[i], truth(x[i])));
  return largest;
}

const auto natural_call = [](auto *x, size_t n) { natural(x, n); };
const auto binary_call = [](auto *x, size_t n) { binary(x, n); };
const auto natural_truth = [](long double x) { return std::exp(x); };
const auto binary_truth = [](long double x) { return std::exp2(x); };

template <class T, class function>
T at(T x, function f) {
  T values[32];
  std::fill_n(values, 32, x);
  f(values, 32);
  return values[0];
}

template <class T, class function>
void check_special_values(function f, T below, T largest_below) {
  const T infinity = std::numeric_limits<T>::infinity();
  CHECK(at(T{0}, f) == 1);
  CHECK(at(-T{0}, f) == 1);
  CHECK(at(-std::numeric_limits<T>::denorm_min(), f) == 1);
  CHECK(at(-infinity, f) == 0);
  CHECK(at(std::numeric_limits<T>::lowest(), f) == 0);
  CHECK(at(below, f) <= largest_below);
  CHECK_FALSE(std::signbit(at(below, f)));
  CHECK(std::isnan(at(std::numeric_limits<T>::quiet_NaN(), f)));
  CHECK(std::isnan(at(-std::numeric_limits<T>::quiet_NaN(), f)));
}

}  // namespace

// The bound: half an ulp of the last operation, and one or two roundings of a term of at most 0.42 before it;
// an argument reduced to |r| <= log(2)/2. Without a fused product the sum has one rounding more.
TEST_CASE("exp_nonpositive: within 1.5 ulp of the long double exponential on every instruction set") {
  test::on_every_isa([] {
    CHECK(worst<double>(-708.39, 0.0, natural_call, natural_truth) < 1.5);
    CHECK(worst<float>(-87.336, 0.0, natural_call, natural_truth) < 1.5);
    CHECK(worst<double>(-1.0, 1.0, natural_call, natural_truth) < 1.5);
    CHECK(worst<float>(-1.0, 1.0, natural_call, natural_truth) < 1.5);
  });
}

TEST_CASE("exp2_nonpositive: within 1.5 ulp of the long double power of two on every instruction set") {
  test::on_every_isa([] {
    CHECK(worst<double>(-1022.0, 0.0, binary_call, binary_truth) < 1.5);
    CHECK(worst<float>(-126.0, 0.0, binary_call, binary_truth) < 1.5);
    CHECK(worst<double>(-1.0, 1.0, binary_call, binary_truth) < 1.5);
    CHECK(worst<float>(-1.0, 1.0, binary_call, binary_truth) < 1.5);
  });
}

TEST_CASE("exp_nonpositive: zero gives one, the far left zero (exp2: or a subnormal number), NaN stays NaN") {
  test::on_every_isa([] {
    check_special_values<double>(natural_call, -708.4, 0);
    check_special_values<float>(natural_call, -87.34f, 0);
    check_special_values<double>(binary_call, -1022.1, std::numeric_limits<double>::min());
    check_special_values<float>(binary_call, -126.1f, std::numeric_limits<float>::min());
  });
}

TEST_CASE("exp_nonpositive: a NaN with a payload, such as R's NA, stays a NaN") {
  uint64_t bits = 0x7FF00000000007A2u;
  double missing;
  std::memcpy(&missing, &bits, sizeof missing);
  test::on_every_isa([=] {
    CHECK(std::isnan(at(missing, natural_call)));
    CHECK(std::isnan(at(missing, binary_call)));
  });
}

TEST_CASE("exp_nonpositive: the smallest results are normal numbers") {
  test::on_every_isa([] {
    CHECK(std::isnormal(at(-708.395, natural_call)));
    CHECK(std::isnormal(at(-87.336f, natural_call)));
    CHECK(at(-1022.0, binary_call) == std::numeric_limits<double>::min());
    CHECK(at(-126.0f, binary_call) == std::numeric_limits<float>::min());
  });
}

}  // namespace wgf

#endif  // HWY_ONCE
