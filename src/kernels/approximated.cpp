// A radial kernel whose drift sums are approximated, checked at some rows, and made exact where the check says so.
#include <cmath>
#include <limits>
#include <string>

#include "core/context.h"
#include "kernels/approximation.h"
#include "kernels/radial.h"
#include "kernels/spot_check.h"
#include "base/text.h"

namespace wgf {

#define WGF_ENTRY(name) const approximation_spec &approximation_##name();
#include "approximations.inc"
#undef WGF_ENTRY

const std::vector<const approximation_spec *> &approximation_catalogue() {
  static const std::vector<const approximation_spec *> list{
#define WGF_ENTRY(name) &approximation_##name(),
#include "approximations.inc"
#undef WGF_ENTRY
  };
  return list;
}

namespace {

constexpr double most_pairs_unasked = 1e10;  // some seconds a step
constexpr double unlimited = std::numeric_limits<double>::infinity();

const approximation_spec &chosen(const std::string &name) {
  for (const approximation_spec *spec : approximation_catalogue())
    if (name == spec->name) return *spec;
  fail(WGF_E_INTERNAL, "no approximation " + quoted(name));
}

class approximated_kernel : public radial_kernel {
 public:
  approximated_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r)
      : radial_kernel(profile, bandwidth, r), name_(r.options.text("approximation")), host_(r.host), by_(chosen(name_).make(sums_, r)),
        limit_(r.options.real("approximation_tolerance")), check_(r.options.integer("error_rows"), r.n, r.d) {
    by_default_ = limit_ < 0;
    if (by_default_) limit_ = chosen(name_).unbiased ? 0 : 0.1;
    if (limit_ == 0) limit_ = unlimited;
  }

  void begin(uint64_t seed, int64_t step) override {
    radial_kernel::begin(seed, step);
    now_ = {seed, step};
  }

  void stein(int64_t n, const double *x, const cloud &y, const double *p, double *out) override {
    if (!accepted({y, p, {}}, n, x, out)) radial_kernel::stein(n, x, y, p, out);
  }

  void pull(int64_t n, const double *x, const cloud &own, const cloud &other, double *out, double *room) override {
    if (!accepted({own, nullptr, other}, n, x, out)) radial_kernel::pull(n, x, own, other, out, room);
  }

  double approximation_error() const override { return error_; }
  bool approximation_refused() const override { return refused_; }

 private:
  bool accepted(const drift_sum &f, int64_t n, const double *x, double *out) {
    by_->drift(f, n, x, now_, out);
    error_ = check_.relative_error(f, n, x, out, *by_, now_, sums_);
    refused_ = limit_ != unlimited && !(error_ <= limit_);
    if (!refused_) return true;
    require_affordable(f, n);
    if (!told_ && host_) tell();
    return false;
  }

  // A limit that nobody set must not turn a step of seconds into one of hours.
  void require_affordable(const drift_sum &f, int64_t n) const {
    const double pairs = static_cast<double>(n) * static_cast<double>(f.own.n + f.other.n);
    if (!by_default_ || pairs <= most_pairs_unasked) return;
    fail(WGF_E_NUMERIC, "the approximation \"" + name_ + "\" of the drift is off by " + to_text(error_) + ", more than " + to_text(limit_) +
                            ", and the exact sums are over " + to_text(pairs) + " pairs in every step. Set the option \"approximation_tolerance\" to " +
                            to_text(limit_) + " to take them all the same, to 0 to take the approximation as it is, or raise \"landmarks\"");
  }

  void tell() {
    told_ = true;
    host_->log(WGF_LOG_WARNING, "step " + std::to_string(now_.step + 1) + ": the approximation \"" + name_ + "\" of the drift is off by " +
                                    to_text(error_) + ", more than " + to_text(limit_) +
                                    " (option \"approximation_tolerance\"), so the step takes the exact sums; later such steps are not reported");
  }

  std::string name_;
  context *host_;
  std::unique_ptr<approximation> by_;
  double limit_;
  bool by_default_ = false, refused_ = false;
  spot_check check_;
  step_of_run now_;
  double error_ = std::numeric_limits<double>::quiet_NaN();
  bool told_ = false;
};

}  // namespace

std::unique_ptr<kernel> make_approximated_kernel(const pair::profile &profile, double bandwidth, const kernel_request &r) {
  return std::make_unique<approximated_kernel>(profile, bandwidth, r);
}

}  // namespace wgf
