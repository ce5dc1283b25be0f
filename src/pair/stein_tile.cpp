#include "pair/stein_tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/stein_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/measured-inl.h"
#include "pair/profile-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class T, class Profile, bool usual>
class stein_block {
 public:
  explicit HWY_INLINE stein_block(const stein_job<T> &job) : job_(job) {}

  HWY_INLINE void add(int64_t row, int64_t g) {
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) sum_[v] = hn::Load(tag(), job_.sum + row + v * lanes());
    add_profile(row, g);
    add_score_products(row, g);
    add_crossed_products(row, g);
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) hn::Store(sum_[v], tag(), job_.sum + row + v * lanes());
  }

 private:
  using block = measured_block<T>;
  using tag = typename block::tag;
  using vector = typename block::vector;
  static HWY_INLINE size_t lanes() { return block::lanes(); }

  // Also keeps w kp phi and w k1q phi' for the products.
  HWY_INLINE void add_profile(int64_t row, int64_t g) {
    block u;
    u.measure(job_.at, row, g);
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      const T w = job_.w[g * group_size + static_cast<int64_t>(j)];
      WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
        vector k[3];
        Profile::template at<2>(tag(), u.at[j][v], shape_of<Profile, usual>(job_.shape), k);
        const vector second = hn::Mul(hn::Set(tag(), w * job_.uk2), u.at[j][v]);
        sum_[v] = hn::MulAdd(second, k[2], hn::MulAdd(hn::Set(tag(), w * job_.k1), k[1], sum_[v]));
        hn::Store(hn::Mul(hn::Set(tag(), w * job_.kp), k[0]), tag(), place(with_scores_, j, v));
        hn::Store(hn::Mul(hn::Set(tag(), w * job_.k1q), k[1]), tag(), place(with_crossed_, j, v));
      }
    }
  }

  HWY_INLINE void add_score_products(int64_t row, int64_t g) {
    const T *HWY_RESTRICT p = job_.p + g * group_size * job_.at.d;
    block product;
    product.clear();
    for (int64_t c = 0; c < job_.at.d; ++c) product.add_product(job_.s + c * tile_rows<T> + row, p + c * group_size);
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v)
          sum_[v] = hn::MulAdd(product.at[j][v], hn::Load(tag(), place(with_scores_, j, v)), sum_[v]);
    }
  }

  // <x - y, s - p> = <x, s> + <y, p> less the products of [x, s] with [p, y].
  HWY_INLINE void add_crossed_products(int64_t row, int64_t g) {
    const int64_t columns = 2 * job_.at.d;
    const T *HWY_RESTRICT p = job_.p_crossed + g * group_size * columns, *HWY_RESTRICT p_dot = job_.p_dot + g * group_size;
    block product;
    product.clear();
    for (int64_t c = 0; c < columns; ++c) product.add_product(job_.s_crossed + c * tile_rows<T> + row, p + c * group_size);
    WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) {
      const vector dot = hn::Load(tag(), job_.s_dot + row + v * lanes());
      WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
        const vector crossed = hn::Sub(hn::Add(dot, hn::Set(tag(), p_dot[j])), product.at[j][v]);
        sum_[v] = hn::MulAdd(crossed, hn::Load(tag(), place(with_crossed_, j, v)), sum_[v]);
      }
    }
  }

  static HWY_INLINE T *place(T *kept, size_t j, size_t v) { return kept + (j * row_vectors + v) * lanes(); }

  const stein_job<T> &job_;
  vector sum_[row_vectors];
  HWY_ALIGN T with_scores_[group_size * tile_rows<T>];
  HWY_ALIGN T with_crossed_[group_size * tile_rows<T>];
};

template <class Profile, class T, bool usual>
void tile_of(const stein_job<T> &job) {
  stein_block<T, Profile, usual> block(job);
  for (int64_t row = 0; row < tile_rows<T>; row += register_block<T>::rows())
    for (int64_t g = 0; g < job.at.groups; ++g) block.add(row, g);
}

template <class Profile, class T>
void stein_tile(const stein_job<T> &job) {
  return is_usual<Profile>(job.shape) ? tile_of<Profile, T, true>(job) : tile_of<Profile, T, shapeless<Profile>>(job);
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

void stein_float(const stein_job<float> &job) { any_stein_tile(job); }
void stein_double(const stein_job<double> &job) { any_stein_tile(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(stein_float);
HWY_EXPORT(stein_double);

void run(const stein_job<float> &job) { WGF_DISPATCH(stein_float, job); }
void run(const stein_job<double> &job) { WGF_DISPATCH(stein_double, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
