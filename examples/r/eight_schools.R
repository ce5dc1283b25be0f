# The eight schools, non-centred, by Metropolis-adjusted Langevin: y_j ~ N(mu + tau t_j, sigma_j), t_j ~ N(0, 1), mu ~ N(0, 5),
# tau ~ half-Cauchy(0, 5). Compares with reference values and draws a picture.
# Usage: Rscript eight_schools.R [FOLDER OF THE PICTURE]
library(wgf)

script <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
folder <- c(commandArgs(TRUE), ".")[1]
reference <- read.csv(file.path(dirname(script), "..", "data", "eight_schools_reference.csv"))

y <- c(28, 8, -3, 7, -1, 1, 18, 12)
sigma <- c(15, 10, 16, 11, 9, 11, 10, 18)
residual <- function(x) (y - x["mu"] - x["tau"] * x[1:8]) / sigma
target <- wgf_target(
  function(x) -sum(x[1:8]^2 + residual(x)^2) / 2 - x["mu"]^2 / 50 - log1p(x["tau"]^2 / 25),
  function(x) {
    slope <- residual(x) / sigma
    c(-x[1:8] + slope * x["tau"], sum(slope) - x["mu"] / 25, sum(slope * x[1:8]) - 2 * x["tau"] / (25 + x["tau"]^2))
  },
  names = c(paste0("t[", 1:8, "]"), "mu", "tau"), lower = c(rep(-Inf, 9), 0),
  report = function(x) c(setNames(x["mu"] + x["tau"] * x[1:8], paste0("theta[", 1:8, "]")), x["mu"], x["tau"]))

set.seed(1)
fit <- wgf(target, 64, "mala", steps = 3000, progress = FALSE)
found <- summary(fit)$table
print(found, digits = 3, row.names = FALSE)

png(file.path(folder, "eight_schools.png"), 1200, 900, res = 150)
print(bayesplot::mcmc_areas(posterior::as_draws_array(fit), prob = 0.9, point_est = "mean"))
invisible(dev.off())

# Five standard errors of both means (the reference has 10000 draws), and the mixing that they need.
off <- abs(found$mean - reference$mean) / sqrt(found$mcse_mean^2 + reference$sd^2 / 10000)
cat("largest difference of a mean from its reference:", format(max(off), digits = 2), "standard errors\n")
if (any(off > 5) || any(found$rhat > 1.02)) quit(status = 1)
