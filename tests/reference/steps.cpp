#include "reference/steps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace wgf::reference {

namespace {

using field = std::vector<double>;

double squared_distance(const double *a, const double *b, int64_t d) {
  double sum = 0;
  for (int64_t k = 0; k < d; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

// k and its derivative in u = r^2/l^2, exponents at their defaults; the singular values at 0 are 0.
struct radial {
  double k, slope;
};

radial kernel_at(const std::string &name, double u) {
  const double z3 = std::sqrt(3 * u), z5 = std::sqrt(5 * u), r = std::sqrt(u);
  if (name == "gaussian") return {std::exp(-u / 2), -std::exp(-u / 2) / 2};
  if (name == "imq") return {1 / std::sqrt(1 + u), -0.5 * std::pow(1 + u, -1.5)};
  if (name == "laplace") return {std::exp(-r), u == 0 ? 0 : -std::exp(-r) / (2 * r)};
  if (name == "matern32") return {(1 + z3) * std::exp(-z3), -1.5 * std::exp(-z3)};
  if (name == "matern52") return {(1 + z5 + z5 * z5 / 3) * std::exp(-z5), -5.0 / 6 * (1 + z5) * std::exp(-z5)};
  if (name == "rational_quadratic") return {1 / (1 + u / 2), -0.5 / ((1 + u / 2) * (1 + u / 2))};
  if (name == "riesz") return {-r, u == 0 ? 0 : -1 / (2 * r)};
  return {std::nan(""), std::nan("")};
}

// Liu and Wang 2016, equation 8.
field svgd(const state &s) {
  field v(s.x.size());
  const double l2 = s.bandwidth * s.bandwidth;
  for (int64_t i = 0; i < s.n; ++i)
    for (int64_t j = 0; j < s.n; ++j) {
      const double *xi = &s.x[static_cast<size_t>(i * s.d)], *xj = &s.x[static_cast<size_t>(j * s.d)];
      const radial at = kernel_at(s.options->text("kernel"), squared_distance(xi, xj, s.d) / l2);
      for (int64_t c = 0; c < s.d; ++c)
        v[static_cast<size_t>(i * s.d + c)] +=
            s.w[static_cast<size_t>(j)] * (at.k * s.score[static_cast<size_t>(j * s.d + c)] - 2 * at.slope * (xi[c] - xj[c]) / l2);
    }
  return v;
}

// Arbel et al. 2019, equation 5: minus the gradient of the witness.
field mmd(const state &s) {
  field v(s.x.size());
  const double l2 = s.bandwidth * s.bandwidth;
  const auto add = [&](int64_t count, const field &other, const field &weights, double sign) {
    for (int64_t i = 0; i < s.n; ++i)
      for (int64_t j = 0; j < count; ++j) {
        const double *xi = &s.x[static_cast<size_t>(i * s.d)], *yj = &other[static_cast<size_t>(j * s.d)];
        const double slope = kernel_at(s.options->text("kernel"), squared_distance(xi, yj, s.d) / l2).slope;
        for (int64_t c = 0; c < s.d; ++c) v[static_cast<size_t>(i * s.d + c)] -= sign * weights[static_cast<size_t>(j)] * 2 * slope * (xi[c] - yj[c]) / l2;
      }
  };
  add(s.n, s.x, s.w, 1);
  add(s.m, s.y, s.v, -1);
  return v;
}

// The default energy of composed: interaction W = r^2/2 - log r.
field quadratic_and_log(const state &s) {
  field v(s.x.size());
  for (int64_t i = 0; i < s.n; ++i)
    for (int64_t j = 0; j < s.n; ++j) {
      if (i == j) continue;
      const double *xi = &s.x[static_cast<size_t>(i * s.d)], *xj = &s.x[static_cast<size_t>(j * s.d)];
      const double slope = 1 / squared_distance(xi, xj, s.d) - 1;  // -W'(r)/r
      for (int64_t c = 0; c < s.d; ++c) v[static_cast<size_t>(i * s.d + c)] += s.w[static_cast<size_t>(j)] * slope * (xi[c] - xj[c]);
    }
  return v;
}

// Transport of the projections onto one direction: the mean of the target's quantile function over each particle's interval.
field transported(const field &a, const field &wa, const field &b, const field &wb) {
  std::vector<size_t> ia(a.size()), ib(b.size());
  std::iota(ia.begin(), ia.end(), size_t{0});
  std::iota(ib.begin(), ib.end(), size_t{0});
  std::stable_sort(ia.begin(), ia.end(), [&](size_t i, size_t j) { return a[i] < a[j]; });
  std::stable_sort(ib.begin(), ib.end(), [&](size_t i, size_t j) { return b[i] < b[j]; });
  field out(a.size());
  double low = 0;
  for (size_t i : ia) {
    const double high = low + wa[i];
    double from = 0;
    for (size_t j : ib) {
      const double to = from + wb[j];
      out[i] += std::max(0.0, std::min(high, to) - std::max(low, from)) * b[j];
      from = to;
    }
    out[i] /= wa[i];
    low = high;
  }
  return out;
}

// Liutkus et al. 2019, algorithm 1, with exact quantile functions; the directions are the library's normals, normalised.
field sliced_wasserstein(const state &s) {
  const int64_t count = s.options->integer("slices");
  field directions(static_cast<size_t>(count * s.d)), v(s.x.size());
  normals({s.seed, 0, purpose::slices}, 0, count, s.d, directions.data());
  const auto project = [&](const field &x, int64_t n, const double *theta) {
    field out(static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) out[static_cast<size_t>(i)] = std::inner_product(theta, theta + s.d, &x[static_cast<size_t>(i * s.d)], 0.0);
    return out;
  };
  for (int64_t p = 0; p < count; ++p) {
    double *theta = &directions[static_cast<size_t>(p * s.d)];
    const double norm = std::sqrt(std::inner_product(theta, theta + s.d, theta, 0.0));
    for (int64_t k = 0; k < s.d; ++k) theta[k] /= norm;
    const field a = project(s.x, s.n, theta), to = transported(a, s.w, project(s.y, s.m, theta), s.v);
    for (int64_t i = 0; i < s.n; ++i)
      for (int64_t k = 0; k < s.d; ++k)
        v[static_cast<size_t>(i * s.d + k)] += (to[static_cast<size_t>(i)] - a[static_cast<size_t>(i)]) * theta[k] / static_cast<double>(count);
  }
  return v;
}

field moved(const state &s, const field &v) {
  field out = s.x;
  for (size_t i = 0; i < out.size(); ++i) out[i] += s.h * v[i];
  return out;
}

template <class T>
field noise_of(const state &s) {
  std::vector<T> xi(s.x.size());
  normals({s.seed, 0, purpose::noise}, 0, s.n, s.d, xi.data());
  return field(xi.begin(), xi.end());
}

field with_noise(const state &s, field x) {
  const bool single = s.options->has("precision") && s.options->text("precision") == "float";  // these are other numbers
  const field xi = single ? noise_of<float>(s) : noise_of<double>(s);
  for (size_t i = 0; i < x.size(); ++i) x[i] += std::sqrt(2 * s.h) * xi[i];
  return x;
}

// What the density says of other points, all inside its support.
void ask(const state &s, const field &x, field *log_density, field *score) {
  log_density->resize(static_cast<size_t>(s.n));
  score->resize(s.x.size());
  std::vector<uint8_t> marks(static_cast<size_t>(s.n));
  workers alone(1);
  s.density->respond({WGF_LOG_DENSITY | WGF_SCORE, s.n, s.d, -1, x.data(), nullptr, {log_density->data(), score->data(), nullptr, marks.data()}}, alone);
}

// Roberts and Tweedie 1996: the Metropolis ratio with both Gaussian proposal densities written out.
field mala(const state &s) {
  const field proposal = with_noise(s, moved(s, s.score));
  field there, log_there, u(static_cast<size_t>(s.n)), out = s.x;
  ask(s, proposal, &log_there, &there);
  uniforms({s.seed, 0, purpose::accept}, 0, s.n, 1, u.data());
  const auto log_proposal = [&](const double *to, const double *from, const double *score) {
    double sum = 0;
    for (int64_t k = 0; k < s.d; ++k) sum += std::pow(to[k] - from[k] - s.h * score[k], 2);
    return -sum / (4 * s.h);
  };
  for (int64_t i = 0; i < s.n; ++i) {
    const size_t at = static_cast<size_t>(i), row = static_cast<size_t>(i * s.d);
    const double ratio = log_there[at] - s.log_density[at] + log_proposal(&s.x[row], &proposal[row], &there[row]) -
                         log_proposal(&proposal[row], &s.x[row], &s.score[row]);
    if (std::log(u[at]) < ratio) std::copy_n(&proposal[row], s.d, &out[row]);
  }
  return out;
}

field draw(const state &s, purpose why, int64_t columns) {
  field out(static_cast<size_t>(s.n * columns));
  normals({s.seed, 0, why}, 0, s.n, columns, out.data());
  return out;
}

// Garbuno-Inigo, Nuesken and Reich 2020, equation 7, with weights: C as a matrix, its square root by the deviations.
field aldi(const state &s) {
  const size_t n = static_cast<size_t>(s.n), d = static_cast<size_t>(s.d);
  field mean(d), c(d * d), out = s.x;
  const auto away = [&](size_t i, size_t k) { return s.x[i * d + k] - mean[k]; };
  for (size_t q = 0; q < n * d; ++q) mean[q % d] += s.w[q / d] * s.x[q];
  for (size_t i = 0; i < n; ++i)
    for (size_t q = 0; q < d * d; ++q) c[q] += s.w[i] * away(i, q / d) * away(i, q % d);
  const field noise = draw(s, purpose::noise, s.n);
  for (size_t i = 0; i < n; ++i)
    for (size_t k = 0; k < d; ++k) {
      double drift = static_cast<double>(d + 1) * s.w[i] * away(i, k), shake = 0;
      for (size_t l = 0; l < d; ++l) drift += c[k * d + l] * s.score[i * d + l];
      for (size_t j = 0; j < n; ++j) shake += std::sqrt(s.w[j]) * away(j, k) * noise[i * n + j];
      out[i * d + k] += s.h * drift + std::sqrt(2 * s.h) * shake;
    }
  return out;
}

double kinetic_energy(const field &p, int64_t i, int64_t d) {
  return std::inner_product(&p[static_cast<size_t>(i * d)], &p[static_cast<size_t>(i * d)] + d, &p[static_cast<size_t>(i * d)], 0.0) / 2;
}

// Leimkuhler and Matthews 2013: the parts of the splitting one after the other. What O does to the energy is heat, and no part of the work.
field kinetic(const state &s) {
  const bool middle = s.options->text("scheme") == "baoab", adjusts = s.options->text("adjust") == "yes";
  const std::string parts = middle ? "BAOAB" : "OBABO";
  const double h = s.h, g = s.options->real("friction"), c = std::exp(-g * (middle ? h : h / 2));
  const field noise = draw(s, purpose::noise, middle ? s.d : 2 * s.d);
  field x = s.x, p = draw(s, purpose::momentum, s.d), score = s.score, log_density = s.log_density, u(static_cast<size_t>(s.n));
  field work(static_cast<size_t>(s.n));
  const auto add_kinetic = [&](double sign) {
    for (int64_t i = 0; i < s.n; ++i) work[static_cast<size_t>(i)] += sign * kinetic_energy(p, i, s.d);
  };
  add_kinetic(-1);
  int64_t half = 0;
  for (size_t part = 0; part < 5; ++part) {
    if (parts[part] == 'A')
      for (size_t q = 0; q < x.size(); ++q) x[q] += (middle ? h / 2 : h) * p[q];
    if (parts[part] == 'B') {
      ask(s, x, &log_density, &score);
      for (size_t q = 0; q < x.size(); ++q) p[q] += h / 2 * score[q];
    }
    if (parts[part] != 'O') continue;
    add_kinetic(1);
    for (int64_t i = 0; i < s.n; ++i)
      for (int64_t k = 0; k < s.d; ++k) {
        double &each = p[static_cast<size_t>(i * s.d + k)];
        each = c * each + std::sqrt(1 - c * c) * noise[static_cast<size_t>(i * (middle ? s.d : 2 * s.d) + half * s.d + k)];
      }
    add_kinetic(-1);
    ++half;
  }
  add_kinetic(1);
  uniforms({s.seed, 0, purpose::accept}, 0, s.n, 1, u.data());
  for (size_t i = 0; adjusts && i < u.size(); ++i)
    if (std::log(u[i]) >= log_density[i] - s.log_density[i] - work[i]) std::copy_n(&s.x[i * static_cast<size_t>(s.d)], s.d, &x[i * static_cast<size_t>(s.d)]);
  return x;
}

// Robnik et al. 2023, with cosh and sinh: the direction u turns towards the score over a time; the energy that speed would have had.
double turn(const double *score, double time, int64_t d, double *u) {
  const double size = std::sqrt(std::inner_product(score, score + d, score, 0.0)), delta = time * size / static_cast<double>(d - 1);
  const double along = std::inner_product(score, score + d, u, 0.0) / size, r = std::cosh(delta) + along * std::sinh(delta);
  for (int64_t k = 0; k < d; ++k) u[k] = (u[k] + score[k] / size * (std::sinh(delta) + along * (std::cosh(delta) - 1))) / r;
  return static_cast<double>(d - 1) * std::log(r);
}

void to_length_one(field &u, int64_t d) {
  for (auto row = u.begin(); row != u.end(); row += d) {
    const double size = std::sqrt(std::inner_product(row, row + d, row, 0.0));
    for (auto each = row; each != row + d; ++each) *each /= size;
  }
}

// The direction of the first step: that of the start, partly anew, or adjusted all anew.
field first_direction(const state &s, bool adjusts) {
  field u = draw(s, purpose::momentum, s.d);
  const field z = draw(s, purpose::noise, s.d);
  to_length_one(u, s.d);
  const double nu = std::sqrt((std::exp(2 * s.h / s.options->real("decoherence")) - 1) / static_cast<double>(s.d));
  for (size_t q = 0; q < u.size(); ++q) u[q] = adjusts ? z[q] : u[q] + nu * z[q];
  to_length_one(u, s.d);
  return u;
}

field microcanonical(const state &s) {
  const bool adjusts = s.options->text("adjust") == "yes";
  const double l = 0.1931833275037836, eps = std::sqrt(static_cast<double>(s.d)) * s.h;
  const bool short_steps = s.options->text("integrator") == "leapfrog";
  const field kicks = short_steps ? field{0.5, 0.5} : field{l, 1 - 2 * l, l}, moves = short_steps ? field{1} : field{0.5, 0.5};
  field u = first_direction(s, adjusts), x = s.x, score = s.score, log_density = s.log_density, error(static_cast<size_t>(s.n)), coin(error.size());
  const double mean_length = s.options->real("decoherence") / s.h;
  const double steps = adjusts ? std::ceil(2 * uniform_at({s.seed, 0, purpose::accept}, 0, 1) * mean_length) : 1;
  const auto kick = [&](double part) {
    for (int64_t i = 0; i < s.n; ++i) error[static_cast<size_t>(i)] += turn(&score[static_cast<size_t>(i * s.d)], part * eps, s.d, &u[static_cast<size_t>(i * s.d)]);
  };
  for (int64_t k = 0; k < static_cast<int64_t>(steps); ++k) {
    for (size_t part = 0; part < moves.size(); ++part) {
      kick(kicks[part]);
      for (size_t q = 0; q < x.size(); ++q) x[q] += moves[part] * eps * u[q];
      ask(s, x, &log_density, &score);
    }
    kick(kicks.back());
  }
  uniforms({s.seed, 0, purpose::accept}, 0, s.n, 1, coin.data());
  for (size_t i = 0; adjusts && i < coin.size(); ++i)
    if (std::log(coin[i]) >= log_density[i] - s.log_density[i] - error[i]) std::copy_n(&s.x[i * static_cast<size_t>(s.d)], s.d, &x[i * static_cast<size_t>(s.d)]);
  return x;
}

}  // namespace

std::vector<double> step(const std::string &flow, const state &s) {
  if (flow == "svgd") return moved(s, svgd(s));
  if (flow == "mmd") return moved(s, mmd(s));
  if (flow == "composed") return moved(s, quadratic_and_log(s));
  if (flow == "sliced_wasserstein") return moved(s, sliced_wasserstein(s));
  if (flow == "langevin") return with_noise(s, moved(s, s.score));
  if (flow == "mala") return mala(s);
  if (flow == "kinetic") return kinetic(s);
  if (flow == "aldi") return aldi(s);
  if (flow == "microcanonical") return microcanonical(s);
  return {};
}

}  // namespace wgf::reference
