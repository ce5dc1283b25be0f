// The normal law N(mean, covariance).
#include "targets/normal_law.h"
#include "targets/ready_made.h"

namespace wgf {

namespace {

class gaussian : public ready_made {
 public:
  explicit gaussian(normal_law law) : law_(std::move(law)) {}

  void evaluate(const request &at, double *log_density, double *score) override {
    if (!log_density) return law_.score(at.n, at.x, score);
    for (int64_t i = 0; i < at.n; ++i)
      log_density[i] = law_.evaluate(at.x + i * at.d, score ? score + i * at.d : nullptr);
  }

  void hessian_vector(const request &at, double *hv) override {
    for (int64_t i = 0; i < at.n; ++i) law_.hessian_vector(at.v + i * at.d, hv + i * at.d);
  }

  bool sample(const stream &random, int64_t n, double *x) override {
    normals(random, 0, n, law_.dim(), x);
    for (int64_t i = 0; i < n; ++i) law_.place(x + i * law_.dim());
    return true;
  }

 private:
  normal_law law_;
};

std::unique_ptr<density> make(const option_set &options, int64_t dim) {
  const size_t d = static_cast<size_t>(dim);
  const std::vector<double> covariance = vector_or(options, "covariance", {d, d * d}, std::vector<double>(d, 1.0));
  std::vector<double> mean = vector_or(options, "mean", {d}, std::vector<double>(d, 0.0));
  const std::string what = options.owner() + ": covariance";
  return std::make_unique<gaussian>(
      normal_law(std::move(mean), covariance.data(), static_cast<int64_t>(covariance.size()), what));
}

}  // namespace

const target_spec &target_gaussian() {
  static const target_spec spec{
      .name = "gaussian",
      .summary = "Normal law with a given mean and covariance.",
      .reference = "",
      .options = {vector_option("mean", "d numbers; the default is 0.").in_length(1),
                  vector_option("covariance",
                                "d*d numbers, symmetric and positive definite, or d variances; the default is the identity.")
                      .in_length(2)},
      .make = make,
  };
  return spec;
}

}  // namespace wgf
