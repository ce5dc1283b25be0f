#include "small_flow.h"

#include "entries.h"
#include "options_of.h"

namespace wgf::fuzz {

namespace {

constexpr int64_t d = 2;

int32_t gaussian(void *, int64_t, int64_t n, int64_t dim, const double *x, double *log_density, double *score) {
  for (int64_t i = 0; i < n; ++i) {
    double sum = 0;
    for (int64_t k = 0; k < dim; ++k) sum += x[i * dim + k] * x[i * dim + k];
    if (log_density) log_density[i] = -sum / 2;
    for (int64_t k = 0; score && k < dim; ++k) score[i * dim + k] = -x[i * dim + k];
  }
  return 0;
}

}  // namespace

std::vector<variant> variants() {
  std::vector<variant> out;
  for (const std::string &flow : entries(WGF_FLOW)) {
    out.push_back({flow, "", ""});
    for (const option_entry &o : options_of(WGF_FLOW, flow))
      for (const std::string &choice : o.choices) out.push_back({flow, o.name, choice});
  }
  return out;
}

small_flow::small_flow(const variant &v, int64_t n)
    : context_(make_context()), density_(make_callback_target(context_, d, WGF_LOG_DENSITY | WGF_SCORE, gaussian, nullptr)) {
  chance c(7);
  std::vector<double> x(static_cast<size_t>(n * d));
  for (double &value : x) value = 2 * c.uniform();
  check(wgf_options_set_int(options_of_context(context_.get()), "threads", 1));
  samples_ = make_samples_target(context_, n, d, x.data());
  particles_ = make_ensemble(context_, n, d);
  check(wgf_ensemble_init_normal(particles_.get(), 0, 1));
  flow_ = make_flow(context_, v.flow.c_str());
  check(wgf_flow_set_target(flow_.get(), density_.get()));
  check(wgf_flow_set_target(flow_.get(), samples_.get()));
  check(wgf_flow_set_ensemble(flow_.get(), particles_.get()));
  check(wgf_options_set_int(options_of_flow(flow_.get()), "record_every", 1));
  check(wgf_options_set_int(options_of_flow(flow_.get()), "record_limit", 4));
  if (!v.option.empty()) check(wgf_options_set_string(options_of_flow(flow_.get()), v.option.c_str(), v.choice.c_str()));
  ready_ = wgf_flow_bind(flow_.get()) == WGF_OK && step() == WGF_OK;
}

std::vector<uint8_t> small_flow::saved() const {
  int64_t n = 0;
  check(wgf_flow_get_checkpoint_size(flow(), &n));
  std::vector<uint8_t> bytes(static_cast<size_t>(n));
  check(wgf_flow_save(flow(), n, bytes.data()));
  return bytes;
}

bool small_flow::restore(const std::vector<uint8_t> &bytes) const {
  return wgf_flow_restore(flow(), static_cast<int64_t>(bytes.size()), bytes.data()) == WGF_OK;
}

void small_flow::read() const {
  wgf_stats stats{};
  stats.struct_size = sizeof stats;
  check(wgf_flow_get_stats(flow(), &stats));
  const draws_handle draws = get_draws(flow_);
  wgf_summary summary{};
  summary.struct_size = sizeof summary;
  wgf_draws_summary(draws.get(), 0, &summary);
  std::vector<double> v(d);
  wgf_ensemble_mean(particles_.get(), d, v.data());
}

}  // namespace wgf::fuzz
