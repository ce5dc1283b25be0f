test_that("options are checked by the library's table, and an error names the nearest", {
  error <- tryCatch(run_quietly(normal_target(), 5, steps = 1, step_sise = 1), error = identity)
  expect_identical(class(error), c("wgf_error_option", "wgf_error", "error", "condition"))
  expect_match(conditionMessage(error), "nearest is \"step_size\"", fixed = TRUE)
  expect_match(deparse(conditionCall(error))[1], "^run_quietly|^wgf")
  expect_error(run_quietly(normal_target(), 5, steps = 1, step_size = -1), class = "wgf_error_option")
  expect_error(run_quietly(normal_target(), 5, steps = 1, step_size = "big"), class = "wgf_error_option")
  expect_error(run_quietly(normal_target(), 5, steps = 1, kernel = "gausian"), "gaussian", class = "wgf_error_option")
  expect_error(run_quietly(normal_target(), 5, steps = 1, step_size = 1:2), class = "wgf_error_option")
  expect_error(run_quietly(normal_target(), 5, "svdg", steps = 1), "nearest is \"svgd\"")
  expect_error(wgf_target("gausian", dim = 2) |> run_quietly(2, steps = 1), "gaussian")
  expect_error(wgf_target("gaussian", dim = 2, maen = 1) |> run_quietly(2, steps = 1), "mean")
})

test_that("wrong arguments are conditions of class wgf_error_argument", {
  expect_error(wgf_target(function(x) 1), class = "wgf_error_argument")
  expect_error(wgf_target("a", gr = 1, dim = 0), class = "wgf_error_argument")
  expect_error(wgf_target(1, dim = 2), class = "wgf_error_argument")
  expect_error(normal_target(2, wrong = 3), class = "wgf_error_argument")
  expect_error(run_quietly(normal_target(), 0, steps = 1), class = "wgf_error_argument")
  expect_error(run_quietly(normal_target(), 2.5, steps = 1), class = "wgf_error_argument")
  expect_error(run_quietly(normal_target(), 2, steps = -1), class = "wgf_error_argument")
  expect_error(run_quietly(normal_target(2, names = "a"), 2, steps = 1), class = "wgf_error_argument")
  expect_error(wgf_samples("a"), class = "wgf_error_argument")
  expect_error(wgf_samples(matrix(NaN, 2, 2)) |> run_quietly(2, steps = 1), class = "wgf_error_argument")
  expect_error(run_quietly(normal_target(), 2, steps = 1, init = matrix(c(0, NaN, 1, 2), 2)), "nan", class = "wgf_error_argument")
  expect_error(run_quietly(normal_target(), 2, steps = 1, init = diag(2), weights = c(1, NaN)), "nan", class = "wgf_error_argument")
  expect_error(run_quietly(normal_target(), 2, steps = 1, init = diag(2), weights = 1:3), class = "wgf_error_argument")
  expect_error(wgf_evaluate(normal_target(), matrix(0, 2, 3)), class = "wgf_error_argument")
  expect_error(as_wgf_target(sum(1) == 1), class = "wgf_error_argument")
  expect_error(wgf_discrepancy(matrix(0, 2, 3), matrix(0, 2, 2)), class = "wgf_error_argument")
  expect_error(update(run_quietly(normal_target(), 2, steps = 1), 1, step_size = 2), class = "wgf_error_argument")
})

test_that("what cannot be is refused with a reason", {
  expect_error(run_quietly(wgf_target(NULL, function(x) -x, dim = 1), 2, "mala", steps = 1), "log density", class = "wgf_error_unsupported")
  expect_error(run_quietly(normal_target(), 2, "langevin", steps = 1, tolerance = 1), class = "wgf_error_unsupported")
  expect_error(run_quietly(normal_target(), 100, steps = 1, record_every = 1, max_bytes = 10), class = "wgf_error_memory")
  expect_error(run_quietly(normal_target(), 2, "mmd", steps = 1), class = "wgf_error_state")
})

test_that("a closed flow says so", {
  flow <- wgf_flow(normal_target(), 3, seed = 1)
  close(flow)
  close(flow)
  expect_error(wgf_step(flow), "closed", class = "wgf_error_state")
  expect_error(as.matrix(flow), class = "wgf_error_state")
  expect_output(print(flow), "closed")
  flow <- wgf_flow(normal_target(), 3, seed = 1)
  expect_error(wgf_step(unserialize(serialize(flow, NULL))), "another R session", class = "wgf_error_state")
})

test_that("a handle of another kind is refused", {
  flow <- wgf_flow(normal_target(), 3, seed = 1)
  expect_error(wgf:::wgf_flow_step(flow$ensemble), class = "wgf_error_argument")
  expect_error(wgf:::wgf_flow_step(1), class = "wgf_error_argument")
})

test_that("the catalogue is the library's", {
  expect_true(all(c("svgd", "mala", "mmd") %in% wgf_catalogue()$name))
  for (kind in c("flow", "target", "kernel", "discrepancy", "context")) {
    expect_s3_class(wgf_catalogue(kind), "data.frame")
    for (name in wgf_catalogue(kind)$name) expect_true(all(nzchar(wgf_options(name, kind)$summary)))
  }
  expect_error(wgf_options("svdg"), "svgd")
  expect_match(wgf_version(), "^[0-9]+[.][0-9]+[.][0-9]+$")
})

test_that("a gradient is checked against differences", {
  expect_lt(wgf_check_gradient(normal_target())$worst, 1e-4)
  wrong <- wgf_target(function(x) -sum(x^2) / 2, function(x) x, dim = 2)
  expect_error(wgf_check_gradient(wrong), class = "wgf_error_numeric")
  expect_equal(wgf_evaluate(normal_target(), rbind(c(1, 2), c(0, 1))), list(log_density = c(-2.5, -0.5), score = -rbind(c(1, 2), c(0, 1))))
})
