#include "core/ensemble.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "density/callback_density.h"

namespace {

using namespace wgf;
using numbers = std::vector<double>;

constexpr int32_t both = WGF_LOG_DENSITY | WGF_SCORE;

// log density -x^2/2 in one dimension where x > *user, rejected elsewhere with a message.
int32_t half_normal(void *user, int64_t, int64_t n, int64_t, const double *x, double *log_density, double *score) {
  const double least = *static_cast<double *>(user);
  for (int64_t i = 0; i < n; ++i) {
    if (log_density) log_density[i] = x[i] > least ? -0.5 * x[i] * x[i] : -INFINITY;
    if (score) score[i] = -x[i];
    if (x[i] <= least) leave_callback_message("too small");
  }
  return 0;
}

std::shared_ptr<target> half_line(const std::shared_ptr<context> &host, double *least) {
  const callback<wgf_density_fn> fn(half_normal, least, nullptr);
  return std::make_shared<target>(host, std::make_shared<callback_density>(both, fn), 1);
}

error failure_of(const std::function<void()> &run) {
  try {
    run();
  } catch (const error &e) {
    return e;
  }
  return error(WGF_OK, "");
}

bool contains(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

struct moments {
  double mean, sd;
};

moments of(const numbers &x) {
  const double n = static_cast<double>(x.size()), mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
  double square = 0;
  for (const double v : x) square += (v - mean) * (v - mean);
  return {mean, std::sqrt(square / (n - 1))};
}

}  // namespace

TEST_CASE("ensemble: starts at the origin with equal weights and numbered names") {
  const ensemble e(std::make_shared<context>(), 4, 2);
  CHECK(e.x == numbers(8, 0.0));
  CHECK(e.w == numbers(4, 0.25));
  CHECK(e.names == std::vector<std::string>{"x[1]", "x[2]"});
}

TEST_CASE("ensemble: sizes without meaning or memory are refused") {
  const auto host = std::make_shared<context>();
  CHECK(failure_of([&] { ensemble(host, 0, 1); }).code() == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { ensemble(host, 1, 0); }).code() == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { ensemble(host, int64_t{1} << 40, int64_t{1} << 40); }).code() == WGF_E_MEMORY);
}

TEST_CASE("ensemble: a target gives its dimension, names and bounds, and its bounds stay") {
  const auto host = std::make_shared<context>();
  const auto t = std::make_shared<target>(host, nullptr, 3);
  t->editable_coordinates().simplex(0, 3);
  t->names()[1] = "share";
  ensemble e(t, 5);
  CHECK(e.d == 2);
  CHECK(e.user_dim() == 3);
  CHECK(e.names[1] == "share");
  CHECK(failure_of([&] { t->editable_coordinates(); }).code() == WGF_E_STATE);
  numbers x(15);
  e.to_user(x.data());
  for (const double part : x) CHECK(part == doctest::Approx(1 / 3.0).epsilon(1e-15));
}

TEST_CASE("ensemble: import and export are inverse on the user's scale") {
  const auto t = std::make_shared<target>(std::make_shared<context>(), nullptr, 2);
  t->editable_coordinates().bound(0, 1, INFINITY);
  ensemble e(t, 2);
  const numbers in{1.5, -4, 8, 2};
  numbers out(4);
  const uint64_t before = e.revision;
  e.from_user(in.data());
  e.to_user(out.data());
  for (size_t q = 0; q < 4; ++q) CHECK(out[q] == doctest::Approx(in[q]).epsilon(1e-15));
  CHECK(e.revision == before + 1);
}

TEST_CASE("ensemble: a refused import names the particle and changes nothing") {
  const auto t = std::make_shared<target>(std::make_shared<context>(), nullptr, 2);
  t->editable_coordinates().bound(0, 1, INFINITY);
  ensemble e(t, 2), plain(std::make_shared<context>(), 2, 2);
  const numbers start = e.x, outside{2, 0, 0.5, 0}, infinite{2, 0, 2, INFINITY};
  const error bounds = failure_of([&] { e.from_user(outside.data()); });
  CHECK(bounds.code() == WGF_E_ARGUMENT);
  CHECK(contains(bounds.what(), "particle 1"));
  CHECK(contains(bounds.what(), "x[1] = 0.5"));
  CHECK(contains(failure_of([&] { plain.from_user(infinite.data()); }).what(), "x[2] = inf"));
  CHECK(e.x == start);
  CHECK(plain.x == numbers(4, 0.0));
  CHECK(e.revision == 0);
}

TEST_CASE("ensemble: normal and uniform starts have their moments") {
  const int64_t n = 20000;
  ensemble e(std::make_shared<context>(), n, 2);
  init_normal(e, 3, 0.5);
  const double root = std::sqrt(2.0 * n);  // of the 2n numbers; 4 standard errors of mean and standard deviation
  CHECK(std::abs(of(e.x).mean - 3) < 4 * 0.5 / root);
  CHECK(std::abs(of(e.x).sd - 0.5) < 4 * 0.5 / (std::sqrt(2.0) * root));
  init_uniform(e, -1, 5);
  CHECK(*std::min_element(e.x.begin(), e.x.end()) > -1);
  CHECK(*std::max_element(e.x.begin(), e.x.end()) < 5);
  CHECK(std::abs(of(e.x).mean - 2) < 4 * std::sqrt(3.0) / root);  // variance 36/12
}

TEST_CASE("ensemble: a start depends on seed and count of starts, not on the number of particles") {
  const auto host = std::make_shared<context>(), same = std::make_shared<context>(), other = std::make_shared<context>();
  other->options().set_integer("seed", 2);
  ensemble a(host, 10, 3), b(same, 4, 3), c(other, 10, 3);
  for (ensemble *e : {&a, &b, &c}) init_normal(*e, 0, 1);
  CHECK(std::equal(b.x.begin(), b.x.end(), a.x.begin()));
  CHECK(a.x != c.x);
  const numbers first = a.x;
  init_normal(a, 0, 1);
  CHECK(a.x != first);
}

TEST_CASE("ensemble: starts without meaning are refused") {
  ensemble e(std::make_shared<context>(), 2, 1);
  CHECK(failure_of([&] { init_normal(e, 0, -1); }).code() == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { init_normal(e, NAN, 1); }).code() == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { init_uniform(e, 1, 1); }).code() == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { init_uniform(e, 0, INFINITY); }).code() == WGF_E_ARGUMENT);
  CHECK(e.draws == 0);
}

TEST_CASE("ensemble: a start from a density draws rejected particles again") {
  const auto host = std::make_shared<context>();
  double least = 1;
  const auto t = half_line(host, &least);
  ensemble e(t, 400), free(std::make_shared<context>(), 400, 1);  // the first of its context too
  init_target(e, *t);
  init_uniform(free, -2, 2);
  int64_t kept = 0;
  for (size_t i = 0; i < e.x.size(); ++i) {
    CHECK(e.x[i] > 1);
    CHECK(e.x[i] < 2);
    // The first attempt is the uniform start, and particles that it suits stay there.
    if (std::abs(e.x[i] - free.x[i]) < 1e-15) ++kept;
  }
  CHECK(std::abs(static_cast<double>(kept) - 100) < 4 * std::sqrt(400 * 0.25 * 0.75));
  CHECK(e.draws > 1);
}

TEST_CASE("ensemble: a start that never finds a finite density says so and changes nothing") {
  const auto host = std::make_shared<context>();
  double least = 2;
  const auto t = half_line(host, &least);
  ensemble e(t, 30);
  const error seen = failure_of([&] { init_target(e, *t); });
  CHECK(seen.code() == WGF_E_NUMERIC);
  CHECK(contains(seen.what(), "30 of 30"));
  CHECK(contains(seen.what(), "too small"));
  CHECK(e.x == numbers(30, 0.0));
  CHECK(e.draws == 0);
}

TEST_CASE("ensemble: a start from samples takes whole rows") {
  const auto host = std::make_shared<context>();
  target t(host, sample_cloud{2, 2, {1, 2, 3, 4}, {0.5, 0.5}});
  ensemble e(host, 50, 2);
  init_target(e, t);
  for (size_t i = 0; i < 50; ++i) CHECK(e.x[2 * i + 1] == e.x[2 * i] + 1);
  CHECK(std::count(e.x.begin(), e.x.end(), 1.0) > 0);
  CHECK(std::count(e.x.begin(), e.x.end(), 3.0) > 0);
}

TEST_CASE("ensemble: a start from a target of another dimension or without a callback is refused") {
  const auto host = std::make_shared<context>();
  double least = 0;
  const auto t = half_line(host, &least);
  target outside(host, nullptr, 2);
  ensemble e(host, 3, 2);
  CHECK(failure_of([&] { init_target(e, *t); }).code() == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { init_target(e, outside); }).code() == WGF_E_STATE);
}

TEST_CASE("ensemble: a cancelled start changes nothing") {
  const auto host = std::make_shared<context>();
  double least = 0;
  const auto t = half_line(host, &least);
  ensemble e(t, 3);
  host->cancel_requested = true;
  CHECK_THROWS_AS(init_target(e, *t), cancelled);
  CHECK(e.x == numbers(3, 0.0));
  init_target(e, *t);
  CHECK(*std::min_element(e.x.begin(), e.x.end()) > 0);
}
