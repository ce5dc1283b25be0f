sampled <- run_quietly(normal_target(2, names = c("mu", "beta[1]")), 4, "mala", steps = 200, seed = 1)
cloud <- run_quietly(normal_target(2, names = c("mu", "beta[1]")), 30, steps = 100, seed = 1)

test_that("matrices have draws in rows and names in columns", {
  expect_identical(dim(as.matrix(sampled)), c(400L, 2L))
  expect_identical(dim(as.matrix(cloud)), c(30L, 2L))
  expect_identical(colnames(as.matrix(cloud)), c("mu", "beta[1]"))
  expect_identical(as.matrix(cloud), t(cloud$particles))
  expect_identical(as.matrix(sampled)[101:200, 1], unname(sampled$draws[, 2, 1]))
  expect_identical(names(as.data.frame(cloud)), c("mu", "beta[1]"))
})

test_that("moments are R's", {
  for (fit in list(sampled, cloud)) {
    expect_equal(coef(fit), colMeans(as.matrix(fit)))
    expect_equal(vcov(fit), cov(as.matrix(fit)))
  }
  table <- summary(cloud)$table
  expect_equal(table$q5, unname(apply(as.matrix(cloud), 2, quantile, 0.05)))
  expect_equal(table$sd, unname(apply(as.matrix(cloud), 2, sd)))
})

test_that("printing tells what was done", {
  expect_output(print(cloud), "svgd.*30 particles.*100 steps")
  expect_output(print(summary(sampled)), "recorded: 100 iterations of 4 chains.*rhat")
  expect_output(print(normal_target()), "2 dimensions")
  expect_output(print(wgf_samples(diag(3))), "3 samples")
  expect_output(print(wgf_kernel(exp, exp)), "functions: k k1")
  expect_output(print(wgf_features(3, identity, identity)), "3 features")
  expect_output(print(wgf_options("svgd")), "step_size = 0.1 (from 0)", fixed = TRUE)
  expect_output(print(wgf_options("svgd")["name"]), "1 +kernel")
  expect_output(print(wgf_catalogue()), "mala\n    Metropolis", fixed = TRUE)
  expect_lte(max(nchar(capture.output(print(wgf_options("svgd"))))), 80)
  expect_output(print(wgf_flow(normal_target(), 3)), "after 0 steps")
  expect_output(print(run_quietly(normal_target(10), 50, steps = 1)), "few particles for 10 dimensions")
  shown <- capture.output(wgf(normal_target(), 3, steps = 5, progress = TRUE), type = "message")
  expect_match(paste(shown, collapse = ""), "100%")
})

test_that("summaries are those of posterior", {
  skip_if_not_installed("posterior")
  theirs <- posterior::summarise_draws(sampled, "mean", "sd", "rhat", "ess_bulk", "ess_tail", "mcse_mean")
  ours <- summary(sampled)$table
  # posterior 1.4 and the library implement the same definitions.
  for (column in names(theirs)[-1]) expect_equal(ours[[column]], as.numeric(theirs[[column]]), tolerance = 1e-8)
  more <- posterior::summarise_draws(sampled, "mcse_sd", "ess_mean", "ess_sd", "rhat_basic", ~posterior::mcse_quantile(.x, c(0.05, 0.5, 0.95)))
  for (column in names(more)[2:5]) expect_equal(ours[[column]], as.numeric(more[[column]]), tolerance = 1e-8)
  expect_equal(ours$mcse_q5, as.numeric(more$mcse_q5), tolerance = 1e-8)
  expect_equal(ours$mcse_median, as.numeric(more$mcse_q50), tolerance = 1e-8)
})

test_that("the report of a run is printed", {
  expect_named(sampled$report, c("count", "text"))
  expect_output(print(sampled), strsplit(sampled$report$text, " ")[[1]][1], fixed = TRUE)
})

test_that("posterior's formats have chains, names and weights", {
  skip_if_not_installed("posterior")
  draws <- posterior::as_draws(sampled)
  expect_equal(c(posterior::niterations(draws), posterior::nchains(draws)), c(100, 4))
  expect_identical(posterior::variables(draws), c("mu", "beta[1]"))
  for (format in c("as_draws_df", "as_draws_matrix", "as_draws_list", "as_draws_array")) {
    got <- getExportedValue("posterior", format)(sampled)
    expect_equal(posterior::ndraws(got), 400)
  }
  expect_length(posterior::as_draws_rvars(sampled)$beta, 1)
  weighted <- run_quietly(normal_target(1), 3, steps = 0, init = matrix(c(0, 1, 10)), weights = c(1, 1, 2), seed = 1)
  expect_equal(as.numeric(weights(posterior::as_draws(weighted))), c(1, 1, 2) / 4)
})

test_that("coda gets its lists", {
  skip_if_not_installed("coda")
  chains <- coda::as.mcmc.list(sampled)
  expect_equal(coda::nchain(chains), 4)
  expect_equal(coda::niter(chains), 100)
  expect_equal(as.numeric(colMeans(coda::as.mcmc(sampled))), unname(coef(sampled)))
})

test_that("every plot is drawn, with ggplot2 and without", {
  file <- tempfile(fileext = ".png")
  for (fit in list(sampled, cloud)) {
    for (type in c("particles", "pairs", "trace", "cost")) {
      for (engine in c("base", if (requireNamespace("ggplot2", quietly = TRUE) && requireNamespace("bayesplot", quietly = TRUE)) "ggplot2")) {
        grDevices::png(file)
        drawn <- plot(fit, type, engine = engine)
        if (engine == "ggplot2") suppressMessages(print(drawn))
        grDevices::dev.off()
        expect_gt(file.size(file), 2000)
        unlink(file)
      }
    }
  }
  expect_error(plot(cloud, "nothing"))
  skip_if_not_installed("bayesplot")
  expect_s3_class(suppressMessages(plot(run_quietly(normal_target(1), 20, steps = 5), "pairs")), "ggplot")
})

test_that("discrepancies agree with plain loops", {
  x <- matrix(rnorm(12), 6)
  y <- matrix(rnorm(16), 8)
  distance <- function(a, b) mean(sqrt(outer(a[, 1], b[, 1], "-")^2 + outer(a[, 2], b[, 2], "-")^2))
  expect_equal(wgf_discrepancy(x, y, "energy"), 2 * distance(x, y) - distance(x, x) - distance(y, y))
  kernel <- function(a, b) mean(exp(-(outer(a[, 1], b[, 1], "-")^2 + outer(a[, 2], b[, 2], "-")^2) / 2))
  found <- wgf_discrepancy(x, y, "mmd", bandwidth = 1, gradient = TRUE)
  value <- function(x) kernel(x, x) + kernel(y, y) - 2 * kernel(x, y)
  expect_equal(found$value, value(x))
  moved <- x
  moved[2, 1] <- x[2, 1] + 1e-6
  # A forward difference with step h: error of order h.
  expect_equal(found$gradient[2, 1], (value(moved) - value(x)) / 1e-6, tolerance = 1e-4)
  expect_equal(wgf_discrepancy(x, wgf_samples(y, weights = rep(1, 8)), "mmd", bandwidth = 1, weights = rep(2, 6)), value(x))
  expect_gt(wgf_discrepancy(x + 3, normal_target()), wgf_discrepancy(x, normal_target()))
})

test_that("adapters understand what users have", {
  expect_identical(as_wgf_target(normal_target())$kind, "functions")
  expect_identical(as_wgf_target(diag(2))$kind, "samples")
  expect_identical(as_wgf_target(data.frame(a = 1:3))$names, "a")
  expect_identical(as_wgf_target(1:3)$dim, 1)
  expect_identical(as_wgf_target("funnel", dim = 3)$kind, "named")
  expect_identical(as_wgf_target(function(x) 1, dim = 2)$dim, 2)
  listed <- as_wgf_target(list(fn = function(x) -sum(x^2) / 2, gr = function(x) -x, names = c("a", "b")))
  expect_identical(listed$names, c("a", "b"))
  # The shape of what TMB's MakeADFun() gives: fn is the negative log density, gr a row.
  made <- list(par = c(mu = 0, b = 0, b = 0), fn = function(x) structure(sum(x^2) / 2, logarithm = TRUE), gr = function(x) rbind(x), env = new.env())
  target <- as_wgf_target(made)
  expect_identical(target$names, c("mu", "b[1]", "b[2]"))
  expect_equal(wgf_evaluate(target, t(1:3)), list(log_density = -7, score = -t(1:3)), ignore_attr = TRUE)
})

test_that("a Stan rejection is told from an error", {
  thrown <- function(class) structure(class = c(class, "C++Error", "error", "condition"), list(message = "m", call = NULL))
  expect_true(wgf:::is_rejection(thrown("std::domain_error")))
  expect_false(wgf:::is_rejection(thrown("std::runtime_error")))
  expect_false(wgf:::is_rejection(simpleError("m")))
})

test_that("parameters of a model are named as Stan does", {
  expect_equal(wgf:::indexed("mu", 3), c(mu = 3))
  expect_equal(names(wgf:::indexed("b", array(1:2, 2))), c("b[1]", "b[2]"))
  expect_equal(names(wgf:::indexed("m", matrix(1:4, 2))), c("m[1,1]", "m[2,1]", "m[1,2]", "m[2,2]"))
})
