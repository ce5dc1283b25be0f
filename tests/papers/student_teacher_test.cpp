// Noise injection on the student-teacher problem (neurons.h). The paper has a teacher of N(0, 1), a student of 1000 particles from N(0.001, 1), 1000
// points for training and as many for validation, mini-batches of 100, 10000 epochs, and noise of level 1 that is halved every 1000 epochs; it shows
// a plain flow that stalls and a noisy one that does not, and no number. Scaled here to a minute: 30 particles, 500 points for training, all of
// them in every step, 1000 steps, noise halved every 100. The steps, 100 in flow time, are a third of one that diverges, so that the plain
// flow comes to its plateau.
#include <doctest/doctest.h>

#include "owned.h"
#include "papers/neurons.h"
#include "options_of.h"

using namespace wgf_tests;
using namespace student_teacher;

namespace {

constexpr int64_t particles = 30, training_points = 500, validation_points = 1000, steps = 1000;

struct errors {
  double training, validation;
};

errors train(int64_t seed, double noise) {
  const auto stream = static_cast<uint64_t>(seed);
  matrix training = sphere_points(training_points, stream, 1);
  std::vector<double> teacher(dim), student(particles * dim);
  wgf::normals({stream, 0, wgf::purpose::user}, 0, 1, dim, teacher.data());
  const context host = make_context(seed);
  const target truth = make<target>(wgf_target_create_samples, host.get(), int64_t{1}, dim, teacher.data());
  const ensemble cloud = make<ensemble>(wgf_ensemble_create, host.get(), particles, dim);
  ok(wgf_ensemble_init_normal(cloud.get(), 0.001, 1));
  const flow f = make<flow>(wgf_flow_create, host.get(), "mmd");
  ok(wgf_flow_set_features(f.get(), training_points, features, &training, nullptr));
  ok(wgf_options_set_double(options_of_flow(f.get()), "step_size", 100));
  ok(wgf_options_set_double(options_of_flow(f.get()), "noise", noise));
  ok(wgf_options_set_int(options_of_flow(f.get()), "noise_halve_every", 100));
  ok(wgf_flow_set_target(f.get(), truth.get()));
  ok(wgf_flow_set_ensemble(f.get(), cloud.get()));
  ok(wgf_flow_run(f.get(), steps, 0, 0));
  ok(wgf_ensemble_export(cloud.get(), particles, dim, student.data(), WGF_PARTICLE_MAJOR));
  return {squared_error(training, particles, student.data(), teacher.data()),
          squared_error(sphere_points(validation_points, stream, 2), particles, student.data(), teacher.data())};
}

}  // namespace

TEST_CASE("papers: the features of a small network and their products with the Jacobian agree") {
  matrix x = sphere_points(7, 1, 1);
  std::vector<double> z(2 * dim), c(7), f(2 * 7), ahead(2 * 7), behind(2 * 7), products(2 * dim);
  wgf::normals({1, 2, wgf::purpose::user}, 0, 2, dim, z.data());
  wgf::normals({1, 3, wgf::purpose::user}, 0, 7, 1, c.data());
  features(&x, 2, dim, z.data(), 7, nullptr, c.data(), products.data());
  for (size_t k = 0; k < static_cast<size_t>(dim); k += 8) {
    const double step = 0.02;
    std::vector<double> moved = z;
    moved[static_cast<size_t>(dim) + k] += step;
    features(&x, 2, dim, moved.data(), 7, ahead.data(), nullptr, nullptr);
    moved[static_cast<size_t>(dim) + k] -= 2 * step;
    features(&x, 2, dim, moved.data(), 7, behind.data(), nullptr, nullptr);
    double difference = 0;
    for (size_t b = 0; b < 7; ++b) difference += c[b] * (ahead[7 + b] - behind[7 + b]) / (2 * step);
    // Single precision over the step: 1e-7 / 0.02; the third derivative is below 1, so the difference itself is off by 1e-4. No kink of max(0, .)
    // lies within these steps.
    CHECK(std::abs(products[static_cast<size_t>(dim) + k] - difference) < 1e-3);
  }
}

TEST_CASE("papers: noise injection never loses to the plain mmd flow on the student-teacher problem") {
  double gain = 1;
  const int seeds = 5;
  for (int64_t seed = 1; seed <= seeds; ++seed) {
    const errors plain = train(seed, 0), noisy = train(seed, 1);
    MESSAGE("seed ", seed, ": validation error ", plain.validation, " plain, ", noisy.validation, " with noise; training error ", plain.training, " and ",
            noisy.training);
    CHECK(noisy.validation <= plain.validation);
    CHECK(noisy.training <= plain.training);
    gain *= std::pow(plain.validation / noisy.validation, 1.0 / seeds);
  }
  MESSAGE("noise divides the validation error by ", gain, " (geometric mean)");
}
