failing <- function(times_ok = 5) {
  count <- 0
  gradient <- function(x) {
    count <<- count + 1
    if (count > times_ok) stop(structure(class = c("my_error", "error", "condition"), list(message = "boo", call = NULL, extra = count)))
    -x
  }
  list(target = wgf_target(NULL, gradient, dim = 2), reset = function() count <<- -1000)
}

test_that("an R error in a callback comes back as itself, three times, and the flow lives on", {
  made <- failing()
  flow <- wgf_flow(made$target, 2, seed = 1, init = matrix(1:4, 2))
  wgf_step(flow)
  for (i in 1:3) {
    error <- tryCatch(wgf_step(flow, 5), my_error = identity)
    expect_s3_class(error, "my_error")
    expect_identical(conditionMessage(error), "boo")
    expect_gt(error$extra, 3)
    expect_equal(wgf_stats(flow)$step, 1)
  }
  made$reset()
  wgf_step(flow, 5)
  expect_equal(wgf_stats(flow)$step, 6)
})

test_that("every function that the library calls comes back with its own error", {
  lost <- function(...) stop(structure(class = c("my_error", "error", "condition"), list(message = "lost", call = NULL)))
  is_lost <- function(code) expect_error(code, "lost", class = "my_error")
  is_lost(wgf_evaluate(wgf_target(lost, dim = 2), diag(2)))
  is_lost(wgf_check_gradient(wgf_target(lost, function(x) x, dim = 2)))
  is_lost(wgf_discrepancy(diag(2), normal_target(hessian = lost), gradient = TRUE))
  is_lost(run_quietly(normal_target(), 5, steps = 1, kernel = wgf_kernel(lost, lost)))
  is_lost(run_quietly(normal_target(), 5, steps = 1, kernel = wgf_features(2, lost, lost)))
  is_lost(wgf_drift(wgf_flow(wgf_target(NULL, lost, dim = 2), 2, init = diag(2))))
  flow <- wgf_flow(normal_target(), 4, seed = 1, progress_interval = 0)
  is_lost(wgf_step(flow, 7, observer = lost))
  expect_equal(wgf_stats(flow)$step, 1)
  wgf_step(flow, 3, observer = function(...) TRUE)
  expect_equal(wgf_stats(flow)$step, 4)
})

test_that("warnings, messages and restarts pass a callback", {
  target <- wgf_target(function(x) 0, function(x) { warning("careful"); -x }, dim = 1)
  expect_warning(run_quietly(target, 1, steps = 1, init = matrix(1)), "careful")
  jump <- wgf_target(NULL, function(x) invokeRestart("leave", 42), dim = 1)
  expect_identical(withRestarts(run_quietly(jump, 1, steps = 1, init = matrix(1), seed = 1), leave = identity), 42)
})

test_that("an observer sees the run, throws, and cancels", {
  seen <- numeric()
  run_quietly(normal_target(2, names = c("a", "b")), 4, steps = 7, seed = 1, progress_interval = 0,
              observer = function(step, steps, x) { seen <<- c(seen, step); stopifnot(steps == 7, identical(rownames(x), c("a", "b"))) })
  expect_identical(unique(seen), as.numeric(1:7))
  expect_error(run_quietly(normal_target(), 4, steps = 7, observer = function(step, steps, x) stop("enough")), "enough")
  fit <- run_quietly(normal_target(), 4, steps = 50, progress_interval = 0, observer = function(step, steps, x) step < 20)
  expect_identical(fit$status, "cancelled")
  expect_equal(fit$stats$step, 20)
  expect_equal(update(fit, 5, progress = FALSE)$stats$step, 25)
})

test_that("a run inside a callback works, and leaves the outer one as it would have been", {
  inner <- 0
  nested <- wgf_target(NULL, function(x) { inner <<- inner + run_quietly(normal_target(), 3, steps = 2, seed = 9)$stats$step; -x }, dim = 2)
  plain <- wgf_target(NULL, function(x) -x, dim = 2)
  start <- matrix(c(1, 2, 3, 4), 2)
  expect_identical(run_quietly(nested, 2, steps = 3, init = start, seed = 1)$particles,
                   run_quietly(plain, 2, steps = 3, init = start, seed = 1)$particles)
  expect_equal(inner, 16)  # 2 inner steps for each of 2 points, at the start and at the new places of 3 outer steps
})

test_that("a nested run that fails ends the outer one with its error", {
  nested <- wgf_target(NULL, function(x) { run_quietly(failing(0)$target, 2, steps = 1, init = diag(2)); -x }, dim = 2)
  expect_error(run_quietly(nested, 2, steps = 1, init = diag(2)), class = "my_error")
  caught <- wgf_target(NULL, function(x) { try(run_quietly(failing(0)$target, 2, steps = 1, init = diag(2)), silent = TRUE); -x }, dim = 2)
  expect_equal(run_quietly(caught, 2, steps = 2, init = diag(2))$stats$step, 2)
})

test_that("a flow cannot be run by its own callback", {
  flow <- NULL
  target <- wgf_target(NULL, function(x) { wgf_step(flow); -x }, dim = 1)
  flow <- wgf_flow(target, 1, init = matrix(1))
  expect_error(wgf_step(flow), class = "wgf_error_busy")
  expect_equal(wgf_stats(flow)$step, 0)
})

test_that("a flow closed by its own callback ends its run in peace", {
  flow <- NULL
  flow <- wgf_flow(wgf_target(NULL, function(x) { close(flow); -x }, dim = 1), 1, init = matrix(1))
  wgf_step(flow)
  expect_error(wgf_step(flow), class = "wgf_error_state")
})

test_that("gc() inside a callback is harmless", {
  target <- wgf_target(function(x) { gc(); -sum(x^2) / 2 }, function(x) { gc(); -x }, dim = 2)
  expect_equal(run_quietly(target, 3, "mala", steps = 3, seed = 1)$particles, run_quietly(normal_target(), 3, "mala", steps = 3, seed = 1)$particles)
  expect_equal(run_quietly(normal_target(), 3, steps = 3, seed = 1, observer = function(...) gc())$stats$step, 3)
})

test_that("a rejected particle rests, is counted, and all rejected is an error", {
  some <- wgf_target(function(x) if (x > 5) NaN else -x^2 / 2, function(x) if (x > 5) NaN else -x, dim = 1)
  start <- matrix(c(-1, 10, 1), 3)
  fit <- run_quietly(some, 3, steps = 4, init = start, seed = 1)
  expect_identical(unname(fit$particles[1, 2]), 10)
  expect_equal(fit$rejections$count, 5)  # at the start, and once a step
  expect_equal(fit$rejections$index, 1)
  again <- run_quietly(some, 3, steps = 2, init = start, seed = 1)
  expect_equal(again$rejections$count, 3)
  expect_equal(update(again, 3, progress = FALSE)$rejections$count, 6)
  expect_equal(run_quietly(some, 3, steps = 2, init = start / 10, seed = 1)$rejections$count, 0)
  none <- wgf_target(function(x) NaN, function(x) NaN, dim = 1)
  expect_error(run_quietly(none, 2, steps = 1, init = matrix(1:2)), class = "wgf_error_numeric")
})

test_that("answers of a wrong shape say what is wanted", {
  expect_error(run_quietly(wgf_target(NULL, function(x) c(1, 2, 3), dim = 2), 2, steps = 1, init = diag(2)), "gr returned numeric of length 3; 2 numbers are needed")
  expect_error(run_quietly(wgf_target(function(x) 1:2, function(x) x, dim = 2), 2, "mala", steps = 1, init = diag(2)), "fn returned integer of length 2; 1 number is needed")
  worded <- wgf_target(function(x) "a", function(x) x, dim = 1)
  expect_error(run_quietly(worded, 2, "mala", steps = 1, init = matrix(1:2)), "fn returned character of length 1")
  batched <- wgf_target(NULL, function(x) x[, 1], dim = 2, batched = TRUE)
  expect_error(run_quietly(batched, 2, steps = 1, init = diag(2)), "gr returned numeric of length 2; a matrix of 2 x 2 is needed", class = "wgf_error_argument")
  text <- wgf_target(NULL, function(x) "a", dim = 1, batched = TRUE)
  expect_error(run_quietly(text, 1, steps = 1, init = matrix(1)), "character")
})

test_that("mini-batches get the step's index, Hessian products are used", {
  seen <- numeric()
  target <- wgf_target(NULL, function(x, batch) { seen <<- c(seen, batch); -x }, dim = 1, mini_batch = TRUE)
  run_quietly(target, 1, steps = 4, init = matrix(1))
  expect_identical(seen, as.numeric(0:4))  # the new places of a step are asked with the batch of the next
  used <- 0
  target <- normal_target(2, hessian = function(x, v) { used <<- used + 1; -v })
  x <- matrix(rnorm(8), 4)
  with <- wgf_discrepancy(x, target, gradient = TRUE)
  expect_equal(used, 4)
  # The other takes central differences of scores, of relative error 1e-8 or so.
  expect_equal(wgf_discrepancy(x, normal_target(), gradient = TRUE)$gradient, with$gradient, tolerance = 1e-6)
})

test_that("ask and tell give the bits of the callback", {
  start <- matrix(rnorm(20), 10)
  for (method in c("svgd", "mala")) {
    told <- wgf_flow(wgf_target(dim = 2), 10, method, init = start, seed = 1)
    called <- wgf_flow(normal_target(), 10, method, init = start, seed = 1)
    steps <- 0
    while (steps < 20) {
      request <- wgf_ask(told)
      if (is.null(request)) steps <- steps + 1
      else wgf_tell(told, if (request$log_density) apply(request$x, 2, function(x) -0.5 * sum(x^2)), if (request$score) -request$x)
    }
    wgf_step(called, 20)
    expect_identical(as.matrix(told), as.matrix(called))
  }
})

test_that("ask and tell out of turn are refused", {
  flow <- wgf_flow(wgf_target(dim = 1), 2, init = matrix(1:2), seed = 1)
  expect_error(wgf_step(flow), class = "wgf_error_state")
  request <- wgf_ask(flow)
  expect_error(wgf_tell(flow, score = 1), class = "wgf_error_argument")
  expect_error(wgf_fit(flow), class = "wgf_error_state")  # no checkpoint inside a step
  wgf_abandon(flow)
  expect_equal(wgf_stats(flow)$step, 0)
  expect_identical(wgf_ask(flow)$x, request$x)
  while (!is.null(request <- wgf_ask(flow))) wgf_tell(flow, score = -request$x)
  expect_equal(wgf_stats(flow)$step, 1)
  expect_s3_class(wgf_fit(flow), "wgf")
})

test_that("log lines become warnings", {
  expect_warning(run_quietly(normal_target(), 2, "mala", steps = 20, warmup = 0, record_every = 1, record_limit = 5, seed = 1), "full")
  withr_options <- options(warn = 2)
  on.exit(options(withr_options))
  expect_error(run_quietly(normal_target(), 2, "mala", steps = 20, warmup = 0, record_every = 1, record_limit = 5, seed = 1), "full")
})
