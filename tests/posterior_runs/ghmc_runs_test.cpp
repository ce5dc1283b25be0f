#include <doctest/doctest.h>

#include "sampling.h"

using namespace posterior_runs;

namespace {

// Right to Monte Carlo error on three seeds, from at most so many evaluations. In brackets what NUTS takes to a worst effective number of 1000, warm-up included.
// flagged: how many of the three may end with WGF_NOT_CONVERGED instead, as some of the centred eight schools does.
void check_runs(const char *name, int64_t most_evaluations, int flagged = 0) {
  for (const int64_t seed : {1, 2, 3}) {
    const outcome o = sample_with_nothing_set(posteriors::load_posterior(name, WGF_TEST_DATA), 4 * most_evaluations, seed);
    MESSAGE(table_row(name, o));
    if (o.status != WGF_CONVERGED && flagged-- > 0) continue;
    CHECK(o.status == WGF_CONVERGED);
    CHECK(o.evaluations <= most_evaluations);
    CHECK(o.least_ess() >= 900);  // ghmc counts on the unconstrained scale, and looks closely at eight coordinates
    for (const quantity &q : o.quantities) {
      CAPTURE(q.name);
      CAPTURE(q.mean_error);
      CHECK(mean_agrees(q));
      CAPTURE(q.sd_ratio);
      CAPTURE(q.sd_standard_error);
      CHECK(sd_agrees(q));
    }
  }
}

}  // namespace

TEST_CASE("posterior runs: ghmc with nothing set, German credit (81,000)") { check_runs("german_credit", 40'000); }
TEST_CASE("posterior runs: ghmc with nothing set, eight schools, not centred (60,000)") { check_runs("eight_schools-eight_schools_noncentered", 90'000); }
TEST_CASE("posterior runs: ghmc with nothing set, eight schools, centred (800,000 and more, with divergences)") { check_runs("eight_schools-eight_schools_centered", 200'000, 1); }
TEST_CASE("posterior runs: ghmc with nothing set, kidscore with interaction (886,000)") { check_runs("kidiq-kidscore_interaction", 40'000); }
TEST_CASE("posterior runs: ghmc with nothing set, linear regression (147,000)") { check_runs("sblrc-blr", 40'000); }
TEST_CASE("posterior runs: ghmc with nothing set, mesquite on logs (175,000)") { check_runs("mesquite-logmesquite", 40'000); }
TEST_CASE("posterior runs: ghmc with nothing set, Gaussian process regression (27,000)") { check_runs("gp_pois_regr-gp_regr", 30'000); }
TEST_CASE("posterior runs: ghmc with nothing set, mixture of two Gaussians (44,000)") { check_runs("low_dim_gauss_mix-low_dim_gauss_mix", 40'000); }
TEST_CASE("posterior runs: ghmc with nothing set, Poisson process (1,201,000)") { check_runs("gp_pois_regr-gp_pois_regr", 1'200'000); }
