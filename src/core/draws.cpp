#include "core/draws.h"

#include <algorithm>
#include <cmath>

#include "base/csv.h"
#include "core/options.h"
#include "base/paced.h"
#include "base/text.h"

namespace wgf {

namespace {

template <class T>
void move_block(std::vector<T> &v, int64_t from, int64_t to, int64_t size) {
  if (!v.empty()) copy(v.data() + from * size, size, v.data() + to * size);
}

std::vector<double> first(const std::vector<double> &v, int64_t count) {
  return v.empty() ? v : copied(v.data(), count);
}

}  // namespace

void recorder::require_room(double numbers_per_row) const {
  const double bytes = 8 * static_cast<double>(limit_) * static_cast<double>(kept_.chains) * numbers_per_row;
  if (bytes > max_bytes_)
    fail(WGF_E_MEMORY, "recording " + std::to_string(limit_) + " iterations of " + std::to_string(kept_.chains) + " particles in " +
                           std::to_string(kept_.d) + " dimensions takes " + to_text(bytes) + " bytes; the option \"max_bytes\" allows " +
                           to_text(max_bytes_) + " (a smaller \"record_limit\" keeps fewer, as evenly)");
}

void recorder::prepare(int64_t limit, int64_t every, const draws &empty, bool with_log_density, double max_bytes) {
  recorder fresh;  // all of it or nothing
  fresh.kept_ = empty;
  fresh.kept_.every = fresh.every_ = every;
  fresh.limit_ = every > 0 ? limit : 0;
  fresh.max_bytes_ = max_bytes;
  fresh.require_room(static_cast<double>(empty.d + (with_log_density ? 1 : 0)));
  const int64_t rows = fresh.limit_ * empty.chains;
  resize(fresh.kept_.x, rows * empty.d);
  resize(fresh.kept_.times, fresh.limit_);
  if (with_log_density) resize(fresh.kept_.log_density, rows);
  fresh.now_.assign(static_cast<size_t>(empty.chains), 0.0);
  *this = std::move(fresh);
}

void recorder::need_log_weights() {
  if (!kept_.log_weights.empty()) return;
  require_room(static_cast<double>(kept_.d + 1 + (kept_.log_density.empty() ? 0 : 1)));
  resize(kept_.log_weights, limit_ * kept_.chains);
}

void recorder::weigh(const std::vector<double> &w) {
  const bool equal = std::all_of(w.begin(), w.end(), [&](double each) { return each == w[0]; });
  if (!equal && limit_ > 0) need_log_weights();
  std::transform(w.begin(), w.end(), now_.begin(), [&](double each) { return equal ? 0 : std::log(each * static_cast<double>(w.size())); });
}

void recorder::keep_iteration(int64_t from, int64_t to) {
  move_block(kept_.x, from, to, kept_.chains * kept_.d);
  move_block(kept_.log_density, from, to, kept_.chains);
  move_block(kept_.log_weights, from, to, kept_.chains);
  move_block(kept_.times, from, to, 1);
}

void recorder::restart() {
  kept_.iterations = 0;
  kept_.every = every_;
}

void recorder::thin() {
  int64_t left = 0;
  for (int64_t i = 1; i < kept_.iterations; i += 2) keep_iteration(i, left++);
  kept_.iterations = left;
  kept_.every *= 2;
}

void recorder::commit(double time, const double *log_density) {
  const int64_t i = kept_.iterations++;
  kept_.times[static_cast<size_t>(i)] = time;
  if (!kept_.log_density.empty()) std::copy(log_density, log_density + kept_.chains, kept_.log_density.begin() + i * kept_.chains);
  if (!kept_.log_weights.empty()) std::copy(now_.begin(), now_.end(), kept_.log_weights.begin() + i * kept_.chains);
}

draws recorder::copy() const {
  draws out;
  out.iterations = kept_.iterations;
  out.chains = kept_.chains;
  out.d = kept_.d;
  out.independent = kept_.independent;
  out.every = kept_.every;
  out.names = kept_.names;
  out.x = first(kept_.x, rows() * kept_.d);
  out.times = first(kept_.times, kept_.iterations);
  out.log_density = first(kept_.log_density, rows());
  out.log_weights = first(kept_.log_weights, rows());
  return out;
}

void recorder::archive(wgf::archive &bytes) {
  const auto part = [&](std::vector<double> &v, int64_t n) { bytes.bytes(v.data(), n * static_cast<int64_t>(sizeof(double))); };
  int64_t iterations = kept_.iterations, every = kept_.every, weighted = kept_.log_weights.empty() ? 0 : 1;
  bytes.value(iterations);
  bytes.value(every);
  bytes.value(weighted);
  if (iterations < 0 || iterations > limit_) fail(WGF_E_FORMAT, "the checkpoint records more iterations than this flow keeps");
  if (every < 0 || (every == 0) != (limit_ == 0)) fail(WGF_E_FORMAT, "the checkpoint records at other steps than this flow");
  if (bytes.reading() && !weighted) kept_.log_weights.clear();
  if (bytes.reading() && weighted) need_log_weights();
  part(kept_.x, iterations * kept_.chains * kept_.d);
  part(kept_.times, iterations);
  if (!kept_.log_density.empty()) part(kept_.log_density, iterations * kept_.chains);
  if (!kept_.log_weights.empty()) part(kept_.log_weights, iterations * kept_.chains);
  kept_.iterations = iterations;
  kept_.every = every;
}

int64_t recorder::bytes_left() const {
  const int64_t columns = kept_.d + (kept_.log_density.empty() ? 0 : 1) + (kept_.log_weights.empty() ? 0 : 1);
  return (limit_ - kept_.iterations) * (kept_.chains * columns + 1) * static_cast<int64_t>(sizeof(double));
}

namespace {

// CmdStan writes chain after chain; a draws object holds iteration after iteration.
std::vector<double> chain_by_chain(const std::vector<double> &rows, const draws &d, int64_t columns) {
  std::vector<double> out;
  out.reserve(rows.size());
  for (int64_t chain = 0; chain < d.chains; ++chain)
    for (int64_t i = 0; i < d.iterations; ++i) {
      const double *row = rows.data() + (i * d.chains + chain) * columns;
      out.insert(out.end(), row, row + columns);
      breathe(10 + 4 * static_cast<double>(columns));
    }
  return out;
}

}  // namespace

void write_csv(const draws &d, const std::string &path) {
  const std::vector<double> rows = chain_by_chain(d.x, d, d.d), lp = chain_by_chain(d.log_density, d, d.log_density.empty() ? 0 : 1);
  save_stan_csv(path, d.names, rows.data(), d.iterations * d.chains, d.d, lp.empty() ? nullptr : lp.data(),
                stan_sample_comments(d.iterations * d.chains, d.chains));
}

}  // namespace wgf
