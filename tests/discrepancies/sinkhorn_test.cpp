#include "discrepancies/evaluation.h"
#include "reference/gaussian_grid.h"
#include "reference/sinkhorn.h"
#include "transport/line/line_transport.h"

namespace wgf {
const discrepancy_spec &discrepancy_sinkhorn();
}

using namespace wgf;

namespace {

evaluation divergence(std::shared_ptr<target> samples, double epsilon, bool debias = true, double tolerance = 1e-9, int threads = 1) {
  evaluation e(discrepancy_sinkhorn(), std::move(samples), threads);
  e.options.set_real("epsilon", epsilon);
  e.options.set_integer("debias", debias ? 1 : 0);
  e.options.set_real("tolerance", tolerance);
  e.options.set_integer("max_iterations", 20000);
  return e;
}

double plain(int64_t d, const numbers &x, const numbers &w, const numbers &y, const numbers &v, double epsilon, bool debias) {
  const reference::point_cloud a{static_cast<int64_t>(w.size()), d, x.data(), w.data()}, b{static_cast<int64_t>(v.size()), d, y.data(), v.data()};
  const auto cost = [&](const reference::point_cloud &p, const reference::point_cloud &q) {
    return reference::entropic_transport(p, q, epsilon, 1000).cost;
  };
  return static_cast<double>(cost(a, b) - (debias ? (cost(a, a) + cost(b, b)) / 2 : 0));
}

// Janati, Muzellec, Peyre and Cuturi 2020, theorem 1, along one axis of both: epsilon = 2 sigma^2.
double gaussian_cost(double variance, double other, double epsilon) {
  const double s2 = epsilon / 2, root = std::sqrt(4 * variance * other + s2 * s2);
  return variance + other - root + s2 * (1 - std::log(2 * s2)) + s2 * std::log(root + s2);
}

double gaussian_divergence(double variance, double other, double epsilon) {
  return gaussian_cost(variance, other, epsilon) - (gaussian_cost(variance, variance, epsilon) + gaussian_cost(other, other, epsilon)) / 2;
}

}  // namespace

TEST_CASE("sinkhorn: weighted clouds of different sizes equal plain loops, with and without debiasing") {
  constexpr int64_t d = 3;
  const numbers x = normal_cloud(23, d, 1), w = uneven(23, 2), y = normal_cloud(31, d, 3, 0.5, 0.7), v = uneven(31, 4);
  for (const double epsilon : {0.5, 3.0})
    for (const bool debias : {false, true}) {
      CAPTURE(epsilon);
      // The dual cost lacks about epsilon tolerance^2; a thousand roundings of numbers of order ten.
      CHECK(std::abs(divergence(samples_target(d, y, v), epsilon, debias)(x, w) - plain(d, x, w, y, v, epsilon, debias)) < 1e-13);
    }
}

TEST_CASE("sinkhorn: in float it is the same to the rounding of float") {
  constexpr int64_t d = 6;
  const numbers x = normal_cloud(123, d, 1), w = uneven(123, 2), y = normal_cloud(231, d, 3, 0.5, 0.7), v = uneven(231, 4);
  numbers in_double, in_float;
  evaluation e = divergence(samples_target(d, y, v), 2, true, 1e-5);
  const double value = e(x, w, &in_double);
  e.options.set_text("precision", "float");
  // Potentials of order 10, 2^-24 of each norm below 50 times some d + 6; the tolerance for the gradients, of points of order 5.
  CHECK(std::abs(e(x, w, &in_float) - value) < 50 * 12 * 0x1p-24);
  for (size_t i = 0; i < x.size(); ++i) CHECK(std::abs(in_float[i] - in_double[i]) < 2 * w[i / 6] * 5 * (1e-5 / w[i / 6] + 50 * 12 * 0x1p-24));
}

TEST_CASE("sinkhorn: one particle against samples is the mean squared distance, less the entropic cost of the samples") {
  const numbers y{-1, 0.5, 2}, v{0.2, 0.5, 0.3};
  const double mean_square = 0.2 * 9 + 0.5 * 2.25 + 0;
  CHECK(divergence(samples_target(1, y, v), 0.7, false)({2}, {1}) == doctest::Approx(mean_square).epsilon(1e-13));
  CHECK(divergence(samples_target(1, {3}, {1}), 0.7)({2}, {1}) == doctest::Approx(1).epsilon(1e-13));
}

TEST_CASE("sinkhorn: two particles against two, by hand") {
  const double c = 2.25, epsilon = 0.6;
  const auto two = samples_target(1, {0, 1.5}, even(2));
  CHECK(divergence(two, epsilon, false)({0, 1.5}, even(2)) == doctest::Approx(epsilon * std::log(2 / (1 + std::exp(-c / epsilon)))).epsilon(1e-13));
}

TEST_CASE("sinkhorn: between Gaussians on the line it is the closed form") {
  // A grid of spacing 0.2 standard deviations; the narrowest factor of an integrand, exp(-(x-y)^2/epsilon) beside the density, has a
  // standard deviation of 0.35 of the law's: 2 exp(-2 pi^2 0.35^2 / 0.04) = 1e-26. The dual cost lacks epsilon tolerance^2.
  const auto x = reference::gaussian_points(0, 1, 0.2), y = reference::gaussian_points(1, 4, 0.2);
  for (const double epsilon : {1.0, 4.0, 50.0}) {
    CAPTURE(epsilon);
    const auto samples = samples_target(1, y.x, y.w);
    CHECK(divergence(samples, epsilon, false)(x.x, x.w) == doctest::Approx(1 + gaussian_cost(1, 4, epsilon)).epsilon(1e-10));
    CHECK(divergence(samples, epsilon)(x.x, x.w) == doctest::Approx(1 + gaussian_divergence(1, 4, epsilon)).epsilon(1e-10));
  }
}

TEST_CASE("sinkhorn: between Gaussians in the plane it is the closed form, the sum along common axes") {
  Eigen::Matrix2d turn, first, second;
  turn << 0.8, -0.6, 0.6, 0.8;
  first = turn * Eigen::Vector2d(1, 2).asDiagonal() * turn.transpose();
  second = turn * Eigen::Vector2d(0.5, 3).asDiagonal() * turn.transpose();
  // Spacing 0.4 and the narrowest factor sqrt(epsilon / 2) = 1 against 1.7: 2 exp(-2 pi^2 0.35 / 0.16) = 1e-18.
  const auto x = reference::gaussian_points(Eigen::Vector2d(0, 2), first, 0.4), y = reference::gaussian_points(Eigen::Vector2d(1, -1), second, 0.4);
  const double epsilon = 2, expected = 1 + 9 + gaussian_divergence(1, 0.5, epsilon) + gaussian_divergence(2, 3, epsilon);
  CHECK(divergence(samples_target(2, y.x, y.w), epsilon, true, 1e-6)(x.x, x.w) == doctest::Approx(expected).epsilon(1e-10));
}

TEST_CASE("sinkhorn: equal clouds are at distance zero, with no slope") {
  const numbers x = normal_cloud(40, 3, 1), w = uneven(40, 2);
  numbers gradient;
  const double value = divergence(samples_target(3, x, w), 0.5)(x, w, &gradient);
  CHECK(std::abs(value) < 1e-13);                                     // roundings of numbers of order ten
  for (const double slope : gradient) CHECK(std::abs(slope) < 1e-8);  // ten times the tolerance: points of order 5
}

TEST_CASE("sinkhorn: it is symmetric, positive, and does not see a common shift") {
  const numbers x = normal_cloud(40, 2, 1), w = uneven(40, 2), y = normal_cloud(50, 2, 3, 0.3), v = uneven(50, 4);
  const double value = divergence(samples_target(2, y, v), 0.5)(x, w);
  CHECK(value > 0);
  CHECK(divergence(samples_target(2, x, w), 0.5)(y, v) == doctest::Approx(value).epsilon(1e-12));
  numbers far_x = x, far_y = y;
  for (double &c : far_x) c += 1e6;
  for (double &c : far_y) c += 1e6;
  // Coordinates lose 1e-10 where they are 1e6; distances of order one follow.
  CHECK(divergence(samples_target(2, far_y, v), 0.5)(far_x, w) == doctest::Approx(value).epsilon(1e-8));
}

TEST_CASE("sinkhorn: for a small epsilon on the line it is the squared Wasserstein-2 distance") {
  numbers x = normal_cloud(30, 1, 1), y = normal_cloud(30, 1, 3, 1, 2);
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  const double exact = line_transport<double>({30, x.data(), nullptr}, {30, y.data(), nullptr}, nullptr);
  for (const double epsilon : {1e-2, 1e-3}) {
    CAPTURE(epsilon);
    // The entropy of a plan relative to the product is between 0 and log n, in each of the three costs.
    const double value = divergence(samples_target(1, y, even(30)), epsilon, true, 1e-3)(x, even(30));
    CHECK(std::abs(value - exact) < epsilon * (std::log(30.0) + 1e-3));
    const double biased = divergence(samples_target(1, y, even(30)), epsilon, false, 1e-3)(x, even(30));
    CHECK(biased < exact + epsilon * std::log(30.0));
    CHECK(biased > exact - epsilon * 1e-3);
  }
}

TEST_CASE("sinkhorn: for a huge epsilon it is the squared distance of the means") {
  const numbers x = normal_cloud(40, 2, 1), w = uneven(40, 2), y = normal_cloud(50, 2, 3, 0.3), v = uneven(50, 4);
  double expected = 0;
  for (size_t k = 0; k < 2; ++k) {
    double difference = 0;
    for (size_t i = 0; i < w.size(); ++i) difference += w[i] * x[2 * i + k];
    for (size_t j = 0; j < v.size(); ++j) difference -= v[j] * y[2 * j + k];
    expected += difference * difference;
  }
  // The cost moves by its variance under the product over epsilon, here below 100; its rounding is that of epsilon.
  for (const double epsilon : {1e4, 1e6})
    CHECK(std::abs(divergence(samples_target(2, y, v), epsilon)(x, w) - expected) < 100 / epsilon + 10 * 0x1p-53 * epsilon);
  evaluation in_float = divergence(samples_target(2, y, v), 1e4, true, 1e-5);
  in_float.options.set_text("precision", "float");
  CHECK(std::abs(in_float(x, w) - expected) < 100 / 1e4 + 10 * 0x1p-24 * 1e4);
}

TEST_CASE("sinkhorn: the gradient is that of the value") {
  const numbers x = normal_cloud(9, 2, 1), w = uneven(9, 2);
  const auto samples = samples_target(2, normal_cloud(7, 2, 3, 0.5), uneven(7, 4));
  for (const bool debias : {false, true})
    for (const double epsilon : {0.3, 2.0}) {
      CAPTURE(debias);
      CAPTURE(epsilon);
      evaluation e = divergence(samples, epsilon, debias, 1e-12);
      check_gradient(e, x, w, 1e-7);  // step^2 = 1e-10 times third derivatives of order (size / epsilon)^2, rounding 1e-14 / 1e-5
    }
}

TEST_CASE("sinkhorn: particles and samples of weight 0 leave no trace, whatever their numbers are") {
  numbers x = normal_cloud(9, 2, 1), w = uneven(9, 2), y = normal_cloud(7, 2, 3, 0.5), v = uneven(7, 4), gradient, more;
  const double value = divergence(samples_target(2, y, v), 0.5)(x, w, &gradient);
  x.insert(x.end(), {1e3, -7}), w.push_back(0), y.insert(y.end(), {-5e4, 3}), v.push_back(0);
  CHECK(divergence(samples_target(2, y, v), 0.5)(x, w, &more) == doctest::Approx(value).epsilon(1e-13));
  for (size_t i = 0; i < gradient.size(); ++i) CHECK(more[i] == doctest::Approx(gradient[i]).epsilon(1e-9));  // the tolerance
  CHECK(more[18] == 0);
  CHECK(more[19] == 0);
}

TEST_CASE("sinkhorn: epsilon 0 is a twentieth of the mean squared distance") {
  const numbers x{0, 2}, y{1, 4, 7}, w{0.5, 0.5}, v{0.5, 0.25, 0.25};
  const double mean_square = 0.5 * (0.5 * 1 + 0.25 * 16 + 0.25 * 49) + 0.5 * (0.5 * 1 + 0.25 * 4 + 0.25 * 25);
  CHECK(divergence(samples_target(1, y, v), 0)(x, w) == doctest::Approx(divergence(samples_target(1, y, v), 0.05 * mean_square)(x, w)).epsilon(1e-13));
  CHECK(divergence(samples_target(1, {3, 3}, even(2)), 0)({3, 3, 3}, even(3)) == 0);
}

TEST_CASE("sinkhorn: with default options clouds of samples converge, in either precision") {
  for (const char *precision : {"double", "float"})
    for (const int64_t d : {1, 2, 10, 50}) {
      CAPTURE(precision);
      CAPTURE(d);
      evaluation e(discrepancy_sinkhorn(), samples_target(d, normal_cloud(300, d, 3, 1, 1.5), even(300)));
      e.options.set_text("precision", precision);
      numbers gradient;
      CHECK(e(normal_cloud(400, d, 1), even(400), &gradient) > 0);
    }
}

TEST_CASE("sinkhorn: too few iterations are an error that says what to do, and none with tolerance 0") {
  const auto samples = samples_target(2, normal_cloud(70, 2, 3, 0.5), even(70));
  const numbers x = normal_cloud(90, 2, 1), w = even(90);
  evaluation e = divergence(samples, 1e-3);
  e.options.set_integer("max_iterations", 7);
  CHECK_THROWS_WITH_AS(e(x, w), doctest::Contains("after 7 iterations"), error);
  CHECK_THROWS_WITH_AS(e(x, w), doctest::Contains("max_iterations"), error);
  e.options.set_real("tolerance", 0);
  CHECK(std::isfinite(e(x, w)));
}

TEST_CASE("sinkhorn: an epsilon that rounding would not survive is refused, sooner in float") {
  const auto samples = samples_target(2, normal_cloud(70, 2, 3, 0.5), even(70));
  const numbers x = normal_cloud(90, 2, 1), w = even(90);
  for (const double epsilon : {1e-300, 1e-13, 1e-6, 1e6, 1e12, 1e300}) {
    CAPTURE(epsilon);
    evaluation e = divergence(samples, epsilon, true, 0);
    e.options.set_integer("max_iterations", 3);
    numbers gradient;
    const bool extreme = epsilon < 1e-12 || epsilon > 1e11;
    if (extreme)
      CHECK_THROWS_WITH_AS(e(x, w, &gradient), doctest::Contains("allowed is"), error);
    else
      CHECK(std::isfinite(e(x, w)));
    if (epsilon == 1e-6) CHECK_THROWS_WITH_AS(e(x, w, &gradient), doctest::Contains("no mass"), error);  // exponents of a thousand after 3 iterations
    if (epsilon == 1e6) CHECK(std::isfinite(e(x, w, &gradient)));
    e.options.set_text("precision", "float");
    CHECK_THROWS_WITH_AS(e(x, w, &gradient), doctest::Contains("float"), error);
  }
}

TEST_CASE("sinkhorn: the same bits for any number of threads") {
  const numbers x = normal_cloud(900, 3, 1), w = uneven(900, 2);
  const auto samples = samples_target(3, normal_cloud(700, 3, 3, 0.5), uneven(700, 4));
  for (const char *precision : {"double", "float"}) {
    numbers one, many;
    evaluation serial = divergence(samples, 1, true, 1e-4), parallel = divergence(samples, 1, true, 1e-4, 2);
    serial.options.set_text("precision", precision), parallel.options.set_text("precision", precision);
    CHECK(serial(x, w, &one) == parallel(x, w, &many));
    CHECK(many == one);
  }
}
