# Writes ../data/diagnostics/pareto.txt: Rscript pareto.R > ../data/diagnostics/pareto.txt
# Arrays as recipes, which pareto_test.cpp builds bit for bit: as log weights, what the R package loo 2.5.1 makes of them; as draws, the k-hat of the R
# package posterior 1.7, which the installed 1.4.0 lacks: by its definition, here.
suppressMessages({library(posterior); library(loo)})
set.seed(8)  # one in which no tail meets 0 / 0 at the exponential distribution, where loo and posterior give up

numbers <- function(k) {
  x <- numeric(k$n)
  state <- k$seed
  last <- 0
  for (t in seq_len(k$n)) {
    state <- (16807 * state) %% 2147483647
    e <- state / 2147483647 - 0.5
    last <- k$phi * last + e
    x[t] <- last
    for (times in seq_len(k$heavy)) x[t] <- x[t] / (0.5000001 - abs(e))
    x[t] <- k$scale * x[t]
    if (k$levels > 0) x[t] <- floor(x[t] * k$levels) / k$levels
  }
  x
}

tail_k <- function(sorted, count) {
  n <- length(sorted)
  tail <- sorted[(n - count + 1):n]
  if (posterior:::is_constant(tail)) return(NA)
  x <- tail - sorted[n - count]
  if (x[floor(count / 4 + 0.5)] <= x[1]) return(NA)
  loo:::gpdfit(x, sort_x = FALSE)$k
}

draws_k <- function(x) {
  n <- length(x)
  effective <- ess_tail(x)
  if (is.na(effective)) return(NA)
  count <- min(max(floor(if (effective > 225) 3 * sqrt(n * n / effective) else n / 5), 5), floor(n / 2))
  if (count < 5) return(NA)
  both <- c(tail_k(sort(-x), count), tail_k(sort(x), count))
  if (all(is.na(both))) NA else max(both, na.rm = TRUE)
}

smoothed <- function(x, efficiency) {
  fit <- loo::psis(x, r_eff = efficiency)
  lw <- fit$log_weights
  count <- ceiling(min(0.2 * length(x), 3 * sqrt(length(x) / efficiency)))
  constant <- count >= 5 && diff(range(tail(sort(x), count))) == 0  # loo says infinity there
  c(if (constant) NA else fit$diagnostics$pareto_k, max(lw), sum(lw), sum(lw * seq_along(lw)) / length(lw))
}

any_of <- function(...) sample(c(...), 1)
number <- function(v) if (is.na(v)) "nan" else if (is.infinite(v)) "inf" else sprintf("%.12g", v)

for (i in seq_len(150)) {
  k <- list(seed = sample(1e6, 1), n = if (i <= 30) i + 1 else any_of(sample(31:300, 1), sample(300:4000, 1)), phi = any_of(0, 0, 0.9, -0.5), heavy = any_of(0, 0, 1, 2),
            scale = any_of(0.01, 1, 1, 10, 500), levels = any_of(0, 0, 0, 0, 4, 1, 0.01), efficiency = any_of(1, 1, 0.3, 1.5))
  x <- numbers(k)
  expected <- suppressWarnings(c(smoothed(x, k$efficiency), draws_k(x)))
  cat(vapply(k, function(v) sprintf("%.17g", v), ""), vapply(expected, number, ""), sep = " ")
  cat("\n")
}
