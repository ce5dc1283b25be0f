# What a user gave is used as meant, or refused in words: never taken by position against its names, recycled, renamed or dropped.
refused <- function(code, words) expect_error(code, words, fixed = TRUE, class = "wgf_error_argument")
named <- function(...) normal_target(2, names = c("a", "b"), ...)
flat <- function(d, ...) wgf_target(function(x) 0, function(x) 0 * x, dim = d, ...)
ab <- cbind(a = c(1, 3), b = c(2, 4))
ba <- ab[, 2:1]

test_that("simplex and ordered constrain the coordinates whose positions were given, or are refused", {
  letter <- letters[1:4]
  u <- rbind(c(0.3, -1, 2))
  whole <- wgf_constrain(flat(4, simplex = 2:4), u)
  expect_equal(sum(whole[, 2:4]), 1)
  expect_equal(wgf_constrain(flat(4, simplex = c(3, 2, 4)), u), whole)
  expect_equal(unname(wgf_constrain(flat(4, names = letter, simplex = c("b", "c", "d")), u)), unname(whole))
  expect_true(all(diff(wgf_constrain(flat(4, ordered = 2:4), rbind(c(9, -1, 2, 1)))[, 2:4]) > 0))
  for (argument in c("simplex", "ordered")) {
    given <- function(value, words) refused(do.call(flat, c(list(4), stats::setNames(list(value), argument))), words)
    given(c(1, 3), paste(argument, "is c(1, 3); the coordinates must follow each other"))
    for (wrong in list(c(1, 2.5), c(1, NA), c(0, 1), 4:5, 1, TRUE, c("a", "z"), numeric(), list(1, 2), c(1, 1))) given(wrong, argument)
  }
  refused(flat(3, ordered = 3:1), "ordered")
})

test_that("the columns of init are matched by name", {
  at <- function(init, target = named()) unname(as.matrix(wgf_flow(target, init = init, seed = 1)))
  expect_identical(at(ba), unname(ab))
  expect_identical(at(as.data.frame(ba)), unname(ab))
  refused(at(function(n) ba), "init has 2 rows, and n_particles is")
  expect_identical(unname(as.matrix(wgf_flow(named(), 2, init = function(n) ba))), unname(ab))
  expect_identical(unname(run_quietly(named(), steps = 0, init = ba)$particles), unname(t(ab)))
  refused(at(cbind(a = 1:2, c = 3:4)), "init has columns a, c, and the coordinates are a, b")
  refused(at(cbind(a = 1:2, a = 3:4)), "init has two columns named a")
  refused(at(t(ab)), "t(init)")
  refused(at(cbind(ab, lp__ = 0)), "init has 3 columns and needs 2")
  refused(at(c(1, 2)), "t(init)")
  expect_identical(at(cbind("x[2]" = c(2, 4), "x[1]" = c(1, 3)), normal_target()), unname(ab))
  skip_if_not_installed("posterior")
  expect_identical(at(posterior::as_draws_df(ba)), unname(ab))
})

test_that("the columns of two samples are matched by name", {
  set.seed(1)
  x <- cbind(a = rnorm(20), b = rnorm(20, 5))
  y <- cbind(a = rnorm(20), b = rnorm(20, 5))
  right <- wgf_discrepancy(x, y, "energy")
  expect_identical(wgf_discrepancy(x[, 2:1], y, "energy"), right)
  expect_identical(wgf_discrepancy(x, as.data.frame(y)[2:1], "energy") , wgf_discrepancy(x[, 2:1], y[, 2:1], "energy"))
  expect_identical(wgf_discrepancy(unname(x), y, "energy"), right)
  expect_equal(wgf_discrepancy(x[, 2:1], normal_target(2, names = c("a", "b"))), wgf_discrepancy(unname(x), normal_target(2)))
  refused(wgf_discrepancy(cbind(u = 1:3, v = 3:1), y), "x has columns u, v, and the coordinates are a, b")
  refused(wgf_discrepancy(x[, 1], y), "x has 1 column and needs 2")
})

test_that("points of a target are matched by name", {
  expect_identical(wgf_evaluate(named(), ba), wgf_evaluate(named(), unname(ab)))
  bounded <- named(lower = c(b = 0))
  expect_equal(wgf_unconstrain(bounded, ba), wgf_unconstrain(bounded, unname(ab)))
  refused(wgf_evaluate(named(), c(1, 2)), "t(x)")
  refused(wgf_check_gradient(named(), cbind(a = 1, z = 2)), "columns a, z")
})

test_that("a gradient whose names are in another order is refused", {
  density <- function(x) -sum(x^2) / 2
  swapped <- wgf_target(density, function(x) -x[c("b", "a")], names = c("a", "b"))
  refused(wgf_evaluate(swapped, ab), "the answer of gr has the name b at the place of a")
  expect_identical(wgf_evaluate(wgf_target(density, function(x) -x, names = c("a", "b")), ab)$score, -unname(ab))
  expect_identical(wgf_evaluate(wgf_target(density, function(x) c(da = -x[["a"]], db = -x[["b"]]), names = c("a", "b")), ab)$score, -unname(ab))
  whole <- function(gr) wgf_target(function(x) -colSums(x^2) / 2, gr, names = c("a", "b"), batched = TRUE)
  refused(wgf_evaluate(whole(function(x) -x[2:1, ]), ab), "gr has the name b")
  refused(wgf_evaluate(whole(function(x) -t(x)), ab), "belong in rows")
  refused(wgf_evaluate(whole(function(x) -t(x)), rbind(ab, ab)), "gr returned matrix of 4 x 2; a matrix of 2 x 4")
  refused(wgf_evaluate(whole(function(x) as.vector(-x)), ab), "gr returned numeric of length 4; a matrix of 2 x 2")
  product <- wgf_target(density, function(x) -x, names = c("a", "b"), hessian = function(x, v) -v[2:1])
  refused(wgf:::wgf_target_hessian_vector(wgf:::target_handle(product), ab, ab, TRUE), "hessian has the name b")
})

test_that("answers that are no numbers are refused by the function's name, and NA is a rejection", {
  answers <- list(NULL, "1", list(1, 2), factor(1:2), c(TRUE, FALSE), 1:3, 1i * 1:2, Sys.Date() + 1:2)
  for (answer in answers) refused(wgf_evaluate(wgf_target(function(x) 0, function(x) answer, dim = 2), ab), "gr returned")
  for (answer in answers) refused(wgf_evaluate(wgf_target(function(x) answer, function(x) x, dim = 2), ab), "fn returned")
  gone <- wgf_target(function(x) if (x[1] > 2) NA else 0, function(x) if (x[1] > 2) c(NA, NA) else -x, dim = 2)
  expect_identical(is.na(wgf_evaluate(gone, ab)$log_density), c(FALSE, TRUE))
  fit <- run_quietly(gone, steps = 2, init = ab, seed = 1)
  expect_identical(unname(fit$particles[, 2]), c(3, 4))
  expect_gt(fit$rejections$count, 0)
  part <- wgf_target(function(x) 0, function(x) c(NA, -x[2]), dim = 2)
  expect_error(run_quietly(part, steps = 1, init = ab), class = "wgf_error_numeric")
})

test_that("what is told has the shape that was asked for", {
  flow <- wgf_flow(wgf_target(names = c("a", "b")), init = rbind(ab, 5), seed = 1)
  x <- wgf_ask(flow)$x
  refused(wgf_tell(flow, score = t(x)), "score is matrix of 3 x 2; a matrix of 2 x 3")
  refused(wgf_tell(flow, score = x[2:1, ]), "score has the name b at the place of a")
  refused(wgf_tell(flow, score = as.character(x)), "score")
  refused(wgf_tell(flow, log_density = 1, score = x), "log_density")
  wgf_tell(flow, score = -x)
  while (!is.null(request <- wgf_ask(flow))) wgf_tell(flow, score = -request$x)
  expect_equal(wgf_stats(flow)$step, 1)
})

test_that("bounds are one, as many as coordinates, or by name", {
  at <- function(...) wgf_constrain(flat(3, names = c("a", "b", "c"), ...), rbind(c(-1, -1, -1)))
  expect_equal(unname(at(lower = c(b = 0))), rbind(c(-1, exp(-1), -1)))
  expect_equal(at(lower = c(c = 0, a = -Inf, b = 1)), at(lower = c(-Inf, 1, 0)))
  expect_equal(at(upper = c(c = 2)), at(upper = c(Inf, Inf, 2)))
  refused(at(lower = 1:2), "lower has 2 numbers and needs 1 or 3")
  refused(at(upper = 1:4), "upper has 4 numbers and needs 1 or 3")
  refused(at(lower = c(z = 0)), "lower has the name \"z\"")
  refused(at(lower = c(a = 0, a = 1)), "lower has a twice")
  refused(at(lower = c(a = 0, 1)), "lower has the name \"\"")
  for (wrong in list(NA, "0", c(0, NaN, 0), TRUE, factor(1), list(0))) refused(at(lower = wrong), "lower")
  refused(wgf_target(function(x) 0, dim = 2, names = c("a", "b"), lower = rep(0, 3)), "lower has 3 numbers")
})

test_that("constraints that cannot be are refused by the coordinates' names, and rows are counted from 1", {
  refused(flat(2, names = c("a", "b"), lower = 1, upper = c(2, 0)), "lower is 1 for b, and upper is 0")
  refused(flat(2, lower = 1, upper = 1), "lower must be below upper")
  refused(flat(2, upper = -Inf), "upper is -Inf for x[1]")
  refused(flat(3, simplex = 1:2, ordered = 2:3), "simplex and ordered both have x[2]")
  refused(flat(3, simplex = 1:2, lower = 0), "simplex and lower or upper both have x[1]")
  expect_silent(flat(3, simplex = 1:2, lower = c(-Inf, -Inf, 0)))
  wrong <- wgf_target(function(x) -sum(x^2) / 2, function(x) c(-x[1], x[2]), dim = 2)
  expect_error(wgf_check_gradient(wrong, rbind(c(1, 0), c(1, 1))), "point 2, coordinate 2")
  refused(wgf_flow(flat(1, lower = 0), init = c(1, -1)), "particle 2 has x[1] = -1")
})

test_that("a target is not changed behind the back of its handle", {
  target <- named()
  wgf_evaluate(target, ab)
  refused(target$lower <- 0, "lower of a target cannot be changed")
  refused(target[["names"]] <- c("b", "a"), "names of a target cannot be changed")
})

test_that("names of coordinates are names, one for each", {
  refused(normal_target(2, names = c("a", "a")), "names has a twice")
  refused(normal_target(2, names = c("a", NA)), "names lacks name 2")
  refused(normal_target(2, names = c("", "a")), "names lacks name 1")
  refused(normal_target(2, names = "a"), "names has 1 names and needs 2")
  refused(normal_target(2, names = 1:2), "names")
  refused(normal_target(2, names = c("a", ".chain")), ".chain")
  refused(wgf_samples(cbind(a = 1:2, a = 2:3)), "names has a twice")
  refused(wgf_samples(cbind(1:2, b = 2:3)), "names lacks name 1")
  refused(wgf_samples(diag(2), names = "a"), "names has 1 names")
})

test_that("adapters pass on what they are given, or refuse it", {
  made <- list(par = c(mu = 0, tau = 1), fn = function(x) sum(x^2) / 2, gr = function(x) x, env = new.env())
  expect_identical(as_wgf_target(made, lower = c(tau = 0))$lower, c(-Inf, 0))
  expect_identical(as_wgf_target(made, lower = 0)$lower, c(0, 0))
  refused(as_wgf_target(made, lowr = 0), "lowr")
  refused(as_wgf_target(made, dim = 3), "dim")
  refused(as_wgf_target(made, names = c("a", "a")), "names has a twice")
  listed <- list(fn = function(x) -sum(x^2) / 2, gr = function(x) -x, dim = 2)
  expect_identical(as_wgf_target(listed, upper = 1)$upper, c(1, 1))
  refused(as_wgf_target(listed, dim = 3), "dim is given twice")
  refused(as_wgf_target(c(listed, grad = identity)), "grad")
  expect_null(as_wgf_target(list(fn = listed$fn, names = c("a", "b")))$gr)
  refused(as_wgf_target(list(fn = listed$fn, gradient = identity, dim = 2)), "gradient")
  refused(as_wgf_target(named(), names = c("c", "d")), "names")
  expect_identical(as_wgf_target(diag(2), names = c("u", "v"))$names, c("u", "v"))
  expect_identical(as_wgf_target(1:3, weights = 1:3)$weights, c(1, 2, 3))
  expect_error(as_wgf_target(diag(2), wieghts = 1:2), "wieghts")
  refused(wgf_target("gaussian", function(x) x, dim = 2), "gr has no meaning")
  refused(wgf_target(dim = 2, hessian = function(x, v) v), "hessian has no meaning")
})

test_that("data are numbers: no column is turned into codes, flattened or left out", {
  refused(wgf_samples(data.frame(a = 1:2, b = c("x", "y"))), "x has the column b")
  refused(wgf_samples(data.frame(a = 1:2, b = factor(1:2))), "x has the column b")
  refused(wgf_samples(data.frame(a = 1:2, b = c(TRUE, FALSE))), "x has the column b")
  refused(wgf_samples(array(1, c(2, 2, 2))), "array of 3 dimensions")
  refused(wgf_samples(factor(1:3)), "numbers were expected")
  refused(wgf_samples(c(TRUE, FALSE)), "numbers were expected")
  refused(wgf_samples(structure(c(1, 2), class = "integer64")), "numbers were expected")
  refused(wgf_samples(cbind(1:3, c(1, NA, 2))), "x has na in row 2, column 2")
  refused(wgf_samples(cbind(Inf)), "x has inf in row 1, column 1")
  refused(wgf_samples(matrix(0, 0, 2)), "x has 0 rows")
})

test_that("weights come along with draws", {
  x <- cbind(a = c(0, 1, 5))
  w <- c(1, 2, 7)
  y <- cbind(a = c(2, 3))
  right <- wgf_discrepancy(x, y, "energy", weights = w)
  fit <- run_quietly(x, init = x, weights = w, steps = 0)
  expect_equal(wgf_discrepancy(fit, y, "energy"), right)
  expect_equal(as_wgf_target(fit)$weights, w / 10)
  refused(wgf_discrepancy(fit, y, "energy", weights = w), "weights were given")
  expect_equal(run_quietly(x, init = fit, steps = 0)$weights, w / 10)
  for (wrong in list(1:2, c(1, NA, 1), c(-1, 1, 1), c(0, 0, 0), c("a", "b", "c"), list(1, 2, 3))) {
    refused(wgf_discrepancy(x, y, weights = wrong), "weights")
    refused(wgf_samples(x, wrong), "weights")
    refused(run_quietly(y, init = x, weights = wrong, steps = 0), "weights")
  }
  chains <- run_quietly(normal_target(1), init = x, method = "mala", weights = w, steps = 20, warmup = 0, record_every = 1, seed = 1)
  means <- colMeans(chains$draws[, , 1])
  expect_equal(unname(coef(chains)), sum(w * means) / 10)
  expect_equal(summary(chains)$table$mean, sum(w * means) / 10)
  skip_if_not_installed("posterior")
  drawn <- posterior::weight_draws(posterior::as_draws_df(x), w)
  expect_equal(wgf_discrepancy(drawn, y, "energy"), right)
  expect_equal(as_wgf_target(drawn)$weights, w / 7)
  expect_equal(as.numeric(weights(posterior::as_draws_array(chains))), rep(w / 200, each = 20))
  skip_if_not_installed("coda")
  refused(coda::as.mcmc(fit), "weights")
})

test_that("an argument's name counts in full where a flow has options", {
  refused(wgf(normal_target(), 5, step = 3), "unknown argument step; did you mean steps")
  refused(run_quietly(normal_target(), n = 5), "did you mean n_particles")
  refused(wgf_flow(normal_target(), meth = "mala"), "did you mean method")
  refused(wgf_target(function(x) 0, d = 2), "did you mean dim")
  refused(wgf_discrepancy(diag(2), diag(2), m = "energy"), "did you mean method")
  expect_error(run_quietly(normal_target(), 5, steps = 1, step_size = 0.1, step_size = 0.2), "given twice", class = "wgf_error_option")
  expect_error(run_quietly(normal_target(), 5, "svgd", 1, 0.1), "by name", class = "wgf_error_option")
})

test_that("values of options are of their kind", {
  one <- function(...) run_quietly(normal_target(), 5, "mala", steps = 2, ...)
  for (wrong in list(NULL, NA, NaN, TRUE, "a", factor(1), list(1), numeric(), Sys.Date())) {
    expect_error(one(step_size = wrong), "step_size", class = "wgf_error_option")
    expect_error(one(warmup = wrong), "warmup", class = "wgf_error_option")
    expect_error(one(record_every = wrong), "record_every", class = "wgf_error_option")
  }
  expect_error(one(warmup = 1.5), "warmup", class = "wgf_error_option")
  expect_error(run_quietly(normal_target(), 5, steps = 1, kernel = NA_character_), "kernel", class = "wgf_error_option")
  expect_error(wgf_target("gaussian", names = c("a", "b"), mean = c(b = 1, a = 2)), "mean has the name b")
  expect_error(wgf_target("gaussian", dim = 2, mean = c(1, NA)), "mean", class = "wgf_error_option")
  expect_silent(wgf_discrepancy(diag(2), diag(2), "mmd", unbiased = FALSE))
})

test_that("counts are whole, limits are limits", {
  expect_equal(run_quietly(normal_target(), 5, steps = 1e3)$stats$step, 1000)
  for (wrong in list(1.5, -1, NA, NaN, Inf, "1", TRUE, NULL, 1:2, factor(1))) {
    refused(run_quietly(normal_target(), 5, steps = wrong), "steps is")
    refused(wgf_step(wgf_flow(normal_target(), 2), wrong), "steps is")
  }
  for (wrong in list(-1, NA, "1", NULL, 1:2)) {
    refused(run_quietly(normal_target(), 5, steps = 1, seconds = wrong), "seconds is")
    refused(run_quietly(normal_target(), 5, steps = 1, tolerance = wrong), "tolerance is")
    refused(wgf_step(wgf_flow(normal_target(), 2), seconds = wrong), "seconds is")
  }
  flow <- wgf_flow(normal_target(), 2)
  expect_identical(wgf_step(flow, 5, seconds = 0), "budget")
  expect_equal(wgf_stats(flow)$step, 0)
  old <- options(wgf.threads = "two")
  on.exit(options(old))
  refused(run_quietly(normal_target(), 5, steps = 1), "the option wgf.threads")
})

test_that("where particles begin is said in full", {
  for (wrong in list("nowhere", list(normal = 1), list(normal = c(0, -1)), list(uniform = c(1, 0)), list(norm = c(0, 1)), TRUE,
                     list(normal = c(0, 1), uniform = c(0, 1)), list(normal = c(NA, 1)), NA, factor(1:2), matrix("a", 2, 2), array(1, c(2, 2, 2)))) {
    refused(wgf_flow(normal_target(), 5, init = wrong), "init")
  }
  refused(wgf_flow(normal_target(), 3, init = diag(2)), "init has 2 rows, and n_particles is 3")
  expect_equal(wgf_flow(named(), init = run_quietly(named(), 7, steps = 0))$n, 7)
  expect_equal(wgf_flow(normal_target(1), init = c(1, 2, 3))$n, 3)
  refused(wgf_flow(normal_target(), 2, init = function(n) NULL), "init gave NULL")
  refused(wgf_flow(diag(2), 2, samples = diag(2)), "samples were given, and the target is samples too")
  refused(wgf_flow(named(), 2, samples = named()), "samples is")
})

test_that("a report is checked before the run, and a report that fails at its end does not cost the run", {
  with_report <- function(report) normal_target(2, report = report)
  for (wrong in list(function(x) unname(x), function(x) list(a = 1), function(x) c(a = 1, a = 2), function(x) c(a = "b"), function(x) NULL)) {
    refused(run_quietly(with_report(wrong), 5, steps = 1), "report returned")
  }
  varies <- function(x) stats::setNames(x, if (x[1] > 0) c("p", "q") else c("q", "p"))
  expect_warning(fit <- run_quietly(with_report(varies), steps = 0, init = rbind(c(1, 2), c(-1, 2))), "report failed")
  expect_identical(names(coef(fit)), c("x[1]", "x[2]"))
})

test_that("a method takes no argument that it would not use", {
  fit <- run_quietly(named(), 20, steps = 2, seed = 1)
  for (f in list(coef, vcov, summary, as.matrix, as.data.frame)) refused(f(fit, wrong = 1), "unknown argument wrong")
  refused(plot(fit, "cost", variables = "a"), "variables has no meaning")
  refused(plot(fit, "particles", variables = c("a", "z")), "variables has \"z\"")
  refused(plot(fit, "part"), "type is")
  refused(plot(fit, engine = NULL), "engine is")
  refused(wgf_catalogue(NULL), "kind is NULL")
  refused(wgf_catalogue("fl"), "kind is")
  refused(wgf_options(c("svgd", "mala")), "name is")
})

test_that("no message names a function of C", {
  flow <- wgf_flow(wgf_target(dim = 1), 2, init = matrix(1:2), seed = 1)
  said <- function(code) tryCatch(code, error = conditionMessage)
  messages <- c(said(wgf_step(flow)), said(wgf_tell(flow, score = 1)), said({ wgf_ask(flow); wgf_fit(flow) }), said(wgf_step(flow)),
                said(wgf_flow(normal_target(), 2, "mmd")), said(wgf_flow(diag(2), 2, "svgd")), said(wgf_kernel(1, 2)), said(wgf_options("nothing at all")),
                said(wgf_flow(wgf_target(dim = 2), 3, init = "target")), said(wgf_evaluate(wgf_target(dim = 2), diag(2))))
  expect_true(all(is.character(messages), nzchar(messages)))
  named <- unlist(regmatches(messages, gregexpr("wgf_[a-z_]+", messages)))
  expect_true(all(named %in% getNamespaceExports("wgf")), info = paste(messages, collapse = "\n"))
  expect_false(any(grepl("WGF_|NULL, but", messages)))
})
