// Sliced Wasserstein flow towards samples, of F = SW2^2(mu, target)/2 + lambda int mu log mu:
//   v(x) = mean over directions theta of (T_theta(<theta, x>) - <theta, x>) theta,
// T_theta the optimal map between the projections; the entropy is the noise sqrt(2 lambda h). Liutkus,
// Simsekli, Majewski, Durmus and Stoeter 2019, algorithm 1. The mean over directions is theirs: no factor d.
#include "core/flow_spec.h"
#include "transport/line/slices.h"
#include "energies/energy.h"

namespace wgf {

namespace {

class half_squared_sw2 : public energy {
 public:
  explicit half_squared_sw2(const binding &s)
      : target_{s.samples->samples().n, s.samples->samples().x.data(), s.samples->samples().w.data()},
        fresh_(s.d > 1 && s.options.text("directions") == "fresh"),
        lambda_(s.options.real("regularization")),
        pool_(s.pool),
        lines_(make_slices(s.options.text("precision") == "float")) {
    lines_->prepare(s.n, target_.n, s.d, s.options.integer("slices"), s.pool.threads());
    fix_directions(s.seed);
  }

  void force(const particles &cloud, const answer &, double *v) override {
    turn(cloud);
    lines_->sw2({cloud.n, cloud.x, cloud.w}, target_, {v}, pool_);
  }

  double value(const particles &cloud, const answer &) override {
    turn(cloud);
    return 0.5 * lines_->sw2({cloud.n, cloud.x, cloud.w}, target_, {nullptr}, pool_);
  }

  std::string energy_refused() const override {
    return lambda_ > 0 ? "with a \"regularization\" it holds the entropy, which has no value on a cloud of points" : "";
  }

  double diffusion() const override { return lambda_; }

  void archive(wgf::archive &bytes) override {
    uint64_t seed = seed_;
    bytes.value(seed);
    if (bytes.reading()) fix_directions(seed);
  }

 private:
  // The directions of the first step, which fixed ones keep.
  void fix_directions(uint64_t seed) {
    seed_ = seed;
    drawn_ = 0;
    lines_->set_directions({seed, 0, purpose::slices});
    if (!fresh_) lines_->keep(target_, pool_);
  }

  // Directions belong to the step, so velocity and energy at one step see the same.
  void turn(const particles &cloud) {
    if (!fresh_ || cloud.step == drawn_) return;
    lines_->set_directions({cloud.seed, static_cast<uint64_t>(cloud.step), purpose::slices});
    drawn_ = cloud.step;
  }

  slices::points target_;
  bool fresh_;
  double lambda_;
  workers &pool_;
  int64_t drawn_ = 0;  // the step that the directions are of
  uint64_t seed_ = 0;
  std::unique_ptr<slices> lines_;
};

}  // namespace

const flow_spec &flow_sliced_wasserstein() {
  static const flow_spec spec{
      .name = "sliced_wasserstein",
      .summary = "Moves particles onto samples by optimal transport along random directions: O(slices n log n) a step.",
      .reference = "Liutkus, Simsekli, Majewski, Durmus and Stoeter 2019, algorithm 1",
      .energy = "SW2^2(mu, target)/2 + lambda int mu log mu, SW2^2 the mean over directions",
      .geometry = "Wasserstein-2",
      .scheme = "explicit Euler; Euler-Maruyama with regularization",
      .needs = "samples",
      .memory = "O(n d + (n + m) max(threads, 8)); with fixed directions O(m slices) more",
      .particles = 1000,
      .particles_reason = "The cost grows as n log n; as many particles as samples makes the matching exact.",
      .wants_samples = true,
      .symmetries = permutation | translation,
      .has_energy = true,
      .options = option_table{
          integer_option("slices", 50, 1, int64_t{1} << 31, "Directions in a step."),
          text_option("directions", "fresh", "fresh fixed",
                      "fresh: new directions every step, so that their error averages out. fixed: the same ones "
                      "throughout; the samples are sorted once, but in many dimensions few directions leave most "
                      "of the space unmatched."),
          real_option("regularization", 0, 0, unbounded,
                      "lambda: adds the noise sqrt(2 lambda h) of the entropy, which spreads the particles; then "
                      "the energy has no value.")
              .in_length(2),
          precision_of_slices(),
      }
                     .add(explicit_step_options(1,
                                                "Step size h, in flow time. 1, as in the paper: on the line it lands on the "
                                                "samples, and in any dimension it overshoots in no direction. Means approach "
                                                "those of the samples as exp(-t/d).")),
      .make = [](const binding &s) { return make_explicit_step(s, std::make_unique<half_squared_sw2>(s)); },
      .length_power = [](const option_set &) { return 2; },
  };
  return spec;
}

}  // namespace wgf
