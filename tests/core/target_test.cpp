#include "core/target.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "density/callback_density.h"
#include "core/score_check.h"

namespace {

using namespace wgf;
using numbers = std::vector<double>;

constexpr int32_t both = WGF_LOG_DENSITY | WGF_SCORE;

size_t at(int64_t i) { return static_cast<size_t>(i); }

using law_function = std::function<int32_t(int64_t n, int64_t d, const double *x, double *log_density, double *score)>;

int32_t call_law(void *user, int64_t, int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  return (*static_cast<law_function *>(user))(n, d, x, log_density, score);
}

// Keeps the function that the callback calls.
struct fixture {
  fixture(int64_t d, int32_t flags, law_function fn, int threads = 1)
      : law(std::move(fn)), host(std::make_shared<context>()), pool(threads),
        t(host, std::make_shared<callback_density>(flags, callback<wgf_density_fn>(call_law, &law, nullptr)), d) {}

  // Everything that `wants` names, at the points u.
  void ask(int32_t wants, const numbers &u, const numbers &v = {}) {
    const int64_t d = t.dim(), n = static_cast<int64_t>(u.size()) / d;
    log_density.assign(at(n), 0);
    score.assign(u.size(), 0);
    product.assign(u.size(), 0);
    rejected.assign(at(n), 7);
    t.respond({wants, n, d, 5, u.data(), v.empty() ? nullptr : v.data(), {log_density.data(), score.data(), product.data(), rejected.data()}}, pool);
  }

  law_function law;
  std::shared_ptr<context> host;
  workers pool;
  target t;
  numbers log_density, score, product;
  std::vector<uint8_t> rejected;
};

numbers points(int64_t n, int64_t d) {
  numbers u(at(n * d));
  for (size_t i = 0; i < u.size(); ++i) u[i] = 4 * std::fmod(0.618033988749895 * static_cast<double>(i + 1), 1.0) - 2;
  return u;
}

// log density = sum_k cos(x_k) x_{k+1} - x_k^2/2, coordinates in a ring.
double ring_value(int64_t d, const double *x) {
  double sum = 0;
  for (int64_t k = 0; k < d; ++k) sum += std::cos(x[k]) * x[(k + 1) % d] - 0.5 * x[k] * x[k];
  return sum;
}

double ring_slope(int64_t d, const double *x, int64_t k) {
  return -std::sin(x[k]) * x[(k + 1) % d] + std::cos(x[(k + d - 1) % d]) - x[k];
}

double ring_product(int64_t d, const double *x, const double *v, int64_t k) {
  const int64_t up = (k + 1) % d, down = (k + d - 1) % d;
  return -(std::cos(x[k]) * x[up] + 1) * v[k] - std::sin(x[k]) * v[up] - std::sin(x[down]) * v[down];
}

int32_t ring(int64_t n, int64_t d, const double *x, double *log_density, double *score) {
  for (int64_t i = 0; i < n; ++i, x += d) {
    if (log_density) log_density[i] = ring_value(d, x);
    for (int64_t k = 0; score && k < d; ++k) score[i * d + k] = ring_slope(d, x, k);
  }
  return 0;
}

int32_t ring_hessian(void *, int64_t, int64_t n, int64_t d, const double *x, const double *v, double *hv) {
  for (int64_t q = 0; q < n * d; ++q) hv[q] = ring_product(d, x + q / d * d, v + q / d * d, q % d);
  return 0;
}

double largest_error(const numbers &a, const numbers &b) {
  double most = 0;
  for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

numbers ring_scores(int64_t n, int64_t d, const numbers &x) {
  numbers out(x.size());
  ring(n, d, x.data(), nullptr, out.data());
  return out;
}

numbers ring_products(int64_t n, int64_t d, const numbers &x, const numbers &v) {
  numbers out(x.size());
  ring_hessian(nullptr, 0, n, d, x.data(), v.data(), out.data());
  return out;
}

struct failure {
  wgf_status code = WGF_OK;
  int result = 0;
  std::string text;
};

failure failure_of(const std::function<void()> &run) {
  try {
    run();
  } catch (const error &e) {
    return {e.code(), e.callback_result(), e.what()};
  }
  return {};
}

void keep_line(void *user, int32_t, const char *line) { static_cast<std::vector<std::string> *>(user)->push_back(line); }

bool contains(const std::string &text, const char *part) { return text.find(part) != std::string::npos; }

// Gamma(3, 1) in the first coordinate, for x > 0, and a normal in the second.
int32_t gamma_law(int64_t n, int64_t, const double *x, double *log_density, double *score) {
  for (int64_t i = 0; i < n; ++i, x += 2) {
    if (log_density) log_density[i] = 2 * std::log(x[0]) - x[0] - 0.5 * x[1] * x[1];
    if (!score) continue;
    score[2 * i] = 2 / x[0] - 1;
    score[2 * i + 1] = -x[1];
  }
  return 0;
}

}  // namespace

TEST_CASE("target: without bounds the callback works on the asker's own memory") {
  const double *seen_x = nullptr, *seen_score = nullptr;
  fixture f(2, both, [&](int64_t n, int64_t d, const double *x, double *l, double *s) {
    seen_x = x;
    seen_score = s;
    return ring(n, d, x, l, s);
  });
  const numbers u = points(3, 2);
  f.ask(both, u);
  CHECK(seen_x == u.data());
  CHECK(seen_score == f.score.data());
  CHECK(f.score == ring_scores(3, 2, u));
  CHECK(f.rejected == std::vector<uint8_t>(3, 0));
}

TEST_CASE("target: what is not wanted is not asked") {
  bool asked_score = false;
  fixture f(2, both, [&](int64_t n, int64_t d, const double *x, double *l, double *s) {
    asked_score = s != nullptr;
    return ring(n, d, x, l, s);
  });
  f.ask(WGF_LOG_DENSITY, points(3, 2));
  CHECK_FALSE(asked_score);
  CHECK(f.score == numbers(6, 0.0));
}

TEST_CASE("target: a missing score is differenced, and the log tells the cost once") {
  std::vector<std::string> lines;
  fixture f(6, WGF_LOG_DENSITY, [](int64_t n, int64_t d, const double *x, double *l, double *s) {
    CHECK(s == nullptr);
    return ring(n, d, x, l, s);
  });
  f.host->log_callback = {keep_line, &lines, nullptr};
  const numbers u = points(40, 6);
  f.ask(both, u);
  f.ask(both, u);
  // h^2 / 6 times third derivatives up to 4 is 1e-10; eps / h times values up to 20 is 1e-9.
  CHECK(largest_error(f.score, ring_scores(40, 6, u)) < 1e-8);
  REQUIRE(lines.size() == 1);
  CHECK(contains(lines[0], "12 evaluations"));
}

TEST_CASE("target: differencing stays in its buffer when one point does not fit it") {
  int64_t most = 0, calls = 0;
  fixture f(1500, WGF_LOG_DENSITY, [&](int64_t n, int64_t d, const double *x, double *l, double *s) {
    most = std::max(most, n * d);
    ++calls;
    return ring(n, d, x, l, s);
  });
  const numbers u = points(2, 1500);
  f.ask(WGF_SCORE, u);
  CHECK(most <= 1'000'000);
  CHECK(calls == 10);  // 6000 points, 666 at a time
  // As above, with values up to 2000.
  CHECK(largest_error(f.score, ring_scores(2, 1500, u)) < 1e-6);
}

TEST_CASE("target: differences follow the size of the coordinate") {
  fixture f(1, WGF_LOG_DENSITY, [](int64_t n, int64_t, const double *x, double *l, double *) {
    for (int64_t i = 0; i < n; ++i) l[i] = -0.5e-12 * x[i] * x[i];
    return 0;
  });
  f.ask(WGF_SCORE, {3e6});
  // Exact for a quadratic but for rounding: eps times the value 4.5 over the step 18.
  CHECK(std::abs(f.score[0] + 3e-6) < 1e-15);
}

TEST_CASE("target: Hessian products come from scores, or from the log density alone") {
  const numbers u = points(30, 5), v = points(31, 5), w(v.begin() + 5, v.end());
  const numbers exact = ring_products(30, 5, u, w);
  fixture scores(5, both, ring), only_scores(5, WGF_SCORE, ring), values(5, WGF_LOG_DENSITY, ring);
  scores.ask(WGF_HESSIAN_VECTOR, u, w);
  only_scores.ask(WGF_HESSIAN_VECTOR, u, w);
  values.ask(WGF_HESSIAN_VECTOR, u, w);
  // One difference: eps / h = 4e-11 and h^2 = 4e-11. Two: eps / h^2 and h^2 are both 1.5e-8; values and derivatives up to 20.
  CHECK(largest_error(scores.product, exact) < 2e-9);
  CHECK(only_scores.product == scores.product);
  CHECK(largest_error(values.product, exact) < 1e-6);
}

TEST_CASE("target: Hessian products stay in their buffer when the points do not fit it") {
  const int64_t n = 700, d = 1500;
  int64_t most = 0;
  fixture f(d, WGF_SCORE, [&](int64_t m, int64_t k, const double *x, double *l, double *s) {
    most = std::max(most, m * k);
    return ring(m, k, x, l, s);
  });
  numbers u = points(n, d);
  const numbers v = u;
  for (int64_t i = 0; i < n; ++i)  // sizes that differ from batch to batch
    for (int64_t k = 0; k < d; ++k) u[at(i * d + k)] *= 1 + static_cast<double>(i / 100);
  f.ask(WGF_HESSIAN_VECTOR, u, v);
  CHECK(most <= 1'000'000);
  // h = 6e-6 max |x|, here up to 14; scores up to 30 with third derivatives as large.
  CHECK(largest_error(f.product, ring_products(n, d, u, v)) < 1e-6);
}

TEST_CASE("target: a Hessian product is linear in a tiny or huge vector and zero for zero") {
  fixture f(2, both, ring);
  const numbers u = points(3, 2), tiny{1e-200, 2e-200, 1e200, -1e200, 0, 0};
  f.ask(WGF_HESSIAN_VECTOR, u, tiny);
  const numbers exact = ring_products(3, 2, u, tiny);
  for (size_t q = 0; q < 4; ++q) CHECK(std::abs(f.product[q] - exact[q]) < 1e-8 * (q < 2 ? 2e-200 : 1e200));
  CHECK(f.product[4] == 0);
  CHECK(f.product[5] == 0);
  CHECK(f.rejected == std::vector<uint8_t>(3, 0));
}

TEST_CASE("target: the user's own Hessian products are used where they fit") {
  int64_t calls = 0;
  fixture f(5, both, [&](int64_t n, int64_t d, const double *x, double *l, double *s) {
    ++calls;
    return ring(n, d, x, l, s);
  });
  dynamic_cast<callback_density &>(*f.t.law()).give_hessian_vector({ring_hessian, nullptr, nullptr});
  const numbers u = points(4, 5), v = points(4, 5);
  f.ask(WGF_HESSIAN_VECTOR, u, v);
  CHECK(f.product == ring_products(4, 5, u, v));
  CHECK(calls == 0);
}

TEST_CASE("target: a bounded density is seen with its Jacobian, score and Hessian to match") {
  fixture f(2, both, gamma_law);
  f.t.editable_coordinates().bound(0, 0, INFINITY);
  const numbers u = points(20, 2), v = points(20, 2);
  f.ask(both | WGF_HESSIAN_VECTOR, u, v);
  for (int64_t i = 0; i < 20; ++i) {
    const double a = u[at(2 * i)], b = u[at(2 * i + 1)], x = std::exp(a);  // log density 3 a - e^a - b^2/2
    CHECK(f.log_density[at(i)] == doctest::Approx(3 * a - x - 0.5 * b * b).epsilon(1e-14));
    CHECK(f.score[at(2 * i)] == doctest::Approx(3 - x).epsilon(1e-14));
    CHECK(f.score[at(2 * i + 1)] == doctest::Approx(-b).epsilon(1e-14));
    CHECK(std::abs(f.product[at(2 * i)] + x * v[at(2 * i)]) < 2e-9);  // as above, with e^2 = 7
    CHECK(std::abs(f.product[at(2 * i + 1)] + v[at(2 * i + 1)]) < 2e-9);
  }
}

TEST_CASE("target: answers from outside give the bits of the callback") {
  fixture f(2, both, gamma_law);
  f.t.editable_coordinates().bound(0, 0, INFINITY);
  const numbers u = points(7, 2);
  f.ask(both, u);

  target outside(f.host, nullptr, 2);
  outside.editable_coordinates().bound(0, 0, INFINITY);
  CHECK(outside.is_external());
  numbers x(14), l(7), s(14), log_density(7), score(14);
  const request ask{both, 7, 2, -1, u.data(), nullptr, {log_density.data(), score.data()}};
  outside.to_user(ask, x.data(), nullptr);
  gamma_law(7, 2, x.data(), l.data(), s.data());
  outside.from_user(ask, l.data(), s.data(), nullptr);
  CHECK(log_density == f.log_density);
  CHECK(score == f.score);
  CHECK(failure_of([&] { outside.from_user(ask, l.data(), nullptr, nullptr); }).code == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { outside.respond(ask, f.pool); }).code == WGF_E_STATE);
}

TEST_CASE("target: one that is answered from outside provides its flags and no more") {
  const auto host = std::make_shared<context>();
  target t(host, std::make_shared<callback_density>(WGF_SCORE | WGF_HESSIAN_VECTOR, callback<wgf_density_fn>()), 3);
  CHECK(t.is_external());
  CHECK(t.provides() == (WGF_SCORE | WGF_HESSIAN_VECTOR));
  t.editable_coordinates().bound(0, 0, 1);
  CHECK(t.provides() == WGF_SCORE);  // its products are on the user's scale
  fixture f(3, WGF_LOG_DENSITY | WGF_MINI_BATCH, ring);
  CHECK(f.t.provides() == (both | WGF_HESSIAN_VECTOR | WGF_MINI_BATCH));
}

TEST_CASE("target: rejected points are marked, counted, and the first keeps its message") {
  fixture f(1, both, [](int64_t n, int64_t, const double *x, double *l, double *s) {
    for (int64_t i = 0; i < n; ++i) {
      l[i] = x[i] == 1 ? -INFINITY : x[i] == 2 ? std::nan("")
                                 : x[i] == 3   ? INFINITY
                                               : -x[i];
      s[i] = x[i] == 4 ? INFINITY : -1;
      if (x[i] == 1) leave_callback_message("one");
      if (x[i] == 2) leave_callback_message("two");
    }
    return 0;
  });
  f.ask(both, {0, 1, 2, 3, 4, 5});
  CHECK(f.rejected == std::vector<uint8_t>{0, 1, 1, 1, 1, 0});
  CHECK(f.log_density[0] == 0);
  CHECK(f.log_density[1] == -INFINITY);
  CHECK(f.t.rejected().count == 4);
  CHECK(f.t.rejected().first == 1);
  CHECK(f.t.rejected().message == "one");
  f.ask(both, {2, 0});
  CHECK(f.rejected == std::vector<uint8_t>{1, 0});
  CHECK(f.t.rejected().count == 5);
  CHECK(f.t.rejected().first == 1);
  CHECK(f.t.rejected().message == "one");
}

TEST_CASE("target: a message from before the request is not taken for its own") {
  fixture f(1, both, [](int64_t, int64_t, const double *, double *l, double *s) {
    *l = *s = std::nan("");
    return 0;
  });
  leave_callback_message("old");
  f.ask(both, {0});
  CHECK(f.t.rejected().count == 1);
  CHECK(f.t.rejected().message.empty());
}

TEST_CASE("target: what a callback forgets to write is rejected, not taken from memory") {
  fixture f(2, both, [](int64_t, int64_t, const double *, double *l, double *) {
    l[0] = l[1] = 1;
    return 0;
  });
  f.ask(both, {0, 0, 0, 0});
  CHECK(f.rejected == std::vector<uint8_t>{1, 1});
}

TEST_CASE("target: a fatal callback stops with its value and its last message") {
  fixture f(1, both, [](int64_t, int64_t, const double *, double *, double *) {
    leave_callback_message("first");
    leave_callback_message("no data");
    return 42;
  });
  const failure seen = failure_of([&] { f.ask(both, {0}); });
  CHECK(seen.code == WGF_E_CALLBACK);
  CHECK(seen.result == 42);
  CHECK(contains(seen.text, "returned 42"));
  CHECK(contains(seen.text, "no data"));
  CHECK(take_callback_message().empty());
}

TEST_CASE("target: an exception out of a callback is a fatal callback") {
  fixture known(1, both, [](int64_t, int64_t, const double *, double *, double *) -> int32_t { throw std::runtime_error("boom"); });
  fixture other(1, both, [](int64_t, int64_t, const double *, double *, double *) -> int32_t { throw 3; });
  const failure seen = failure_of([&] { known.ask(both, {0}); });
  CHECK(seen.code == WGF_E_CALLBACK);
  CHECK(contains(seen.text, "boom"));
  CHECK(failure_of([&] { other.ask(both, {0}); }).code == WGF_E_CALLBACK);
}

TEST_CASE("target: one that is not thread safe is called once, here, for all points") {
  std::vector<int64_t> sizes;
  const auto here = std::this_thread::get_id();
  bool always_here = true;
  fixture f(
      2, both, [&](int64_t n, int64_t d, const double *x, double *l, double *s) {
        sizes.push_back(n);
        always_here = always_here && std::this_thread::get_id() == here;
        return ring(n, d, x, l, s);
      },
      4);
  f.ask(both, points(5000, 2));
  CHECK(sizes == std::vector<int64_t>{5000});
  CHECK(always_here);
}

TEST_CASE("target: a thread safe one is called in the same parts, with the same bits, for any number of threads") {
  const int64_t n = 3001;
  const numbers u = points(n, 2);
  std::vector<int64_t> first_sizes;
  numbers first_score, first_log_density;
  for (const int threads : {1, 2, 3, 7}) {
    std::mutex lock;
    std::vector<int64_t> sizes;
    fixture f(
        2, both | WGF_THREAD_SAFE, [&](int64_t m, int64_t d, const double *x, double *l, double *s) {
          const std::lock_guard<std::mutex> held(lock);
          sizes.push_back(m);
          return gamma_law(m, d, x, l, s);
        },
        threads);
    f.t.editable_coordinates().bound(0, 0, INFINITY);
    for (int repeat = 0; repeat < 3; ++repeat) f.ask(both, u);
    std::sort(sizes.begin(), sizes.end());
    if (threads == 1) {
      first_sizes = sizes;
      first_score = f.score;
      first_log_density = f.log_density;
    }
    CHECK(sizes == first_sizes);
    CHECK(f.score == first_score);
    CHECK(f.log_density == first_log_density);
  }
  CHECK(first_sizes.size() > 3 * 32);
}

TEST_CASE("target: rejections of a thread safe one are those of the first part, whoever computed it") {
  for (const int threads : {1, 4}) {
    fixture f(
        1, both | WGF_THREAD_SAFE, [](int64_t n, int64_t, const double *x, double *l, double *s) {
          for (int64_t i = 0; i < n; ++i) {
            l[i] = x[i] >= 100 ? std::nan("") : 0;
            s[i] = 0;
            if (x[i] >= 100) leave_callback_message(std::to_string(static_cast<int>(x[i])).c_str());
          }
          return 0;
        },
        threads);
    numbers u(1000);
    for (size_t i = 0; i < 1000; ++i) u[i] = static_cast<double>(i);
    f.ask(both, u);
    CHECK(f.t.rejected().count == 900);
    CHECK(f.t.rejected().first == 100);
    CHECK(f.t.rejected().message == "100");
  }
}

TEST_CASE("target: a fatal callback on another thread stops with its value") {
  fixture f(
      1, both | WGF_THREAD_SAFE, [](int64_t n, int64_t, const double *x, double *l, double *s) {
        std::fill_n(l, n, 0.0);
        std::fill_n(s, n, 0.0);
        leave_callback_message("bad point");
        return x[0] >= 500 ? 9 : 0;
      },
      4);
  numbers u(1000);
  for (size_t i = 0; i < 1000; ++i) u[i] = static_cast<double>(i);
  const failure seen = failure_of([&] { f.ask(both, u); });
  CHECK(seen.code == WGF_E_CALLBACK);
  CHECK(seen.result == 9);
  CHECK(contains(seen.text, "bad point"));
}

TEST_CASE("target: scratch memory is kept between requests") {
  std::vector<const double *> seen;
  fixture f(2, both, [&](int64_t n, int64_t d, const double *x, double *l, double *s) {
    seen.push_back(x);
    seen.push_back(s);
    return gamma_law(n, d, x, l, s);
  });
  f.t.editable_coordinates().bound(0, 0, INFINITY);
  f.ask(both, points(100, 2));
  f.ask(both, points(50, 2));
  f.ask(both, points(100, 2));
  CHECK(seen[0] == seen[2]);
  CHECK(seen[1] == seen[5]);
}

TEST_CASE("target: a cancelled caller is not kept waiting for the callback") {
  bool called = false;
  fixture f(1, both, [&](int64_t, int64_t, const double *, double *, double *) {
    called = true;
    return 0;
  });
  const auto stop = [] { return true; };
  const poll_ref poll(stop);
  f.pool.set_poll(&poll);
  CHECK_THROWS_AS(f.ask(both, {0}), cancelled);
  CHECK_FALSE(called);
}

TEST_CASE("target: a score alone is enough, but gives no log density") {
  fixture f(2, WGF_SCORE, ring);
  CHECK(f.t.provides() == (WGF_SCORE | WGF_HESSIAN_VECTOR));
  const numbers u = points(3, 2);
  f.ask(WGF_SCORE, u);
  CHECK(f.score == ring_scores(3, 2, u));
  CHECK(failure_of([&] { f.ask(both, u); }).code == WGF_E_UNSUPPORTED);
}

TEST_CASE("target: flags without meaning are refused") {
  const callback<wgf_density_fn> none;
  CHECK(failure_of([&] { callback_density(0, none); }).code == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { callback_density(WGF_THREAD_SAFE, none); }).code == WGF_E_ARGUMENT);
  CHECK(failure_of([&] { callback_density(WGF_SCORE | 32, none); }).code == WGF_E_ARGUMENT);
}

TEST_CASE("target: bounds are fixed by the first use") {
  fixture f(2, both, ring);
  f.t.editable_coordinates().bound(0, 0, 1);
  f.ask(both, points(1, 2));
  CHECK(failure_of([&] { f.t.editable_coordinates(); }).code == WGF_E_STATE);
  CHECK(failure_of([&] { f.t.options(); }).code == WGF_E_UNSUPPORTED);
}

TEST_CASE("target: rows are drawn from samples by their weights") {
  const auto host = std::make_shared<context>();
  target t(host, sample_cloud{4, 2, {0, 0, 1, 10, 2, 20, 3, 30}, {0.1, 0, 0.6, 0.3}});
  CHECK(t.provides() == 0);
  workers pool(1);
  const int64_t n = 40000;
  numbers x(at(2 * n));
  REQUIRE(t.sample({3, 0, purpose::initial}, n, x.data(), pool));
  std::vector<int64_t> counts(4);
  for (int64_t i = 0; i < n; ++i) {
    CHECK(x[at(2 * i + 1)] == 10 * x[at(2 * i)]);
    ++counts[static_cast<size_t>(x[at(2 * i)])];
  }
  for (size_t k = 0; k < 4; ++k) {
    const double p = t.samples().w[k], error = 4 * std::sqrt(p * (1 - p) / n);
    CHECK(std::abs(static_cast<double>(counts[k]) / n - p) <= error);
  }
  CHECK(failure_of([&] { t.editable_coordinates(); }).code == WGF_E_UNSUPPORTED);
}

TEST_CASE("score check: a right score passes in bounded coordinates") {
  fixture f(2, both, gamma_law);
  f.t.editable_coordinates().bound(0, 0, INFINITY);
  const score_check found = check_score(f.t, 20, points(20, 2).data(), f.pool);
  CHECK(found.worst < 1e-8);
  CHECK(found.worst > 0);
}

TEST_CASE("score check: a wrong coordinate is named with both values") {
  fixture f(3, both, [](int64_t n, int64_t d, const double *x, double *l, double *s) {
    ring(n, d, x, l, s);
    for (int64_t i = 0; s && i < n; ++i) s[i * d + 1] *= 1.01;
    return 0;
  });
  const numbers u = points(10, 3);
  const score_check found = check_score(f.t, 10, u.data(), f.pool);
  CHECK(found.worst > 1e-3);
  CHECK(found.coordinate == 1);
  CHECK(found.given == doctest::Approx(1.01 * ring_slope(3, &u[at(3 * found.point)], 1)));
  CHECK(found.differenced == doctest::Approx(ring_slope(3, &u[at(3 * found.point)], 1)).epsilon(1e-7));
}

TEST_CASE("score check: a score that is not a number is found, a rejected point is passed over") {
  fixture f(1, both, [](int64_t n, int64_t, const double *x, double *l, double *s) {
    for (int64_t i = 0; i < n; ++i) {
      l[i] = x[i] < 0 || x[i] == 3 ? -INFINITY : -x[i];
      if (s) s[i] = x[i] > 5 || x[i] == 3 ? std::nan("") : -1;
    }
    return 0;
  });
  CHECK(check_score(f.t, 3, numbers{-1, 1, 3}.data(), f.pool).worst < 1e-8);
  CHECK(check_score(f.t, 3, numbers{-1, 1, 6}.data(), f.pool).worst == INFINITY);
  CHECK(check_score(f.t, 3, numbers{-1, 1, 6}.data(), f.pool).point == 2);
  CHECK(failure_of([&] { check_score(f.t, 1, numbers{-1}.data(), f.pool); }).code == WGF_E_NUMERIC);
  fixture half(1, WGF_SCORE, ring);
  CHECK(failure_of([&] { check_score(half.t, 1, numbers{0}.data(), half.pool); }).code == WGF_E_UNSUPPORTED);
}
