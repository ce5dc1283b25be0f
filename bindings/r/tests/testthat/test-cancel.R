# A call that was cancelled has no result, so it must not return. A user of R cancels by the interrupt key, which test-process.R presses.

# The call fails once as cancelled; the next one is as if nothing had been.
expect_cancelled <- function(call) {
  wgf:::wgf_context_cancel(wgf:::context())
  expect_error(call(), "^cancelled before it had a result$", class = "wgf_error_cancelled")
  expect_identical(call(), call())
}

test_that("a cancelled call that reads, writes or summarises is an error, and its handle can be used again", {
  x <- matrix(sin(1:40), 2)
  expect_cancelled(function() wgf_discrepancy(t(x), normal_target(), gradient = TRUE))
  expect_cancelled(function() wgf_evaluate(normal_target(), t(x)))
  expect_cancelled(function() wgf_check_gradient(normal_target(), t(x)))
  ensemble <- wgf:::wgf_ensemble_create(wgf:::context(), c(2, 20))
  expect_cancelled(function() wgf:::wgf_ensemble_import(ensemble, x, wgf:::WGF_PARTICLE_MAJOR))
  expect_cancelled(function() wgf:::wgf_ensemble_export(ensemble, c(2, 20), wgf:::WGF_PARTICLE_MAJOR))
  expect_cancelled(function() wgf:::wgf_ensemble_mean(ensemble, 2))
  expect_cancelled(function() wgf:::wgf_ensemble_covariance(ensemble, c(2, 2)))
  expect_cancelled(function() wgf:::wgf_ensemble_quantile(ensemble, 0.25, 2))
  draws <- wgf:::wgf_draws_create(wgf:::context(), 10, 2, x)
  expect_cancelled(function() wgf:::wgf_draws_summary(draws, 0))
  expect_cancelled(function() wgf:::wgf_draws_quantile(draws, 1, 0.25))
  expect_cancelled(function() wgf:::wgf_draws_export(draws, c(2, 20), wgf:::WGF_PARTICLE_MAJOR))
  file <- tempfile()
  expect_cancelled(function() wgf:::wgf_draws_write_csv(draws, file))
})

test_that("a cancelled call of a flow is an error, and a run or step has it as its status", {
  flow <- wgf_flow(normal_target(), 5, seed = 1)
  expect_cancelled(function() wgf_drift(flow))
  expect_cancelled(function() wgf_ask(flow))
  wgf_abandon(flow)
  size <- wgf:::wgf_flow_get_checkpoint_size(flow$handle)
  expect_cancelled(function() wgf:::wgf_flow_save(flow$handle, size))
  saved <- wgf:::wgf_flow_save(flow$handle, size)
  expect_cancelled(function() wgf:::wgf_flow_restore(flow$handle, saved))
  wgf:::wgf_context_cancel(wgf:::context())
  expect_identical(wgf_step(flow, 3), "cancelled")
  expect_equal(wgf_stats(flow)$step, 0)
  suppressWarnings(wgf_step(flow, 3))  # three steps are not at rest
  expect_equal(wgf_stats(flow)$step, 3)
})

test_that("a poll stops a long evaluation", {
  session <- wgf:::context()
  on.exit(wgf:::wgf_context_set_poll(session, TRUE))
  x <- matrix(sin(1:1200000), ncol = 20)
  stop_it <- function() TRUE
  wgf:::hold(session, poll = stop_it)
  wgf:::wgf_context_set_poll(session, stop_it)
  took <- system.time(expect_error(wgf_discrepancy(x, wgf_target("gaussian", dim = 20)), class = "wgf_error_cancelled"))[["elapsed"]]
  expect_lt(took, 3)  # some 10 s of pairs; the poll is asked within 0.1 s, the rest is copying and a busy machine
  wgf:::wgf_context_set_poll(session, TRUE)
  expect_gt(wgf_discrepancy(x[1:20, ], wgf_target("gaussian", dim = 20)), 0)
})
