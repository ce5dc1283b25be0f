#include "pair/profile.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/callback.h"
#include "pair/general/profile_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/profile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/general/profile-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class Profile, class T, size_t order>
void fill(T shape, int64_t n, const T *HWY_RESTRICT u, T *const *k) {
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  for (int64_t i = 0; i < n; i += lanes) {
    hn::Vec<decltype(d)> v[order + 1];
    Profile::template at<int{order}>(d, hn::Load(d, u + i), shape, v);
    for (size_t o = 0; o <= order; ++o) hn::Store(v[o], d, k[o] + i);
  }
}

template <class T>
void fill_any(int index, int order, T shape, int64_t n, const T *u, T *const *k) {
  using loop = void (*)(T, int64_t, const T *, T *const *);
  static constexpr loop loops[][max_order + 1] = {
#define WGF_PROFILE(name) {&fill<name, T, 0>, &fill<name, T, 1>, &fill<name, T, 2>, &fill<name, T, 3>},
#include "profiles.inc"
#undef WGF_PROFILE
  };
  loops[index][order](shape, n, u, k);
}

void fill_double(int index, int order, double shape, int64_t n, const double *u, double *const *k) {
  fill_any(index, order, shape, n, u, k);
}

void fill_float(int index, int order, float shape, int64_t n, const float *u, float *const *k) {
  fill_any(index, order, shape, n, u, k);
}

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(fill_double);
HWY_EXPORT(fill_float);

namespace {

const profile_spec *const specs[] = {
#define WGF_PROFILE(name) &HWY_STATIC_DISPATCH(name)::spec,
#include "profiles.inc"
#undef WGF_PROFILE
};

void ask_callback(const profile &p, int order, int64_t n, const double *u, double *const *k) {
  obey("kernel", [&] { return p.callback(p.user, n, u, k[0], k[1], k[2], order >= 3 ? k[3] : nullptr); });
  for (int64_t i = 0; i < n; ++i) {
    if (u[i] != 0) continue;
    for (int o = 0; o <= std::max(order, 2); ++o)
      if (!std::isfinite(k[o][i])) k[o][i] = 0;
  }
}

int wanted_order(const double *const *k) {
  int order = 0;
  for (int o = 1; o <= max_order; ++o)
    if (k[o] != nullptr) order = o;
  return order;
}

}  // namespace

int profile_count() { return static_cast<int>(sizeof specs / sizeof *specs); }

const profile_spec &profile_at(int index) { return *specs[index]; }

int find_profile(const char *name) {
  for (int i = 0; i < profile_count(); ++i)
    if (std::strcmp(specs[i]->name, name) == 0) return i;
  return -1;
}

int bounded_derivatives(const profile &p) { return p.callback != nullptr ? 0 : specs[p.index]->derivatives; }

void evaluate_tile(const profile &p, int order, int64_t n, const double *u, double *const *k) {
  if (p.callback != nullptr) return ask_callback(p, order, n, u, k);
  WGF_DISPATCH(fill_double, p.index, order, p.shape, n, u, k);
}

void evaluate_tile(const profile &p, int order, int64_t n, const float *u, float *const *k) {
  WGF_DISPATCH(fill_float, p.index, order, static_cast<float>(p.shape), n, u, k);
}

void evaluate(const profile &p, int64_t n, const double *u, double *k, double *k1, double *k2, double *k3) {
  constexpr int64_t chunk = 64, lanes = vector_bytes / static_cast<int64_t>(sizeof(double));
  alignas(vector_bytes) double padded[chunk], values[max_order + 1][chunk];
  double *const tile[] = {values[0], values[1], values[2], values[3]};
  double *const wanted[] = {k, k1, k2, k3};
  const int order = wanted_order(wanted);
  for (int64_t begin = 0; begin < n; begin += chunk) {
    const int64_t count = std::min(chunk, n - begin);
    const int64_t asked = p.callback != nullptr ? count : (count + lanes - 1) / lanes * lanes;
    std::fill_n(padded, chunk, 1.0);
    std::copy_n(u + begin, count, padded);
    evaluate_tile(p, order, asked, padded, tile);
    for (int o = 0; o <= order; ++o)
      if (wanted[o] != nullptr) std::copy_n(tile[o], count, wanted[o] + begin);
  }
}

}  // namespace wgf::pair
#endif  // HWY_ONCE
