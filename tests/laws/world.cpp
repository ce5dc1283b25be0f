#include "laws/world.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace wgf::laws {

namespace {

matrix random_matrix(int64_t n, int64_t d, uint64_t step) {
  matrix out(n, d);
  normals({99, step, purpose::user}, 0, n, d, out.data());
  return out;
}

matrix moved(const matrix &x, const motion &m) {
  return ((x * m.rotation.transpose()).rowwise() + m.shift.transpose()) * m.scale;
}

std::shared_ptr<target> gaussian(const std::shared_ptr<context> &host, int64_t d, const motion &m) {
  const target_spec &spec = find_target("gaussian");
  auto options = std::make_unique<option_set>("target \"gaussian\"", spec.options);
  const matrix half = random_matrix(d, d, 1);
  const matrix covariance = matrix::Identity(d, d) + 0.3 * half * half.transpose();
  const Eigen::VectorXd mean = (m.rotation * Eigen::VectorXd::LinSpaced(d, -0.5, 0.75) + m.shift) * m.scale;
  const matrix turned = m.rotation * covariance * m.rotation.transpose() * (m.scale * m.scale);
  const matrix symmetric = 0.5 * (turned + turned.transpose());
  options->set_vector("mean", d, mean.data());
  options->set_vector("covariance", d * d, symmetric.data());
  return std::make_shared<target>(host, std::move(options), spec, d);
}

std::shared_ptr<target> cloud_target(const std::shared_ptr<context> &host, const setup &s, const motion &m) {
  const matrix y = moved(random_matrix(s.m, s.d, 2) * 0.7 + matrix::Constant(s.m, s.d, 0.4), m);
  sample_cloud samples{s.m, s.d, std::vector<double>(y.data(), y.data() + y.size()), std::vector<double>(static_cast<size_t>(s.m))};
  double total = 0;
  for (int64_t i = 0; i < s.m; ++i) total += samples.w[static_cast<size_t>(i)] = s.weighted ? 1.0 + static_cast<double>(i % 4) : 1.0;
  for (double &w : samples.w) w /= total;
  return std::make_shared<target>(host, std::move(samples));
}

void place(ensemble &e, const setup &s, const motion &m) {
  const matrix x = moved(random_matrix(s.n, s.d, 3) * s.spread, m);
  double total = 0;
  for (int64_t i = 0; i < s.n; ++i) {
    const int64_t from = m.order[static_cast<size_t>(i)];
    std::copy_n(x.data() + from * s.d, s.d, e.x.begin() + i * s.d);
    total += e.w[static_cast<size_t>(i)] = s.weighted ? 1.0 + static_cast<double>(from % 3) : 1.0;
  }
  for (double &w : e.w) w /= total;
}

}  // namespace

motion stay(int64_t n, int64_t d) {
  motion m{matrix::Identity(d, d), Eigen::VectorXd::Zero(d), std::vector<int64_t>(static_cast<size_t>(n))};
  std::iota(m.order.begin(), m.order.end(), int64_t{0});
  return m;
}

world make_world(const flow_spec &spec, const setup &s, const motion &m) {
  world w;
  w.host = std::make_shared<context>();
  w.host->options().set_integer("threads", s.threads);
  w.host->options().set_integer("seed", static_cast<int64_t>(s.seed));
  w.density = s.density ? s.density : gaussian(w.host, s.d, m);
  w.density->freeze();
  w.samples = cloud_target(w.host, s, m);
  if (s.external) w.external = std::make_shared<target>(w.host, std::shared_ptr<density>(), s.d);
  w.particles = std::make_shared<ensemble>(w.host, s.n, s.d);
  place(*w.particles, s, m);
  w.run = std::make_unique<flow>(w.host, spec);
  s.options(w.run->editable_options());
  if (spec.wants != 0) w.run->set_target(s.external ? w.external : w.density);
  if (spec.wants_samples) w.run->set_target(w.samples);
  w.run->set_ensemble(w.particles);
  return w;
}

world make_world(const flow_spec &spec, const setup &s) { return make_world(spec, s, stay(s.n, s.d)); }

void plain_steps(option_set &options) {
  if (options.has("stepper")) options.set_text("stepper", "euler");
  if (!options.has("start")) return;
  options.set_text("start", "particles");
  options.set_integer("warmup", 0);
}

void step_by_asking(world &w) {
  std::vector<double> log_density, score;
  workers alone(1);
  while (const request *ask = w.run->ask()) {
    log_density.resize(static_cast<size_t>(ask->n));
    score.resize(static_cast<size_t>(ask->n * ask->d));
    std::vector<uint8_t> marks(static_cast<size_t>(ask->n));
    request here = *ask;
    here.into = {log_density.data(), score.data(), nullptr, marks.data()};
    w.density->respond(here, alone);
    w.run->tell(ask->wants & WGF_LOG_DENSITY ? log_density.data() : nullptr, ask->wants & WGF_SCORE ? score.data() : nullptr, nullptr);
  }
}

std::vector<double> drift_of(world &w) {
  std::vector<double> v(w.particles->x.size());
  w.run->drift(v.data());
  return v;
}

std::vector<const flow_spec *> flows_with_drift() {
  std::vector<const flow_spec *> out;
  for (const flow_spec *spec : flow_catalogue()) {
    world w = make_world(*spec, {});
    try {
      drift_of(w);
      out.push_back(spec);
    } catch (const error &e) {
      if (e.code() != WGF_E_UNSUPPORTED) throw;
    }
  }
  return out;
}

std::vector<const flow_spec *> flows_with_energy() {
  std::vector<const flow_spec *> out;
  for (const flow_spec *spec : flow_catalogue())
    if (spec->has_energy) out.push_back(spec);
  return out;
}

double largest(const std::vector<double> &v) {
  double most = 0;
  for (double x : v) most = std::max(most, std::abs(x));
  return most;
}

double largest_difference(const std::vector<double> &a, const std::vector<double> &b) {
  double most = 0;
  for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

}  // namespace wgf::laws
