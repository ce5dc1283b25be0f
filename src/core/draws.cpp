#include "core/draws.h"

#include <algorithm>

#include "core/csv.h"
#include "core/options.h"
#include "core/paced.h"

namespace wgf {

void recorder::prepare(int64_t limit, int64_t chains, int64_t d, bool with_log_density, double max_bytes) {
  const double rows = static_cast<double>(limit) * static_cast<double>(chains);
  const double bytes = 8 * rows * static_cast<double>(d + (with_log_density ? 1 : 0));
  if (bytes > max_bytes)
    fail(WGF_E_MEMORY, "recording " + std::to_string(limit) + " iterations of " + std::to_string(chains) + " particles in " +
                           std::to_string(d) + " dimensions takes " + to_text(bytes) + " bytes; the option \"max_bytes\" allows " +
                           to_text(max_bytes) + " (record less often, or a smaller \"record_limit\")");
  limit_ = limit;
  kept_.chains = chains;
  kept_.d = d;
  resize(kept_.x, limit * chains * d);
  resize(kept_.times, limit);
  if (with_log_density) resize(kept_.log_density, limit * chains);
}

void recorder::commit(double time, const double *log_density) {
  const int64_t i = kept_.iterations++;
  kept_.times[static_cast<size_t>(i)] = time;
  if (!kept_.log_density.empty())
    std::copy(log_density, log_density + kept_.chains, kept_.log_density.begin() + i * kept_.chains);
}

draws recorder::copy() const {
  draws out;
  out.iterations = kept_.iterations;
  out.chains = kept_.chains;
  out.d = kept_.d;
  const int64_t rows = kept_.iterations * kept_.chains;
  out.x = copied(kept_.x.data(), rows * kept_.d);
  out.times = copied(kept_.times.data(), kept_.iterations);
  if (!kept_.log_density.empty()) out.log_density = copied(kept_.log_density.data(), rows);
  out.log_weights = kept_.log_weights;
  out.names = kept_.names;
  return out;
}

void recorder::archive(wgf::archive &bytes) {
  const auto part = [&](std::vector<double> &v, int64_t n) { bytes.bytes(v.data(), n * static_cast<int64_t>(sizeof(double))); };
  int64_t iterations = kept_.iterations;
  bytes.value(iterations);
  if (iterations < 0 || iterations > limit_) fail(WGF_E_FORMAT, "the checkpoint records more iterations than this flow keeps");
  part(kept_.x, iterations * kept_.chains * kept_.d);
  part(kept_.times, iterations);
  if (!kept_.log_density.empty()) part(kept_.log_density, iterations * kept_.chains);
  bytes.count(dropped_);
  kept_.iterations = iterations;
}

int64_t recorder::bytes_left() const {
  const int64_t columns = kept_.d + (kept_.log_density.empty() ? 0 : 1);
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
