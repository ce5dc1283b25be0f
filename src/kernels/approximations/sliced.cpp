// Slicing of the negative distance: |x| = c_d E |<theta, x>| over uniform unit vectors theta, so the sums are those of the line along random directions,
// which sorting gives. Unbiased; O(P n log n) for P directions. Hertrich, Wald, Altekrueger and Hagemann 2024.
#include "kernels/approximation.h"
#include "transport/line/slices.h"

namespace wgf {

namespace {

class sliced : public approximation {
 public:
  sliced(radial_sums &sums, const kernel_request &r) : sums_(sums), lines_(make_slices(r.options.text("precision") == "float")) {
    lines_->prepare(r.n, r.m, r.d, r.options.integer("slices"), r.pool.threads());
  }

  void drift(const drift_sum &f, int64_t, const double *x, const step_of_run &now, double *out) override {
    require(!f.p && x == f.own.x, WGF_E_INTERNAL, "sliced: only the pull between clouds, at the particles");
    lines_->set_directions(now.draw(purpose::slices));
    const double factor = slices::distance_factor(sums_.d) / sums_.length;
    lines_->energy({f.own.n, f.own.x, f.own.w}, {f.other.n, f.other.x, f.other.w}, {out, factor}, sums_.pool);
  }

 private:
  radial_sums &sums_;
  std::unique_ptr<slices> lines_;
};

std::unique_ptr<approximation> make(radial_sums &sums, const kernel_request &r) {
  const bool distance = sums.profile.index == pair::find_profile("riesz") && sums.profile.shape == 1;
  require(distance, WGF_E_UNSUPPORTED, "approximation \"sliced\" is for the kernel \"riesz\" with exponent 1");
  require(r.options.text("scale") == "none", WGF_E_UNSUPPORTED, "approximation \"sliced\" needs option \"scale\" to be none");
  require(r.options.real("noise") == 0, WGF_E_UNSUPPORTED, "approximation \"sliced\" needs option \"noise\" to be 0");
  return std::make_unique<sliced>(sums, r);
}

}  // namespace

const approximation_spec &approximation_sliced() {
  static const approximation_spec spec{
      .name = "sliced",
      .summary = "by sorting along random directions, unbiased, for the kernel riesz with exponent 1.",
      .options = {integer_option("slices", 50, 1, int64_t{1} << 31, "sliced: directions, drawn anew in every step.")},
      .unbiased = true,
      .only_between_clouds = true,
      .make = make,
  };
  return spec;
}

}  // namespace wgf
