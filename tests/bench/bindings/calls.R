# Usage: Rscript calls.R LIBRARY ROUNDS, LIBRARY being calls.c compiled. Prints a JSON line for each call: the best of all rounds of C and of R.
library(wgf)
arguments <- commandArgs(TRUE)
dyn.load(arguments[1])
rounds <- as.integer(arguments[2])
options(wgf.threads = 1)

new_flow <- function(target, n) wgf_flow(target, n, "svgd", init = list(normal = c(0, 1)), seed = 1)
normal <- wgf_target("gaussian", dim = 10)
small <- new_flow(wgf_target("gaussian", dim = 2), 1)
large <- new_flow(normal, 1000)
called <- new_flow(wgf_target(NULL, function(x) -x, dim = 10, batched = TRUE), 1000)
x <- as.matrix(large)
ensemble <- small$ensemble

calls <- list(
  list("number of particles", 500L, function() wgf:::wgf_ensemble_get_size(ensemble)),
  list("stats", 200L, function() wgf_stats(small)),
  list("step, n = 1, d = 2", 200L, function() wgf_step(small)),
  list("evaluate, n = 1000, d = 10", 5L, function() wgf_evaluate(normal, x)),
  list("step, n = 1000, d = 10", 1L, function() wgf_step(large)),
  list("step with a callback, n = 1000, d = 10", 1L, function() wgf_step(called)))

in_c <- function(which, times) .C("wgf_bench_call", as.integer(which), times, seconds = 0)$seconds
in_r <- function(call, times) {
  call()
  begin <- Sys.time()
  for (i in seq_len(times)) call()
  as.numeric(Sys.time()) - as.numeric(begin)
}

for (k in seq_along(calls)) {
  times <- calls[[k]][[2]]
  both <- replicate(rounds, c(in_c(k - 1, times), in_r(calls[[k]][[3]], times)))
  best <- apply(both, 1, min) / times
  cat(sprintf('{"language": "R", "version": "%s", "call": "%s", "c": %.4g, "own": %.4g}\n', getRversion(), calls[[k]][[1]], best[1], best[2]))
}
