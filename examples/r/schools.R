# Eight schools: y_j ~ N(mu, sqrt(sigma_j^2 + tau^2)), mu ~ N(0, 5), tau ~ half-Cauchy(0, 5). By quadrature mu has mean 4.397, tau 3.598.
library(wgf)
y <- c(28, 8, -3, 7, -1, 1, 18, 12)
sigma <- c(15, 10, 16, 11, 9, 11, 10, 18)

log_density <- function(x) {
  v <- sigma^2 + x["tau"]^2
  -sum(log(v) + (y - x["mu"])^2 / v) / 2 - x["mu"]^2 / 50 - log1p(x["tau"]^2 / 25)
}
score <- function(x) {
  v <- sigma^2 + x["tau"]^2
  z <- (y - x["mu"]) / v
  c(sum(z) - x["mu"] / 25, x["tau"] * sum(z^2 - 1 / v) - 2 * x["tau"] / (25 + x["tau"]^2))
}

set.seed(1)
target <- wgf_target(log_density, score, names = c("mu", "tau"), lower = c(-Inf, 0))
fit <- wgf(target, method = "ghmc", progress = FALSE) # starts, tunes and stops by itself
print(fit)
found <- summary(fit)$table
stopifnot(abs(found$mean - c(4.397, 3.598)) < 4 * found$mcse_mean)
