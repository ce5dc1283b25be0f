# Writes ../data/diagnostics/nasty.txt: Rscript nasty.R > ../data/diagnostics/nasty.txt
# 500 arrays of draws as recipes, which nasty_test.cpp builds bit for bit, and what the R package posterior 1.4.0 says of each.
suppressMessages(library(posterior))
options(matrixStats.vars.formula.freq = 0)  # else it stops where its two formulas of a variance differ, at far origins
set.seed(20240501)

# Autoregression on Lehmer's generator, its innovations divided `heavy` times by a uniform number: tails as 1/x, 1/x^2.
chain <- function(k, state) {
  x <- numeric(k$iterations)
  last <- 0
  for (t in seq_len(k$iterations)) {
    state <- (16807 * state) %% 2147483647
    e <- state / 2147483647 - 0.5
    last <- k$phi * last + e
    x[t] <- last
    for (times in seq_len(k$heavy)) x[t] <- x[t] / (0.5000001 - abs(e))
  }
  list(x = x, state = state)
}

draws <- function(k) {
  values <- matrix(0, k$iterations, k$chains)
  state <- k$seed
  for (c in seq_len(k$chains)) {
    run <- chain(k, state)
    state <- run$state
    values[, c] <- (k$center + k$shift * (c - 1)) + (1 + k$growth * (c - 1)) * run$x
    if (k$levels > 0) values[, c] <- floor(values[, c] * k$levels) / k$levels
    if (c > k$chains - k$stuck) values[, c] <- values[1, c]
  }
  if (k$poisoned > 0) values[k$iterations, 1] <- c(NaN, Inf, -Inf)[k$poisoned]
  values
}

any_of <- function(...) sample(c(...), 1)

recipe <- function(number) {
  iterations <- if (number <= 100) (number - 1) %/% 4 + 2 else if (number <= 250) sample(2:60, 1) else sample(61:500, 1)
  chains <- if (number <= 100) (number - 1) %% 4 + 1 else sample(4, 1)
  list(seed = sample(1e6, 1), iterations = iterations, chains = chains,
       phi = any_of(0, 0, 0.5, 0.9, 0.99, 0.999, 1, -0.5, -0.9, -0.99), heavy = any_of(0, 0, 0, 1, 2), center = any_of(0, 0, 0, 1, -1e4, 1e6),
       shift = any_of(0, 0, 0, 0.25, 4), growth = any_of(0, 0, 0, 0.5, 3), levels = any_of(0, 0, 0, 0, 8, 2, 1), stuck = any_of(0, 0, 0, 0, 0, 1, 2, 4),
       poisoned = any_of(rep(0, 30), 1, 2, 3), exponent = any_of(0, 0, 0, -20, 20, -500, 500))
}

# By the definition of Margossian et al. 2024: posterior has it from 1.5 on. Chain c is of superchain c mod 2.
nested <- function(x) {
  groups <- split(seq_len(ncol(x)), (seq_len(ncol(x)) - 1) %% 2)
  if (length(groups) < 2 || length(unique(lengths(groups))) > 1 || posterior:::should_return_NA(x)) return(NaN)
  means <- colMeans(x)
  variances <- apply(x, 2, stats::var)
  within <- vapply(groups, function(g) (if (length(g) > 1) stats::var(means[g]) else 0) + (if (nrow(x) > 1) mean(variances[g]) else 0), 0)
  sqrt(1 + stats::var(vapply(groups, function(g) mean(means[g]), 0)) / mean(within))
}

in_units_of_draws <- list(mean, function(x) stats::sd(x), function(x) quantile2(x, 0.05), function(x) quantile2(x, 0.5), function(x) quantile2(x, 0.95),
                          mcse_mean, mcse_sd, function(x) mcse_quantile(x, 0.05), function(x) mcse_quantile(x, 0.5), function(x) mcse_quantile(x, 0.95),
                          function(x) mcse_quantile(x, 0.3))
pure <- list(ess_mean, ess_sd, ess_bulk, ess_tail, function(x) ess_quantile(x, 0.3), rhat, rhat_basic, nested)

number <- function(v) {
  v <- as.numeric(v)
  if (is.na(v)) "nan" else if (is.infinite(v)) (if (v > 0) "inf" else "-inf") else sub("e([+-])0+", "e\\1", sprintf("%.11g", v))
}

# The unit 2^exponent is kept from posterior, which takes draws within 2.2e-16 of each other for constant and squares large ones.
for (i in seq_len(500)) {
  k <- recipe(i)
  x <- draws(k)
  value <- function(f) suppressWarnings(f(x))
  unit <- if (abs(k$exponent) <= 20) 2^k$exponent else 1
  scaled <- function(f) suppressWarnings(f(x * unit)) / unit
  expected <- c(vapply(in_units_of_draws, function(f) number(scaled(f)), ""), vapply(pure, function(f) number(value(f)), ""))
  cat(vapply(k, function(v) sprintf("%.17g", v), ""), expected, sep = " ")
  cat("\n")
}
