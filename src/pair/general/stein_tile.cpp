#include "pair/general/stein_tile.h"

#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/general/stein_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/general/measured-inl.h"
#include "pair/general/profile-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

// The usual imq: with q = phi^2 = 1/(1 + u) its phi' is -phi q / 2 and its u phi'' is 3/4 phi q (1 - q).
template <class Profile, bool usual>
inline constexpr bool is_root = usual &&std::is_same_v<Profile, imq>;

// Half a group and half the rows of a register block, so that three sums a pair fit into the registers.
template <class T, class Profile, bool usual, bool even>
class stein_block {
  static constexpr size_t columns = static_cast<size_t>(group_size) / 2, vectors = row_vectors / 2;
  static constexpr size_t chains = vectors == 1 ? 2 : 1;  // three sums alone, each of two products in a row, would wait for one another
  using block = column_block<T, columns, vectors>;
  using tag = typename block::tag;
  using vector = typename block::vector;

 public:
  static HWY_INLINE int64_t rows() { return block::rows(); }

  HWY_INLINE stein_block(const stein_job<T> &job, int64_t row, int64_t y) : job_(job), row_(row), y_(y) {}

  template <distance_form how>
  HWY_INLINE void multiply() {
    const int64_t d = job_.at.d, group = y_ / group_size * group_size, within = y_ % group_size;
    const T *HWY_RESTRICT x = (how == distance_form::products ? job_.at.twice : job_.at.x) + row_, *HWY_RESTRICT y = job_.at.y + group * d + within;
    const T *HWY_RESTRICT s = job_.s + row_, *HWY_RESTRICT slope_x = job_.slope_x + row_, *HWY_RESTRICT slope_s = job_.slope_s + row_;
    const T *HWY_RESTRICT p = job_.p + group * d + within;
    if (how == distance_form::products)
      u_.start(job_.at.start + row_);
    else
      u_.clear();
    sp_.clear();
    slope_[0].start(job_.start + row_);
    if (chains > 1) slope_[chains - 1].clear();
    for (int64_t c = 0; c < d; ++c) {
      const int64_t i = c * tile_rows<T>, j = c * group_size;
      add_products<how == distance_form::differences>(x + i, slope_s + i, y + j, u_, slope_[0]);
      add_products<false>(s + i, slope_x + i, p + j, sp_, slope_[chains - 1]);
    }
    if (how == distance_form::products) u_.subtract_from(job_.at.y_norm + y_);
  }

  HWY_INLINE void add() {
    vector sum[vectors];
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) sum[v] = even ? hn::Zero(tag()) : hn::Load(tag(), job_.sum + row_ + v * block::lanes());
    WGF_UNROLL for (size_t j = 0; j < columns; ++j) {
      const T w = job_.w[y_ + static_cast<int64_t>(j)], dot = job_.p_dot[y_ + static_cast<int64_t>(j)];
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
        vector factor;
        const vector rest = value(u_.at[j][v], sp_.at[j][v], slope_at(j, v), dot, factor);
        sum[v] = hn::MulAdd(even ? factor : hn::Mul(hn::Set(tag(), w), factor), rest, sum[v]);
      }
    }
    const vector w = hn::Set(tag(), job_.w[y_]);
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
      T *to = job_.sum + row_ + v * block::lanes();
      hn::Store(even ? hn::MulAdd(w, sum[v], hn::Load(tag(), to)) : sum[v], tag(), to);
    }
  }

 private:
  HWY_INLINE vector slope_at(size_t j, size_t v) const {
    return chains > 1 ? hn::Add(slope_[0].at[j][v], slope_[chains - 1].at[j][v]) : slope_[0].at[j][v];
  }

  // Two rows with one column: the first into `to`, by products or squared differences, the second into a part of the slope.
  template <bool squares>
  HWY_INLINE void add_products(const T *HWY_RESTRICT first, const T *HWY_RESTRICT second, const T *HWY_RESTRICT y, block &to, block &slope) {
    vector a[vectors], b[vectors];
    WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
      a[v] = in_register(hn::Load(tag(), first + v * block::lanes()));
      b[v] = in_register(hn::Load(tag(), second + v * block::lanes()));
    }
    WGF_UNROLL for (size_t j = 0; j < columns; ++j) {
      const vector column = hn::Set(tag(), y[j]);
      WGF_UNROLL for (size_t v = 0; v < vectors; ++v) {
        const vector difference = hn::Sub(a[v], column);
        to.at[j][v] = squares ? hn::MulAdd(difference, difference, to.at[j][v]) : hn::MulAdd(a[v], column, to.at[j][v]);
        slope.at[j][v] = hn::MulAdd(b[v], column, slope.at[j][v]);
      }
    }
  }

  // The sum's term is factor times what is returned.
  HWY_INLINE vector value(vector u, vector sp, vector slope, T dot, vector &factor) const {
    if constexpr (is_root<Profile, usual>) {
      const T curved = T(0.75) * job_.uk2;
      factor = reciprocal_root(tag(), hn::Add(u, hn::Set(tag(), T{1})));
      const vector q = hn::Mul(factor, factor);
      return hn::MulAdd(q, hn::NegMulAdd(q, hn::Set(tag(), curved), hn::Add(slope, hn::Set(tag(), dot + curved))), sp);
    } else {
      vector k[3];
      Profile::template at<2>(tag(), u, shape_of<Profile, usual>(job_.shape), k);
      factor = hn::Set(tag(), T{1});
      const vector second = hn::Mul(hn::Mul(hn::Set(tag(), job_.uk2), u), k[2]);
      return hn::MulAdd(sp, k[0], hn::MulAdd(hn::Add(slope, hn::Set(tag(), dot)), k[1], second));
    }
  }

  const stein_job<T> &job_;
  int64_t row_, y_;
  block u_, sp_, slope_[chains];  // slope: what phi' is multiplied with, without <y, p>
};

template <class T, class Profile, bool usual, bool even, distance_form how>
void add_tile(const stein_job<T> &job) {
  using block = stein_block<T, Profile, usual, even>;
  for (int64_t row = 0; row < tile_rows<T>; row += block::rows())
    for (int64_t y = 0; y < job.at.groups * group_size; y += group_size / 2) {
      block one(job, row, y);
      one.template multiply<how>();
      one.add();
    }
}

template <class Profile, class T, bool usual, bool even>
void tile_of(const stein_job<T> &job) {
  if (job.at.how == distance_form::products)
    add_tile<T, Profile, usual, even, distance_form::products>(job);
  else
    add_tile<T, Profile, usual, even, distance_form::differences>(job);
}

template <class Profile, class T>
void stein_tile(const stein_job<T> &job) {
  if (is_usual<Profile>(job.shape) && job.even) return tile_of<Profile, T, true, true>(job);
  return is_usual<Profile>(job.shape) ? tile_of<Profile, T, true, false>(job) : tile_of<Profile, T, shapeless<Profile>, false>(job);
}

template <class T>
void any_stein_tile(const stein_job<T> &job) {
  using loop = void (*)(const stein_job<T> &);
  static constexpr loop loops[] = {
#define WGF_PROFILE(name) &stein_tile<name, T>,
#include "profiles.inc"
#undef WGF_PROFILE
  };
  loops[job.profile](job);
}

template <class Profile>
double slope_factor_of(double shape) {
  return is_root<Profile, true> && is_usual<Profile>(shape) ? -0.5 : 1;
}

double slope_factor_at(int profile, double shape) {
  using factor = double (*)(double);
  static constexpr factor factors[] = {
#define WGF_PROFILE(name) &slope_factor_of<name>,
#include "profiles.inc"
#undef WGF_PROFILE
  };
  return factors[profile](shape);
}

void stein_float(const stein_job<float> &job) { any_stein_tile(job); }
void stein_double(const stein_job<double> &job) { any_stein_tile(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(stein_float);
HWY_EXPORT(stein_double);
HWY_EXPORT(slope_factor_at);

void run(const stein_job<float> &job) { WGF_DISPATCH(stein_float, job); }
void run(const stein_job<double> &job) { WGF_DISPATCH(stein_double, job); }

double stein_slope_factor(int profile, double shape) { return WGF_DISPATCH(slope_factor_at, profile, shape); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
