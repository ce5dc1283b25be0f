test_that("svgd moves particles to a normal law", {
  fit <- run_quietly(normal_target(2, 3), 50, steps = 500, seed = 1)
  # 50 particles of a converged svgd are balanced: their mean is the target's to a few hundredths.
  expect_equal(unname(coef(fit)), c(3, 3), tolerance = 0.05)
  # The spread of 50 particles in 2 dimensions is a little small, never large.
  expect_true(all(diag(vcov(fit)) > 0.6 & diag(vcov(fit)) < 1.3))
  expect_identical(fit$status, "done")
  expect_equal(fit$stats$evaluations, 50 * 501)  # at the start, and at the new places of each step
})

test_that("mala draws the exact law, with half of the steps as warm-up", {
  fit <- run_quietly(normal_target(2, 3), 20, "mala", steps = 2000, seed = 1)
  table <- summary(fit)$table
  expect_identical(dim(fit$draws), c(1000L, 20L, 2L))
  # Five Monte Carlo standard errors: a false alarm in 10^6 runs.
  expect_true(all(abs(table$mean - 3) < 5 * table$mcse_mean))
  expect_true(all(table$rhat < 1.02))
  expect_equal(table$sd, c(1, 1), tolerance = 0.05)
})

test_that("ghmc needs nothing set, keeps its own warm-up and stops by itself", {
  fit <- run_quietly(normal_target(2, 3), NULL, "ghmc", steps = 5000, seed = 1)
  expect_identical(fit$status, "converged")
  expect_lt(fit$stats$step, 1000)
  table <- summary(fit)$table
  expect_true(all(abs(table$mean - 3) < 5 * table$mcse_mean))
})

test_that("set.seed reproduces a run, a seed leaves R's generator alone", {
  run <- function(...) run_quietly(normal_target(), 10, "langevin", steps = 5, ...)$particles
  set.seed(7)
  first <- run()
  after <- runif(1)
  set.seed(7)
  expect_identical(run(), first)
  expect_identical(runif(1), after)
  set.seed(7)
  runif(1)
  expect_identical(runif(1), after)  # the run took one number
  set.seed(7)
  with_seed <- run(seed = 3)
  expect_identical(run(seed = 3), with_seed)
  set.seed(7)
  before <- runif(1)
  set.seed(7)
  run(seed = 3)
  expect_identical(runif(1), before)
  expect_false(identical(with_seed, first))
})

test_that("per-vector and whole-matrix functions give the same bits", {
  vector <- run_quietly(normal_target(3), 20, steps = 20, seed = 1)
  whole <- wgf_target(function(x) -0.5 * colSums(x^2), function(x) -x, dim = 3, batched = TRUE)
  expect_identical(run_quietly(whole, 20, steps = 20, seed = 1)$particles, vector$particles)
})

test_that("update goes on bit for bit, after saveRDS too", {
  for (method in c("svgd", "mala")) {
    target <- normal_target(2, 1)
    options <- if (method == "mala") list(warmup = 20, record_every = 1) else list()
    run <- function(steps) do.call(run_quietly, c(list(target, 12, method, steps, seed = 5), options))
    whole <- run(60)
    half <- run(30)
    file <- tempfile()
    saveRDS(half, file)
    expect_identical(update(half, 30, progress = FALSE)$particles, whole$particles)
    back <- readRDS(file)
    gone_on <- update(back, 30, progress = FALSE)
    expect_identical(gone_on$particles, whole$particles)
    expect_equal(gone_on$trace$step[nrow(gone_on$trace)], 60)
    expect_identical(half$stats$step, 30)  # a value, which update leaves alone
  }
})

test_that("update makes room for draws, as often as wanted, but not for a gap", {
  fit <- run_quietly(normal_target(), 4, "mala", steps = 40, seed = 5)
  for (i in 1:6) expect_silent(fit <- update(fit, progress = FALSE))
  expect_identical(dim(fit$draws), c(260L, 4L, 2L))
  whole <- run_quietly(normal_target(), 4, "mala", steps = 280, seed = 5, warmup = 20, record_every = 1)
  expect_identical(fit$draws, whole$draws)
  expect_warning(full <- run_quietly(normal_target(), 4, "mala", steps = 40, seed = 5, warmup = 0, record_every = 1, record_limit = 30), "full")
  # Every step until 30 are kept, then every second: 15 and (50 - 30) / 2.
  expect_identical(dim(update(full, 10, progress = FALSE)$draws)[1], 25L)
  early <- run_quietly(normal_target(), 4, steps = 10, seed = 5, record_every = 4)
  expect_identical(dim(update(early, 10, progress = FALSE)$draws)[1], 5L)
})

test_that("a fit read in another session goes on", {
  file <- tempfile()
  fit <- run_quietly(wgf_target("gaussian", dim = 2), 10, steps = 5, seed = 1)
  saveRDS(fit, file)
  out <- in_child(sprintf("library(wgf); f <- suppressWarnings(update(readRDS('%s'), 5, progress = FALSE)); cat(sprintf('%%a', f$particles))", file))
  expect_identical(out, paste(sprintf("%a", update(fit, 5, progress = FALSE)$particles), collapse = " "))
})

test_that("bounds, simplex and order hold on the user's scale", {
  positive <- wgf_target(function(x) sum(dexp(x, 2, log = TRUE)), function(x) rep(-2, 2), dim = 2, lower = 0, names = c("a", "b"))
  fit <- run_quietly(positive, 20, "mala", steps = 2000, seed = 2)
  expect_true(all(as.matrix(fit) > 0))
  table <- summary(fit)$table
  expect_true(all(abs(table$mean - 0.5) < 5 * table$mcse_mean))
  shares <- wgf_target(function(x) sum(log(x)), function(x) 1 / x, dim = 3, simplex = 1:3)
  expect_equal(rowSums(as.matrix(run_quietly(shares, 10, steps = 10, seed = 1))), rep(1, 10))
  ordered <- run_quietly(normal_target(3, ordered = 1:3), 10, steps = 10, seed = 1)
  expect_true(all(diff(ordered$particles) > 0))
})

test_that("unconstrain undoes constrain", {
  target <- normal_target(2, lower = c(0, -Inf), upper = c(1, 5), names = c("p", "q"))
  u <- matrix(c(-1, 0.5, 2, 0.1), 2)
  x <- wgf_constrain(target, u)
  expect_identical(colnames(x), c("p", "q"))
  expect_equal(x[, 1], plogis(u[, 1]))
  expect_equal(wgf_unconstrain(target, x), u)
})

test_that("the number of particles follows init or the catalogue", {
  expect_equal(run_quietly(normal_target(), steps = 0, init = matrix(0, 7, 2))$n, 7)
  catalogue <- wgf_catalogue()
  expect_equal(run_quietly(normal_target(), steps = 0)$n, catalogue$particles[catalogue$name == "svgd"])
  expect_true(all(nzchar(catalogue$particles_reason), nzchar(catalogue$scheme)))
})

test_that("the start is what init says", {
  start <- matrix(rnorm(20), 10)
  at <- function(init, target = normal_target()) unname(as.matrix(wgf_flow(target, 10, init = init, seed = 1)))
  expect_identical(at(start), start)
  expect_identical(at(function(n) start[seq_len(n), ]), start)
  expect_identical(at(as.data.frame(start)), start)
  uniform <- at(list(uniform = c(5, 6)))
  expect_true(all(uniform > 5 & uniform < 6))
  expect_true(all(abs(at(list(normal = c(100, 1))) - 100) < 10))
  expect_error(at("nowhere"), class = "wgf_error_argument")
  expect_error(at(matrix(0, 3, 2)), class = "wgf_error_argument")
})

test_that("clouds are matched by mmd and sliced Wasserstein", {
  set.seed(1)
  y <- matrix(rnorm(400, 1.5), 200)
  for (method in c("mmd", "sliced_wasserstein")) {
    fit <- run_quietly(wgf_samples(y), 100, method, steps = 300, seed = 1)
    before <- wgf_discrepancy(matrix(rnorm(200), 100), y, "energy")
    expect_lt(wgf_discrepancy(fit, y, "energy"), 0.05 * before)
  }
  expect_identical(run_quietly(y, 10, steps = 1)$method, "mmd")
})

test_that("a flow without a target needs only its particles", {
  fit <- run_quietly(NULL, 30, steps = 50, init = matrix(rnorm(60), 30), seed = 1)
  expect_identical(fit$method, "composed")
  expect_identical(fit$names, c("x[1]", "x[2]"))
  expect_equal(dim(as.matrix(fit)), c(30, 2))
})

test_that("time limits, tolerances and step counts end a run with a reason", {
  expect_identical(run_quietly(normal_target(), 5, steps = 1e6, seconds = 0.2, seed = 1)$status, "budget")
  fit <- run_quietly(normal_target(), 5, steps = 1e5, tolerance = 1e-3, stepper = "euler", seed = 1)
  expect_identical(fit$status, "converged")
  expect_lt(fit$stats$step, 1e5)
  expect_equal(run_quietly(normal_target(), 5, steps = 0, seed = 1)$stats$step, 0)
})

test_that("weights are carried to the moments", {
  x <- matrix(c(0, 1, 10), 3)
  fit <- run_quietly(normal_target(1), 3, steps = 0, init = x, weights = c(1, 1, 2), seed = 1)
  expect_equal(unname(coef(fit)), sum(x * c(1, 1, 2)) / 4)
})

test_that("user's kernels equal the built-in one", {
  gaussian <- wgf_kernel(function(u) exp(-u / 2), function(u) -exp(-u / 2) / 2, function(u) exp(-u / 2) / 4)
  own <- run_quietly(normal_target(), 20, steps = 10, kernel = gaussian, bandwidth = 1, seed = 1)
  built_in <- run_quietly(normal_target(), 20, steps = 10, bandwidth = 1, seed = 1)
  # The built-in exponential is within a few units in the last place of R's.
  expect_equal(own$particles, built_in$particles, tolerance = 1e-10)
  x <- matrix(rnorm(20), 10)
  expect_equal(wgf_discrepancy(x, x + 1, kernel = gaussian, bandwidth = 1), wgf_discrepancy(x, x + 1, bandwidth = 1), tolerance = 1e-10)
  linear <- wgf_features(3, function(x) rbind(x, 1), function(x, c) matrix(c[1:2], 2, ncol(x)))
  expect_equal(run_quietly(normal_target(), 20, steps = 10, kernel = linear, seed = 1)$particles,
               run_quietly(normal_target(), 20, steps = 10, kernel = "linear", seed = 1)$particles, tolerance = 1e-10)
  expect_error(run_quietly(normal_target(), 5, steps = 1, kernel = 3), class = "wgf_error_option")
  short <- wgf_kernel(gaussian$k, gaussian$k1)
  expect_error(run_quietly(normal_target(), 5, steps = 1, kernel = short), "needs k2", class = "wgf_error_argument")
})
