# Prints statistics_expected.h: Rscript statistics_expected.R > statistics_expected.h
# Made with posterior 1.4.0. statistics_test.cpp builds the same draws, bit for bit.
suppressMessages(library(posterior))
options(matrixStats.vars.formula.freq = 0)  # else it stops where its two formulas of a variance differ, at far origins

autoregression <- function(n, phi, state) {
  x <- numeric(n)
  last <- 0
  for (t in seq_len(n)) {
    state <- (16807 * state) %% 2147483647
    last <- phi * last + (state / 2147483647 - 0.5)
    x[t] <- last
  }
  list(x = x, state = state)
}

draws <- function(k) {
  values <- matrix(0, k$iterations, k$chains)
  state <- k$seed
  for (c in seq_len(k$chains)) {
    run <- autoregression(k$iterations, k$phi, state)
    state <- run$state
    values[, c] <- (k$center + k$shift * (c - 1)) + (k$scale * (1 + k$growth * (c - 1))) * run$x
  }
  if (k$levels > 0) values <- floor(values * k$levels) / k$levels
  if (k$at >= 0) values[k$at + 1, 1] <- k$poison
  values
}

case <- function(name, seed, iterations, chains, phi, center = 0, shift = 0, scale = 1, growth = 0,
                 levels = 0, at = -1, poison = 0) {
  as.list(environment())
}

cases <- list(
  case("independent", 11, 250, 4, 0),
  case("correlated", 12, 1000, 4, 0.9),
  case("strongly correlated", 13, 400, 2, 0.99),
  case("random walk", 14, 300, 3, 1),
  case("antithetic", 15, 500, 4, -0.9),
  case("strongly antithetic", 16, 200, 1, -0.99),
  case("one chain", 17, 334, 1, 0.5),
  case("one chain of odd length", 18, 333, 1, 0.5),
  case("odd lengths", 19, 101, 3, 0.3),
  case("many short chains", 20, 50, 1000, 0.3),
  case("long chains", 21, 10000, 4, 0.7),
  case("chains apart", 22, 200, 4, 0.2, shift = 0.125),
  case("chains of unequal spread", 23, 200, 4, 0.2, growth = 0.75),
  case("large offset", 24, 500, 4, 0.6, center = 1048576),
  case("tiny scale", 25, 200, 4, 0.6, scale = 2^-40),
  case("ties", 26, 120, 3, 0.4, levels = 4),
  case("two values", 27, 64, 2, 0.4, levels = 1),
  case("constant", 28, 100, 4, 0.4, center = 0.1, scale = 0),
  case("constant chains apart", 29, 100, 4, 0.4, center = 0.1, shift = 0.3, scale = 0),
  case("not a number", 30, 40, 2, 0.4, at = 3, poison = NaN),
  case("infinite", 31, 40, 2, 0.4, at = 3, poison = Inf),
  case("not a number in the middle draw", 32, 41, 2, 0.4, at = 20, poison = NaN),
  case("length 1", 41, 1, 4, 0.4),
  case("length 2", 42, 2, 4, 0.4),
  case("length 3", 43, 3, 4, 0.4),
  case("length 4", 44, 4, 4, 0.4),
  case("length 5", 45, 5, 4, 0.4),
  case("length 6", 46, 6, 4, 0.4),
  case("length 7", 47, 7, 4, 0.4),
  case("length 9", 48, 9, 4, 0.4),
  case("length 11", 49, 11, 4, 0.4),
  case("length 12", 50, 12, 4, 0.8),
  case("length 14", 51, 14, 4, -0.6),
  case("odd lag outweighs a negative even lag at the end", 212, 16, 1, -0.6),
  case("range of a few machine epsilons", 53, 100, 2, 0.4, scale = 2^-50),
  case("range below the machine epsilon", 54, 100, 2, 0.4, scale = 2^-54),
  case("single draw", 52, 1, 1, 0.4))

statistics <- list(
  function(x) mean(x),
  function(x) sd(as.vector(x)),
  function(x) quantile2(x, 0.05),
  function(x) quantile2(x, 0.5),
  function(x) quantile2(x, 0.95),
  function(x) quantile2(x, 0.3),
  function(x) mcse_mean(x),
  function(x) mcse_sd(x),
  function(x) mcse_quantile(x, 0.05),
  function(x) mcse_quantile(x, 0.5),
  function(x) ess_bulk(x),
  function(x) ess_tail(x),
  function(x) ess_mean(x),
  function(x) ess_sd(x),
  function(x) ess_quantile(x, 0.3),
  function(x) ess_quantile(x, 1),
  function(x) rhat(x),
  function(x) rhat_basic(x))

number <- function(v) {
  v <- as.numeric(v)
  if (is.na(v)) "NAN" else if (is.infinite(v)) "INFINITY" else sprintf("%.17g", v)
}

# posterior takes draws that differ by less than 2.2e-16 for constant, whatever their unit: tiny ones are given to it in a unit of their own.
in_own_unit <- function(k, x, i) {
  unit <- if (k$scale > 0 && k$scale < 1e-9) k$scale else 1
  suppressWarnings(statistics[[i]](x / unit)) * (if (i <= 10) unit else 1)
}

cat("// Printed by statistics_expected.R with posterior ", format(packageVersion("posterior")), "\n", sep = "")
cat("// clang-format off\n")
for (k in cases) {
  x <- draws(k)
  inputs <- paste(sapply(k[-1], number), collapse = ", ")
  outputs <- sapply(seq_along(statistics), function(i) number(in_own_unit(k, x, i)))
  cat("{\"", k$name, "\", {", inputs, "},\n", sep = "")
  for (part in split(outputs, ceiling(seq_along(outputs) / 4))) {
    cat("  ", paste0(part, collapse = ", "), ",\n", sep = "")
  }
  cat("},\n")
}
