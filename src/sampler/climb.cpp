#include "sampler/climb.h"

#include <algorithm>
#include <cmath>

#include "base/paced.h"

namespace wgf {

namespace {

// A chain climbs on while it gains enough in that many looks. From a draw of a Gaussian to its mode the gain is half a chi-squared of d degrees: more
// than 2 d + 10 once in 10^6 for d = 1, hardly ever for more. A chain that gains less ends where it began. One that gains more was no draw, and goes
// on to the depth below the mode where draws usually are.
constexpr int64_t patience = 12;
double enough(bool climbed, int64_t d) { return climbed ? 0.5 * static_cast<double>(d) : 2 * static_cast<double>(d) + 10; }

double dot(int64_t d, const double *a, const double *b) {
  double sum = 0;
  for (int64_t k = 0; k < d; ++k) sum += a[k] * b[k];
  return sum;
}

void add(int64_t d, double factor, const double *a, double *to) {
  for (int64_t k = 0; k < d; ++k) to[k] += factor * a[k];
}

void scale(int64_t d, double factor, double *a) {
  for (int64_t k = 0; k < d; ++k) a[k] *= factor;
}

void direction_of(int64_t d, const double *v, double *out) {
  double largest = 0;
  for (int64_t k = 0; k < d; ++k) largest = std::max(largest, std::abs(v[k]));
  for (int64_t k = 0; k < d; ++k) out[k] = v[k] / std::max(largest, 1e-300);
  scale(d, 1 / std::max(std::sqrt(dot(d, out, out)), 1e-300), out);
}

}  // namespace

climb::climb(int64_t steps, int64_t n, int64_t d)
    : steps_(steps), n_(steps > 0 ? n : 0), d_(d), climbing_(static_cast<size_t>(n)), climbed_(climbing_.size()), anew_(climbing_.size()), learnt_(static_cast<size_t>(n_)), since_(learnt_.size()),
      base_(learnt_.size()), reach_(learnt_.size()), camp_height_(learnt_.size()) {
  sorted_.resize(learnt_.size());
  for (std::vector<double> *each : {&centre_, &width_}) each->resize(static_cast<size_t>(n_ > 0 ? d : 0));
  resize(pairs_, n_ * memory * 2 * d);
  resize(camp_x_, n_ * d);
  resize(camp_score_, n_ * d);
}

void climb::begin(int64_t step, const double *x, const double *score, const double *log_density) {
  left_ = 0;
  if (step < steps_) remember_law(x);
  for (int64_t i = 0; i < n_; ++i) {
    const size_t at = static_cast<size_t>(i);
    climbed_[at] = anew_[at] = 0;
    climbing_[at] = step < steps_ && std::isfinite(log_density[i]);
    if (!climbing_[at]) continue;
    ++left_;
    set_out(i, {x + i * d_, score + i * d_, log_density[i]});
  }
}

// Mean and mean absolute deviation: no square of what may be large.
void climb::remember_law(const double *x) {
  std::fill(centre_.begin(), centre_.end(), 0.0);
  std::fill(width_.begin(), width_.end(), 0.0);
  const double share = 1 / static_cast<double>(n_);
  for (int64_t i = 0; i < n_; ++i) add(d_, share, x + i * d_, centre_.data());
  for (int64_t i = 0; i < n_; ++i)
    for (size_t k = 0; k < width_.size(); ++k) width_[k] += share * std::abs(x[i * d_ + static_cast<int64_t>(k)] - centre_[k]);
}

void climb::set_out(int64_t i, const place &from) {
  const size_t at = static_cast<size_t>(i);
  learnt_[at] = since_[at] = 0;
  reach_[at] = 1;
  base_[at] = from.log_density;
  pitch(i, from);
}

// Of a chain that climbed nothing is known but where its climb ended. Where that is a top far below the others it is no draw of a mode that anyone
// has seen: the chain starts anew from a place of its own. A chain that did not climb stays.
void climb::start_anew(int64_t step, const double *log_density) {
  if (step + 1 >= steps_) return;
  std::copy_n(log_density, n_, sorted_.begin());
  std::nth_element(sorted_.begin(), sorted_.begin() + n_ / 2, sorted_.end());
  const double bar = sorted_[static_cast<size_t>(n_ / 2)] - enough(false, d_);
  for (int64_t i = 0; i < n_; ++i) {
    const size_t at = static_cast<size_t>(i);
    if (climbing_[at] || !climbed_[at] || !(log_density[i] < bar)) continue;
    climbing_[at] = anew_[at] = 1;
    ++left_;
  }
}

void climb::pitch(int64_t i, const place &at) {
  std::copy_n(at.x, d_, camp_x_.begin() + i * d_);
  std::copy_n(at.score, d_, camp_score_.begin() + i * d_);
  camp_height_[static_cast<size_t>(i)] = at.log_density;
}

climb::place climb::camp(int64_t i) const {
  return {camp_x_.data() + i * d_, camp_score_.data() + i * d_, camp_height_[static_cast<size_t>(i)]};
}

// The two loops of Nocedal 1980. False: there is no pair yet, or what comes out does not climb.
bool climb::quasi_newton(int64_t i, const double *score, double *out) const {
  const int64_t last = learnt_[static_cast<size_t>(i)], first = std::max<int64_t>(0, last - memory);
  if (last == 0) return false;
  double weights[memory];
  std::copy_n(score, d_, out);
  for (int64_t k = last - 1; k >= first; --k) {
    const double *moved = pair(i, k), *fallen = moved + d_;
    weights[k % memory] = dot(d_, moved, out) / dot(d_, moved, fallen);
    add(d_, -weights[k % memory], fallen, out);
  }
  const double *newest = pair(i, last - 1);
  scale(d_, dot(d_, newest, newest + d_) / dot(d_, newest + d_, newest + d_), out);
  for (int64_t k = first; k < last; ++k) {
    const double *moved = pair(i, k), *fallen = moved + d_;
    add(d_, weights[k % memory] - dot(d_, fallen, out) / dot(d_, moved, fallen), moved, out);
  }
  const double slope = dot(d_, score, out);
  return slope > 0 && std::isfinite(slope);
}

void climb::look(int64_t i, const double *x, const double *score, double h, const double *noise, double *out) const {
  if (anew_[static_cast<size_t>(i)]) {
    for (size_t k = 0; k < width_.size(); ++k) out[k] = centre_[k] + width_[k] * noise[k];
    return;
  }
  double far = reach_[static_cast<size_t>(i)];
  if (!quasi_newton(i, score, out)) {
    direction_of(d_, score, out);
    far *= std::sqrt(h);
  }
  for (int64_t k = 0; k < d_; ++k) out[k] = x[k] + far * out[k];
}

// False where the log density is not concave along the move: nothing is learnt of where its top is.
bool climb::learn(int64_t i, const place &here, const place &there) {
  double *moved = pair(i, learnt_[static_cast<size_t>(i)]), *fallen = moved + d_;
  double curvature = 0, square = 0;
  for (int64_t k = 0; k < d_; ++k) {
    const double by = there.x[k] - here.x[k], fall = here.score[k] - there.score[k];
    curvature += by * fall;
    square += fall * fall;
  }
  if (!(curvature > 0) || !std::isfinite(square) || !(square > 0)) return false;
  for (int64_t k = 0; k < d_; ++k) {
    moved[k] = there.x[k] - here.x[k];
    fallen[k] = here.score[k] - there.score[k];
  }
  ++learnt_[static_cast<size_t>(i)];
  return true;
}

// To the top of the parabola through what is known; a direction along which hardly anything can be gone is forgotten.
void climb::shorten(int64_t i, double gain, double slope) {
  double &reach = reach_[static_cast<size_t>(i)];
  const double top = slope / (2 * (slope - gain));
  reach *= std::isfinite(top) ? std::clamp(top, 0.1, 0.5) : 0.1;
  if (reach > 1e-3 || learnt_[static_cast<size_t>(i)] == 0) return;
  learnt_[static_cast<size_t>(i)] = 0;
  reach = 1;
}

climb::move climb::judge(int64_t step, int64_t i, const place &here, const place &there) {
  const size_t at = static_cast<size_t>(i);
  const move out = anew_[at] ? arrive(i, there) : judge_climb(i, here, there);
  if (step + 1 < steps_ && since_[at] < patience) return out;
  climbing_[at] = anew_[at] = 0;
  --left_;
  return move::back;
}

climb::move climb::arrive(int64_t i, const place &there) {
  if (!std::isfinite(there.log_density)) return move::stay;
  anew_[static_cast<size_t>(i)] = 0;
  set_out(i, there);
  return move::go;
}

climb::move climb::judge_climb(int64_t i, const place &here, const place &there) {
  const size_t at = static_cast<size_t>(i);
  double slope = 0;
  for (int64_t k = 0; k < d_; ++k) slope += here.score[k] * (there.x[k] - here.x[k]);
  const double gain = there.log_density - here.log_density;
  ++since_[at];
  if (!(gain > 1e-4 * slope && slope > 0 && std::isfinite(gain))) {
    shorten(i, gain, slope);
    return move::stay;
  }
  if (there.log_density > base_[at] + enough(false, d_)) {
    base_[at] = there.log_density;
    since_[at] = 0;
    climbed_[at] = 1;
  }
  if (climbed_[at] && there.log_density > camp_height_[at] + enough(true, d_)) pitch(i, there);
  reach_[at] = learn(i, here, there) ? 1 : 2 * reach_[at];
  return move::go;
}

void climb::archive(wgf::archive &bytes) {
  for (std::vector<uint8_t> *each : {&climbing_, &climbed_, &anew_}) bytes.bytes(each->data(), static_cast<int64_t>(each->size()));
  const bool none = std::count(climbing_.begin(), climbing_.end(), uint8_t{0}) == static_cast<int64_t>(climbing_.size());
  if (n_ == 0 && !none) fail(WGF_E_FORMAT, "the checkpoint holds chains that climb, and here none may");
  bytes.numbers(centre_);
  bytes.numbers(width_, 0);
  left_ = n_ - std::count(climbing_.begin(), climbing_.begin() + n_, uint8_t{0});
  if (left_ == 0) return;
  for (int64_t &each : learnt_) bytes.count(each);
  for (int64_t &each : since_) bytes.count(each);
  for (std::vector<double> *each : {&reach_, &base_, &pairs_, &camp_x_, &camp_score_, &camp_height_}) bytes.numbers(*each);
}

}  // namespace wgf
