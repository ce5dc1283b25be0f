#include "pair/layout/layout_tile.h"

#include "pair/general/tile.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "pair/layout/layout_tile.cpp"
#include "hwy/foreach_target.h"
#include "hwy/highway.h"
#include "pair/layout/registers-inl.h"
#include "simd/dispatch.h"

HWY_BEFORE_NAMESPACE();
namespace wgf::pair::HWY_NAMESPACE {

constexpr size_t widest = HWY_LANES(double) < 8 ? HWY_LANES(double) : 8;

template <size_t side>
using square_tag = hn::FixedTag<double, side>;
template <size_t side>
using square_vector = hn::Vec<square_tag<side>>;

HWY_INLINE void transpose(square_vector<1> (&)[1]) {}

#if HWY_TARGET != HWY_SCALAR

template <class D, class V>
HWY_INLINE void swap_lanes(D d, V &a, V &b) {
  const V lower = hn::InterleaveLower(d, a, b);
  b = hn::InterleaveUpper(d, a, b);
  a = lower;
}

HWY_INLINE void transpose(square_vector<2> (&row)[2]) { swap_lanes(square_tag<2>(), row[0], row[1]); }

#endif

#if HWY_MAX_BYTES >= 32

template <class D, class V>
HWY_INLINE void swap_halves(D d, V &a, V &b) {
  const V lower = hn::ConcatLowerLower(d, b, a);
  b = hn::ConcatUpperUpper(d, b, a);
  a = lower;
}

HWY_INLINE void transpose(square_vector<4> (&row)[4]) {
  const square_tag<4> d;
  WGF_UNROLL for (size_t r = 0; r < 4; r += 2) swap_lanes(d, row[r], row[r + 1]);
  WGF_UNROLL for (size_t r = 0; r < 2; ++r) swap_halves(d, row[r], row[r + 2]);
}

#endif

#if HWY_MAX_BYTES >= 64

template <class V>
HWY_INLINE void swap_pairs(V &a, V &b) {
  const V lower = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a);
  b = hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a));
  a = lower;
}

HWY_INLINE void transpose(square_vector<8> (&row)[8]) {
  const square_tag<8> d;
  WGF_UNROLL for (size_t r = 0; r < 8; r += 2) swap_lanes(d, row[r], row[r + 1]);
  WGF_UNROLL for (size_t r = 0; r < 4; ++r) swap_pairs(row[r / 2 * 4 + r % 2], row[r / 2 * 4 + r % 2 + 2]);
  WGF_UNROLL for (size_t r = 0; r < 4; ++r) swap_halves(d, row[r], row[r + 4]);
}

#endif

// Calls to.add(c, v) for every c < width, v the numbers c of the rows. The last square may overlap the one before.
template <size_t side, class To>
HWY_INLINE void turn_square_rows(const double *const (&row)[side], int64_t width, To &to) {
  constexpr int64_t step = static_cast<int64_t>(side);
  for (int64_t c = 0; c < width; c += step) {
    const int64_t at = HWY_MIN(c, width - step), again = c - at;
    square_vector<side> square[side];
    WGF_UNROLL for (size_t r = 0; r < side; ++r) square[r] = hn::LoadU(square_tag<side>(), row[r] + at);
    transpose(square);
    WGF_UNROLL for (size_t k = 0; k < side; ++k) {
      if (static_cast<int64_t>(k) >= again) to.add(at + static_cast<int64_t>(k), square[k]);
    }
  }
}

#if HWY_MAX_BYTES >= 32

// Numbers c and c + 1 of rows i, i + 2, ...
template <size_t side>
HWY_INLINE square_vector<side> every_other(const double *const *row, int64_t c) {
  if constexpr (side == 2)
    return hn::LoadU(square_tag<2>(), row[0] + c);
  else
    return hn::Combine(square_tag<side>(), every_other<side / 2>(row + side / 2, c), every_other<side / 2>(row, c));
}

// The same two c at a time, where the rows are too short for a square.
template <size_t side, class To>
HWY_INLINE void turn_narrow_rows(const double *const (&row)[side], int64_t width, To &to) {
  const square_tag<side> d;
  for (int64_t c = 0; c < width; c += 2) {
    const int64_t at = HWY_MIN(c, width - 2);
    const auto even = every_other<side>(row, at), odd = every_other<side>(row + 1, at);
    if (at == c) to.add(at, hn::InterleaveLower(d, even, odd));
    to.add(at + 1, hn::InterleaveUpper(d, even, odd));
  }
}

#else

template <size_t side, class To>
HWY_INLINE void turn_narrow_rows(const double *const (&)[side], int64_t, To &) {}

#endif

// `side` rows at a time from r on, the last time perhaps with fewer rows, but more than `fewest`. Returns the next row.
template <template <class, size_t> class To, size_t side, class Job>
HWY_INLINE int64_t turn_squares(const Job &job, const rows_of &rows, int64_t first, int64_t r, int64_t end, size_t fewest) {
  if (rows.width == 1 && side > 1) return r;
  while (end - r > static_cast<int64_t>(fewest)) {
    const size_t count = HWY_MIN(side, static_cast<size_t>(end - r));
    const double *row[side];
    WGF_UNROLL for (size_t i = 0; i < side; ++i) row[i] = rows[r + static_cast<int64_t>(HWY_MIN(i, count - 1))];
    To<Job, side> to(job, first, r, count);
    if (rows.width >= static_cast<int64_t>(side))
      turn_square_rows<side>(row, rows.width, to);
    else if constexpr (side > 2)
      turn_narrow_rows<side>(row, rows.width, to);
    to.end();
    r += static_cast<int64_t>(count);
  }
  return r;
}

template <template <class, size_t> class To, class Job>
HWY_INLINE void turn_rows(const Job &job, const rows_of &rows, int64_t first, int64_t end) {
  int64_t r = first;
  if constexpr (widest >= 8) r = turn_squares<To, 8>(job, rows, first, r, end, 4);
  if constexpr (widest >= 4) r = turn_squares<To, 4>(job, rows, first, r, end, 3);
  if constexpr (widest >= 2) r = turn_squares<To, 2>(job, rows, first, r, end, 1);
  turn_squares<To, 1>(job, rows, first, r, end, 0);
}

// In floats. One number by itself: the instruction for vectors would round what lies above it too, and raise an exception for it.
template <class V>
HWY_INLINE auto demoted(V v) {
  using tag = hn::DFromV<V>;
  const hn::Rebind<float, tag> narrow;
  if constexpr (hn::MaxLanes(tag()) == 1)
    return hn::Set(narrow, static_cast<float>(hn::GetLane(v)));
  else
    return hn::DemoteTo(narrow, v);
}

// The first `count` lanes; only squares of 8 have fewer than all.
template <size_t side>
class first_lanes {
 public:
  using tag = square_tag<side>;
  using vector = square_vector<side>;

  explicit HWY_INLINE first_lanes(size_t count) : whole_(side < 8 || count == side), mask_(hn::FirstN(tag(), count)), narrow_mask_(hn::FirstN(narrow(), count)) {}

  HWY_INLINE vector load(const double *from) const { return whole_ ? hn::LoadU(tag(), from) : hn::MaskedLoad(mask_, tag(), from); }
  HWY_INLINE void store(vector v, double *to) const {
    if (whole_)
      hn::StoreU(v, tag(), to);
    else
      hn::BlendedStore(v, mask_, tag(), to);
  }

  HWY_INLINE vector load(const float *from) const { return hn::PromoteTo(tag(), hn::LoadU(narrow(), from)); }
  HWY_INLINE void store(vector v, float *to) const {
    const auto rounded = demoted(v);
    if (whole_)
      hn::StoreU(rounded, narrow(), to);
    else
      hn::BlendedStore(rounded, narrow_mask_, narrow(), to);
  }

 private:
  using narrow = hn::Rebind<float, tag>;

  bool whole_;
  hn::Mask<tag> mask_;
  hn::Mask<narrow> narrow_mask_;
};

// Of a group of rows side by side from `first` on, [group][columns][together].
HWY_INLINE int64_t place(int64_t r, int64_t first, int64_t columns) { return first * columns + r - first; }

template <class D>
HWY_INLINE hn::Vec<D> rounded(D, hn::Vec<D> v, double) {
  return v;
}
template <class D>
HWY_INLINE hn::Vec<D> rounded(D d, hn::Vec<D> v, float) {
  return hn::PromoteTo(d, demoted(v));
}

template <class Job, size_t side>
struct points_columns;

template <class T, size_t side>
struct points_columns<points_job<T>, side> {
  using tag = square_tag<side>;
  using vector = square_vector<side>;

  HWY_INLINE points_columns(const points_job<T> &points, int64_t first, int64_t r, size_t count)
      : job(points), lanes(count), to(points.to + place(r, first, points.columns)), row(r), norm(hn::Zero(tag())) {}

  HWY_INLINE void add(int64_t c, vector v) {
    if (job.centre != nullptr) v = hn::Sub(v, hn::Set(tag(), job.centre[c]));
    const vector moved = hn::Mul(v, hn::Set(tag(), job.unit[c]));
    const vector value = rounded(tag(), moved, T());
    lanes.store(value, to + c * job.together);
    norm = hn::MulAdd(value, value, norm);
  }

  HWY_INLINE void end() const {
    if (job.norm != nullptr) lanes.store(norm, job.norm + row);
  }

  const points_job<T> job;
  first_lanes<side> lanes;
  T *to;
  int64_t row;
  vector norm;
};

template <class Job, size_t side>
struct payload_columns;

template <class T, size_t side>
struct payload_columns<payload_job<T>, side> {
  using tag = square_tag<side>;
  using vector = square_vector<side>;

  HWY_INLINE payload_columns(const payload_job<T> &payload, int64_t first, int64_t r, size_t count)
      : job(payload), lanes(count), y(payload.y + place(r, first, payload.rows.width)), to(payload.to + place(r, first, payload.columns)),
        w(lanes.load(payload.w + r)) {}

  HWY_INLINE void add(int64_t c, vector v) const {
    vector value = hn::Mul(hn::Set(tag(), job.times), v);
    if (job.displacement != nullptr) value = hn::NegMulAdd(hn::Set(tag(), job.displacement[c]), lanes.load(y + c * job.together), value);
    lanes.store(hn::Mul(w, value), to + c * job.together);
  }

  HWY_INLINE void end() const {}

  const payload_job<T> job;
  first_lanes<side> lanes;
  const T *y;
  T *to;
  vector w;
};

// Here the rows of doubles are columns of sums, and what is turned belongs to one particle.
template <class Job, size_t side>
struct unpack_particles;

template <class T, size_t side>
struct unpack_particles<unpack_job<T>, side> {
  using tag = square_tag<side>;
  using vector = square_vector<side>;

  HWY_INLINE unpack_particles(const unpack_job<T> &sums, int64_t, int64_t first, size_t count)
      : job(sums), lanes(count), column(first), times(hn::Set(tag(), sums.times)), displacement(hn::Zero(tag())), centre(displacement), unit(displacement) {
    if (sums.times_each != nullptr) times = hn::Mul(times, lanes.load(sums.times_each + first));
    if (sums.displacement == nullptr) return;
    displacement = lanes.load(sums.displacement + first);
    centre = lanes.load(sums.centre + first);
    unit = lanes.load(sums.unit + first);
  }

  HWY_INLINE void add(int64_t r, vector v) const {
    double *out = job.out + r * job.width + column;
    vector value = hn::MulAdd(times, v, lanes.load(out));
    if (job.displacement != nullptr) {
      const vector x = hn::Mul(hn::Sub(lanes.load(job.x + r * job.width + column), centre), unit);
      value = hn::MulAdd(hn::Mul(hn::Set(tag(), job.total[r]), displacement), rounded(tag(), x, T()), value);
    }
    lanes.store(value, out);
  }

  HWY_INLINE void end() const {}

  const unpack_job<T> job;
  first_lanes<side> lanes;
  int64_t column;
  vector times, displacement, centre, unit;
};

template <class T>
void points_tile(const points_job<T> &job) {
  for (int64_t r = 0; r < job.rows.count; r += job.together)
    turn_rows<points_columns>(job, job.rows, r, HWY_MIN(r + job.together, job.rows.count));
}

template <class T>
void payload_tile(const payload_job<T> &job) {
  for (int64_t r = 0; r < job.rows.count; r += job.together)
    turn_rows<payload_columns>(job, job.rows, r, HWY_MIN(r + job.together, job.rows.count));
}

template <class T>
void unpack_tile(const unpack_job<T> &job) {
  turn_rows<unpack_particles>(job, rows_of{job.sum, nullptr, job.width, job.count, tile_rows<T>}, 0, job.width);
}

template <class D>
HWY_INLINE void raise_largest(D d, const largest_job &job, const double *from, int64_t k) {
  const auto size = hn::Abs(hn::MulSub(hn::Set(d, job.times), hn::LoadU(d, from), hn::Load(d, job.centre + k)));
  const auto finite = hn::IfThenElseZero(hn::Le(size, hn::Set(d, 1.7976931348623157e308)), size);
  hn::Store(hn::Max(hn::Load(d, job.largest + k), finite), d, job.largest + k);
}

HWY_INLINE void raise_rows(const largest_job &job, const double *HWY_RESTRICT from, int64_t count) {
  const hn::ScalableTag<double> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  int64_t k = 0;
  for (; k + lanes <= count; k += lanes) raise_largest(d, job, from + k, k);
  if (k == count) return;
  HWY_ALIGN double rest[HWY_LANES(double)];
  hn::Store(hn::Inf(d), d, rest);
  for (int64_t i = k; i < count; ++i) rest[i - k] = from[i];
  raise_largest(d, job, rest, k);
}

void largest_numbers(const largest_job &job) {
  for (int64_t i = 0; i < job.count; i += job.period) raise_rows(job, job.from + i, HWY_MIN(job.period, job.count - i));
}

void points_float(const points_job<float> &job) { points_tile(job); }
void points_double(const points_job<double> &job) { points_tile(job); }
void payload_float(const payload_job<float> &job) { payload_tile(job); }
void payload_double(const payload_job<double> &job) { payload_tile(job); }
void unpack_float(const unpack_job<float> &job) { unpack_tile(job); }
void unpack_double(const unpack_job<double> &job) { unpack_tile(job); }

}  // namespace wgf::pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace wgf::pair {

HWY_EXPORT(largest_numbers);
HWY_EXPORT(points_float);
HWY_EXPORT(points_double);
HWY_EXPORT(payload_float);
HWY_EXPORT(payload_double);
HWY_EXPORT(unpack_float);
HWY_EXPORT(unpack_double);

void run(const largest_job &job) { WGF_DISPATCH(largest_numbers, job); }
void run(const points_job<float> &job) { WGF_DISPATCH(points_float, job); }
void run(const points_job<double> &job) { WGF_DISPATCH(points_double, job); }
void run(const payload_job<float> &job) { WGF_DISPATCH(payload_float, job); }
void run(const payload_job<double> &job) { WGF_DISPATCH(payload_double, job); }
void run(const unpack_job<float> &job) { WGF_DISPATCH(unpack_float, job); }
void run(const unpack_job<double> &job) { WGF_DISPATCH(unpack_double, job); }

}  // namespace wgf::pair
#endif  // HWY_ONCE
