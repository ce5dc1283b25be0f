#include "targets/law_checks.h"

namespace wgf {
const target_spec &target_gaussian();
}

namespace {

using namespace law_checks;

const wgf::target_spec &spec() { return wgf::target_gaussian(); }

const numbers mean{1, -2}, covariance{2, 0.6, 0.6, 0.5};  // determinant 0.64

void correlated(wgf::option_set &o) {
  o.set_vector("mean", 2, mean.data());
  o.set_vector("covariance", 4, covariance.data());
}

}  // namespace

TEST_CASE("gaussian: the default is standard normal") {
  const auto law = build(spec(), 3);
  const numbers x{0.5, -1, 2};
  CHECK(log_densities(*law, 3, x)[0] == doctest::Approx(-1.5 * std::log(2 * M_PI) - 0.5 * 5.25).epsilon(1e-15));
  CHECK(scores(*law, 3, x) == numbers{-0.5, 1, -2});
}

TEST_CASE("gaussian: a covariance gives the density of the formula") {
  const auto law = build(spec(), 2, correlated);
  // Precision (0.5 -0.6; -0.6 2) / 0.64; at mean + (1, 1): square (0.5 - 1.2 + 2) / 0.64, score (0.1, -1.4) / 0.64.
  const numbers x{2, -1}, s = scores(*law, 2, x);
  CHECK(log_densities(*law, 2, x)[0] ==
        doctest::Approx(-std::log(2 * M_PI) - 0.5 * std::log(0.64) - 0.5 * 1.3 / 0.64).epsilon(1e-14));
  CHECK(s[0] == doctest::Approx(0.1 / 0.64).epsilon(1e-13));
  CHECK(s[1] == doctest::Approx(-1.4 / 0.64).epsilon(1e-13));
}

TEST_CASE("gaussian: d variances are a diagonal covariance") {
  const auto short_form = build(spec(), 2, [](wgf::option_set &o) { o.set_vector("covariance", 2, numbers{4, 0.25}.data()); });
  const auto long_form = build(spec(), 2, [](wgf::option_set &o) { o.set_vector("covariance", 4, numbers{4, 0, 0, 0.25}.data()); });
  const numbers x = draws(*short_form, 20, 2), v(x.rbegin(), x.rend());
  CHECK(distance(draws(*long_form, 20, 2), x) < 1e-15);
  CHECK(distance(log_densities(*long_form, 2, x), log_densities(*short_form, 2, x)) < 1e-14);
  CHECK(distance(scores(*long_form, 2, x), scores(*short_form, 2, x)) < 1e-14);
  CHECK(distance(products(*long_form, 2, x, v), products(*short_form, 2, x, v)) < 1e-14);
}

TEST_CASE("gaussian: derivatives are those of differences") {
  check_derivatives(*build(spec(), 2, correlated), 2);
  check_derivatives(*build(spec(), 5), 5);
}

TEST_CASE("gaussian: bits do not depend on what is asked together") {
  check_same_bits(*build(spec(), 2, correlated), 2);
  check_prefix(*build(spec(), 2, correlated), 2);
}

TEST_CASE("gaussian: draws have the mean and covariance within 4 standard errors") {
  const auto law = build(spec(), 2, correlated);
  const numbers x = draws(*law, 100000, 2);
  for (size_t k = 0; k < 2; ++k) {
    CHECK(standardised(
              x, 2, [k](const double *p) { return p[k]; }, mean[k]) < 4);
    for (size_t j = 0; j < 2; ++j)
      CHECK(standardised(
                x, 2, [=](const double *p) { return (p[k] - mean[k]) * (p[j] - mean[j]); }, covariance[2 * k + j]) < 4);
  }
}

TEST_CASE("gaussian: the density integrates to one") {
  const auto one = build(spec(), 1, [](wgf::option_set &o) { o.set_vector("covariance", 1, numbers{0.3}.data()); });
  CHECK(integral(8, 0.05, [&](double x) { return density_at(*one, {x}); }) == doctest::Approx(1).epsilon(1e-12));
  const auto two = build(spec(), 2, correlated);
  const double mass = integral(15, 0.1, [&](double a) { return integral(10, 0.1, [&](double b) { return density_at(*two, {a, b}); }); });
  CHECK(mass == doctest::Approx(1).epsilon(1e-10));
}

TEST_CASE("gaussian: options without meaning are refused with a reason") {
  const auto with = [](const char *name, numbers values) {
    return failure_of(spec(), 2, [&](wgf::option_set &o) { o.set_vector(name, static_cast<int64_t>(values.size()), values.data()); });
  };
  CHECK(with("mean", {1}).code() == WGF_E_OPTION);
  CHECK(std::string(with("covariance", {1, 2, 3}).what()).find("has 3 numbers; allowed is 2 or 4") != std::string::npos);
  CHECK(std::string(with("covariance", {1, 0.5, 0.4, 1}).what()).find("not symmetric") != std::string::npos);
  CHECK(std::string(with("covariance", {1, 2, 2, 1}).what()).find("not positive definite") != std::string::npos);
  CHECK(std::string(with("covariance", {1, 1, 1, 1 + 0x1p-52}).what()).find("not positive definite") != std::string::npos);
  CHECK(std::string(with("covariance", {1, 0}).what()).find("variance 1 is 0") != std::string::npos);
}
