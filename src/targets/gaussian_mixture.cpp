// A mixture of normal laws, sum of w_c N(m_c, C_c).
#include <algorithm>
#include <limits>
#include <numeric>

#include "targets/normal_law.h"
#include "targets/ready_made.h"

namespace wgf {

namespace {

// Numbers of this thread, kept between points.
double *workspace(size_t size) {
  thread_local std::vector<double> numbers;
  if (numbers.size() < size) numbers.resize(size);
  return numbers.data();
}

class gaussian_mixture : public ready_made {
 public:
  gaussian_mixture(std::vector<double> weights, std::vector<normal_law> laws)
      : weights_(std::move(weights)), laws_(std::move(laws)) {
    for (size_t c = 0; c < count(); ++c)
      log_shares_.push_back(weights_[c] > 0 ? std::log(weights_[c]) + laws_[c].log_norm_over(laws_[0]) : -std::numeric_limits<double>::infinity());
  }

  void evaluate(const request &at, double *log_density, double *score) override {
    double *terms = workspace(count() + static_cast<size_t>(at.d)), *part = terms + count();
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * at.d;
      const double value = responsibilities(x, terms);
      if (log_density) log_density[i] = value;
      if (score) mean_score(x, at.d, terms, part, score + i * at.d);
    }
  }

  // H v = sum r_c (H_c v + s_c <s_c, v>) - s <s, v>, with r_c the share of component c in the density.
  void hessian_vector(const request &at, double *hv) override {
    const size_t d = static_cast<size_t>(at.d);
    double *terms = workspace(count() + 2 * d), *part = terms + count(), *score = part + d;
    for (int64_t i = 0; i < at.n; ++i) {
      const double *x = at.x + i * at.d, *v = at.v + i * at.d;
      double *out = hv + i * at.d;
      responsibilities(x, terms);
      mean_score(x, at.d, terms, part, score);
      add(-std::inner_product(v, v + d, score, 0.0), score, at.d, std::fill_n(out, d, 0.0) - d);
      for (size_t c = 0; c < count(); ++c) {
        if (terms[c] == 0) continue;
        laws_[c].evaluate(x, part);
        add(terms[c] * std::inner_product(v, v + d, part, 0.0), part, at.d, out);
        laws_[c].hessian_vector(v, part);
        add(terms[c], part, at.d, out);
      }
    }
  }

  // A further normal chooses the component: Phi of it is uniform.
  bool sample(const stream &random, int64_t n, double *x) override {
    const int64_t d = laws_[0].dim();
    std::vector<double> z(static_cast<size_t>(d + 1));
    for (int64_t i = 0; i < n; ++i, x += d) {
      normals(random, i, 1, d + 1, z.data());
      std::copy_n(z.data(), d, x);
      laws_[component_at(0.5 * std::erfc(-z.back() / std::sqrt(2.0)))].place(x);
    }
    return true;
  }

 private:
  size_t count() const { return laws_.size(); }

  // Returns the log density, and the shares in `terms`.
  double responsibilities(const double *x, double *terms) const {
    for (size_t c = 0; c < count(); ++c) terms[c] = log_shares_[c] + laws_[c].exponent(x, nullptr);
    const double most = *std::max_element(terms, terms + count());
    double sum = 0;
    for (size_t c = 0; c < count(); ++c) sum += std::exp(terms[c] - most);
    const double value = most + std::log(sum);
    for (size_t c = 0; c < count(); ++c) terms[c] = std::exp(terms[c] - value);
    return laws_[0].log_norm() + value;
  }

  void mean_score(const double *x, int64_t d, const double *shares, double *part, double *score) const {
    std::fill_n(score, d, 0.0);
    for (size_t c = 0; c < count(); ++c) {
      if (shares[c] == 0) continue;
      laws_[c].evaluate(x, part);
      add(shares[c], part, d, score);
    }
  }

  static void add(double factor, const double *part, int64_t d, double *sum) {
    for (int64_t k = 0; k < d; ++k) sum[k] += factor * part[k];
  }

  size_t component_at(double uniform) const {
    size_t chosen = 0;
    for (size_t c = 0; c < count(); ++c) {
      if (weights_[c] == 0) continue;
      chosen = c;
      if (uniform < weights_[c]) break;
      uniform -= weights_[c];
    }
    return chosen;
  }

  std::vector<double> weights_, log_shares_;  // the latter: log of weight times height, over the height of the first
  std::vector<normal_law> laws_;
};

std::vector<double> read_weights(const option_set &options, size_t k) {
  std::vector<double> w = vector_or(options, "weights", {k}, std::vector<double>(k, 1.0));
  const double sum = std::accumulate(w.begin(), w.end(), 0.0);
  const bool non_negative = std::all_of(w.begin(), w.end(), [](double v) { return v >= 0; });
  if (!non_negative || !(sum > 0) || !std::isfinite(sum))
    fail(WGF_E_OPTION, options.owner() + ": option \"weights\" must be non-negative with a positive, finite sum");
  for (double &v : w) v /= sum;
  return w;
}

// By default -2 and 2 in every coordinate.
std::vector<double> read_means(const option_set &options, size_t k, size_t d) {
  std::vector<double> standard(k * d, 2.0);
  std::fill_n(standard.begin(), std::min(d, standard.size()), -2.0);
  if (k != 2 && options.vector("means").empty())
    fail(WGF_E_OPTION, options.owner() + ": with " + std::to_string(k) +
                           " components option \"means\" must be set, to " + std::to_string(k * d) + " numbers");
  return vector_or(options, "means", {k * d}, std::move(standard));
}

std::unique_ptr<density> make(const option_set &options, int64_t dim) {
  const size_t d = static_cast<size_t>(dim), k = static_cast<size_t>(options.integer("components"));
  const double sd = options.real("sd");
  const std::vector<double> means = read_means(options, k, d);
  const std::vector<double> covariances =
      vector_or(options, "covariances", {k * d * d, k * d}, std::vector<double>(k * d, sd * sd));
  const size_t size = covariances.size() / k;
  std::vector<normal_law> laws;
  for (size_t c = 0; c < k; ++c)
    laws.emplace_back(std::vector<double>(means.data() + c * d, means.data() + (c + 1) * d),
                      covariances.data() + c * size, static_cast<int64_t>(size),
                      options.owner() + ": covariance of component " + std::to_string(c));
  return std::make_unique<gaussian_mixture>(read_weights(options, k), std::move(laws));
}

}  // namespace

const target_spec &target_gaussian_mixture() {
  static const target_spec spec{
      .name = "gaussian_mixture",
      .summary = "Mixture of normal laws.",
      .reference = "",
      .options = {integer_option("components", 2, 1, 1000000, "Number of normal laws, k."),
                  vector_option("weights", "k non-negative numbers, divided by their sum; the default is equal weights."),
                  vector_option("means",
                                "k*d numbers, component by component; the default, for two components, is -2 and 2 in "
                                "every coordinate.")
                      .in_length(1),
                  vector_option("covariances",
                                "k*d*d numbers, component by component, or k*d variances; the default is that of \"sd\".")
                      .in_length(2),
                  real_option("sd", 1, 1e-150, 1e150,
                              "Standard deviation of every component in every coordinate, when no covariances are given.")
                      .in_length(1)},
      .make = make,
  };
  return spec;
}

}  // namespace wgf
