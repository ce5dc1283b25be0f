# A small run of everything that allocates in C, with a garbage collection at every allocation.
library(wgf)

target <- wgf_target(function(x) -sum(x^2) / 2, function(x) -x, dim = 2, names = c("a", "b"), lower = c(0, -Inf), hessian = function(x, v) -v)
start <- matrix(c(1, 2, 3, 4), 2)
calls <- function() {
  fit <- wgf(target, 2, "mala", steps = 4, init = start, seed = 1, progress = FALSE, observer = function(step, steps, x) TRUE)
  update(fit, 1, progress = FALSE)
  wgf(target, 2, steps = 1, init = start, kernel = wgf_kernel(function(u) exp(-u), function(u) -exp(-u), function(u) exp(-u)), progress = FALSE)
  flow <- wgf_flow(wgf_target(dim = 1), 2, init = matrix(1:2), seed = 1)
  request <- wgf_ask(flow)
  wgf_tell(flow, score = -request$x)
  try(wgf(wgf_target(NULL, function(x) stop("boo"), dim = 1), 2, steps = 1, init = matrix(1:2), progress = FALSE), silent = TRUE)
  try(wgf(target, 2, kernle = 1), silent = TRUE)
  wgf_discrepancy(start, matrix(1, 1, 2), gradient = TRUE)
  wgf_evaluate(target, start)
  wgf_options("mala")
  fit
}
plain <- calls()
gctorture(TRUE)
tortured <- calls()
gctorture(FALSE)
stopifnot(identical(tortured$particles, plain$particles), identical(tortured$draws, plain$draws))
cat("gctorture: all passed\n")
