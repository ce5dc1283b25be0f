// MMD with its gradient, KSD and Sinkhorn without, sliced W2 and sliced energy with: by wgf_discrepancy_evaluate.
#include <cmath>

#include "bench/limits.h"
#include "bench/line.h"
#include "bench/scene.h"
#include "simd/sort.h"
#include "options_of.h"

namespace wgf_bench {

namespace {

class evaluation {
 public:
  evaluation(const setup &s, const char *name)
      : s_(s), context_(make_context(s)), particles_(make_particles(context_, s)), measure_(wgf::make_discrepancy(context_, name)),
        gradient_(static_cast<size_t>(s.n * s.d)) {}

  const wgf::context_handle &context() const { return context_; }
  wgf_discrepancy *get() const { return measure_.get(); }

  timing value(wgf_target *other) {
    return measure(s_.reps, [&] { wgf::check(wgf_discrepancy_evaluate(get(), particles_.get(), other, &value_, 0, 0, nullptr)); });
  }
  timing value_and_gradient(wgf_target *other) {
    return measure(s_.reps, [&] { wgf::check(wgf_discrepancy_evaluate(get(), particles_.get(), other, &value_, s_.n, s_.d, gradient_.data())); });
  }

 private:
  setup s_;
  wgf::context_handle context_;
  wgf::ensemble_handle particles_;
  wgf::discrepancy_handle measure_;
  std::vector<double> gradient_;
  double value_ = 0;
};

double pairs(const setup &s) { return static_cast<double>(s.n) * static_cast<double>(s.n); }

void sort_with_order(const std::vector<double> &x, std::vector<int64_t> &scratch) {
  static std::vector<uint32_t> order;
  order.resize(x.size());
  wgf::simd::sort_order(x.data(), static_cast<int64_t>(x.size()), order.data(), scratch.data());
}
void sort_with_order(const std::vector<float> &x, std::vector<int64_t> &scratch) {
  wgf::simd::sort_packed(x.data(), static_cast<int64_t>(x.size()), scratch.data());
}

// Two sorts a direction, of x with its order and of y, at the rate of the library's own sort on these numbers; with the clock as it is.
template <class T>
double ms_of_sorts(const setup &s) {
  const std::vector<double> drawn = standard_normal(s.n, 1);
  const std::vector<T> x(drawn.begin(), drawn.end());
  std::vector<T> y(x);
  std::vector<int64_t> scratch(static_cast<size_t>(wgf::simd::sort_words(s.n)));
  const timing with_order = measure(s.reps, [&] { sort_with_order(x, scratch); });
  const timing values = measure(s.reps, [&] {
    std::copy(x.begin(), x.end(), y.begin());
    wgf::simd::sort_values(y.data(), s.n, scratch.data());
  });
  return static_cast<double>(s.slices) * (with_order.best + values.best) / static_cast<double>(s.threads);
}

// In many dimensions the products count too: two clouds onto the lines and the moves back.
double ms_of_products(const setup &s) {
  constexpr int64_t few = 10;
  return s.d <= few ? 0 : ms_of_fmas(s, 3 * static_cast<double>(s.d * s.slices * s.n));
}

double ms_of_slices(const setup &s) { return (s.single() ? ms_of_sorts<float>(s) : ms_of_sorts<double>(s)) + ms_of_products(s); }

}  // namespace

void run_mmd(const setup &s) {
  const bool energy = s.kernel == "energy";
  evaluation timed(s, energy ? "energy" : "mmd");
  const wgf::target_handle samples = make_samples(timed.context(), s);
  if (!energy) wgf::check(wgf_options_set_double(options_of_discrepancy(timed.get()), "bandwidth", std::sqrt(static_cast<double>(s.d))));
  set_precision(timed.get(), s);
  const double operations = energy ? energy_operations(s.d, s.single()) : gauss_operations(s.d, s.single());
  const timing ms = timed.value_and_gradient(samples.get());
  print_line("mmd", s, {{"kernel", s.kernel}}, ms, ms_of_fmas(s, pairs(s) * operations));
}

void run_ksd(const setup &s) {
  evaluation timed(s, "ksd");
  const given_scores scores(timed.context(), s);
  wgf::check(wgf_options_set_string(options_of_discrepancy(timed.get()), "kernel", "imq"));
  wgf::check(wgf_options_set_double(options_of_discrepancy(timed.get()), "bandwidth", std::sqrt(static_cast<double>(s.d))));
  set_precision(timed.get(), s);
  const timing ms = timed.value(scores.get());
  print_line("ksd", s, {{"kernel", "imq"}}, ms, ms_of_fmas(s, pairs(s) * ksd_operations(s.d, s.single())));
}

void run_sliced_wasserstein(const setup &s) {
  evaluation timed(s, "sliced_wasserstein");
  set_precision(timed.get(), s);
  const wgf::target_handle samples = make_samples(timed.context(), s);
  wgf::check(wgf_options_set_int(options_of_discrepancy(timed.get()), "slices", s.slices));
  const timing ms = timed.value_and_gradient(samples.get());
  print_line("sw", s, {{"P", s.slices}}, ms, ms_of_slices(s));
}

void run_sliced_energy(const setup &s) {
  evaluation timed(s, "energy");
  set_precision(timed.get(), s);
  const wgf::target_handle samples = make_samples(timed.context(), s);
  wgf::check(wgf_options_set_string(options_of_discrepancy(timed.get()), "approximation", "sliced"));
  wgf::check(wgf_options_set_int(options_of_discrepancy(timed.get()), "slices", s.slices));
  const timing ms = timed.value_and_gradient(samples.get());
  print_line("sliced_energy", s, {{"P", s.slices}}, ms, ms_of_slices(s));
}

// OT itself, by a fixed number of iterations.
void run_sinkhorn(const setup &s) {
  constexpr int64_t iterations = 100;
  evaluation timed(s, "sinkhorn");
  const wgf::target_handle samples = make_samples(timed.context(), s);
  wgf::check(wgf_options_set_double(options_of_discrepancy(timed.get()), "epsilon", 0.1 * static_cast<double>(s.d)));
  wgf::check(wgf_options_set_int(options_of_discrepancy(timed.get()), "debias", 0));
  wgf::check(wgf_options_set_double(options_of_discrepancy(timed.get()), "tolerance", 0));
  wgf::check(wgf_options_set_int(options_of_discrepancy(timed.get()), "max_iterations", iterations));
  set_precision(timed.get(), s);
  const timing ms = timed.value(samples.get());
  print_line("sinkhorn", s, json::object(), ms, ms_of_fmas(s, 2 * iterations * pairs(s) * softmin_operations(s.d, s.single())));
}

}  // namespace wgf_bench
