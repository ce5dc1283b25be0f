// Register blocks of squared distances, and shapes of profiles known at compile time, for use inside a foreach_target region of pair/.
#if defined(WGF_PAIR_MEASURED_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef WGF_PAIR_MEASURED_INL_H
#undef WGF_PAIR_MEASURED_INL_H
#else
#define WGF_PAIR_MEASURED_INL_H
#endif

#include "hwy/highway.h"
#include "pair/general/measured_tile.h"
#include "pair/layout/registers-inl.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

template <class T>
struct measured_block : register_block<T> {
  using typename register_block<T>::tag;
  using typename register_block<T>::vector;

  HWY_INLINE void measure(const measured_tile<T> &tile, int64_t row, int64_t g) {
    measure_all(tile, row, g);
    if ((g + 1) * group_size > tile.count) keep_away(tile.count - g * group_size);
  }

 private:
  // What fills up the last group has no weight, but near a singular point phi would be infinite.
  HWY_INLINE void keep_away(int64_t from) {
    WGF_UNROLL for (size_t j = 0; j < group_size; ++j) {
      if (static_cast<int64_t>(j) < from) continue;
      WGF_UNROLL for (size_t v = 0; v < row_vectors; ++v) this->at[j][v] = hn::Set(tag(), T{1});
    }
  }

  HWY_INLINE void measure_all(const measured_tile<T> &tile, int64_t row, int64_t g) {
    const T *HWY_RESTRICT y = tile.y + g * group_size * tile.d;
    if (tile.how == distance_form::differences) {
      this->clear();
      for (int64_t c = 0; c < tile.d; ++c) this->add_square(tile.x + c * tile_rows<T> + row, y + c * group_size);
      return;
    }
    this->start(tile.start + row);
    for (int64_t c = 0; c < tile.d; ++c) this->add_product(tile.twice + c * tile_rows<T> + row, y + c * group_size);
    this->subtract_from(tile.y_norm + g * group_size);
  }
};

template <class Profile>
inline constexpr bool shapeless = *Profile::spec.shape_name == 0;

template <class Profile, class T>
HWY_INLINE bool is_usual(T shape) {
  return shapeless<Profile> || shape == static_cast<T>(Profile::spec.shape_default);
}

// With the usual shape the branches of a profile on it are gone at compile time.
template <class Profile, bool usual, class T>
HWY_INLINE T shape_of(T shape) {
  return usual ? static_cast<T>(Profile::spec.shape_default) : shape;
}

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // WGF_PAIR_MEASURED_INL_H
