# A fit keeps what it shows; only update() needs the model.
counting <- new.env()
counting$calls <- 0
with_report <- function(method, ...) {
  target <- wgf_target(function(x) -sum(x^2) / 2, function(x) -x, dim = 2, report = function(x) {
    counting$calls <- counting$calls + 1
    c(sum = sum(x), first = x[[1]], second = x[[2]])
  })
  run_quietly(target, 4, method, seed = 1, ...)
}

test_that("a report is computed once for each draw, also by update", {
  counting$calls <- 0
  fit <- with_report("mala", steps = 40)
  made <- counting$calls
  expect_lte(made, 4 * 20 + 2)  # one before the run, and the names
  utils::capture.output(print(fit), print(summary(fit)), as.matrix(fit), coef(fit), vcov(fit))
  expect_equal(counting$calls, made)
  longer <- update(fit, 10, progress = FALSE)
  expect_lte(counting$calls - made, 4 * 10 + 2)
  expect_identical(longer$reported[, , "sum"], longer$draws[, , 1] + longer$draws[, , 2])
  expect_identical(unname(longer$reported[, , 2:3]), unname(longer$draws))
  expect_identical(dimnames(longer$reported), list(iteration = NULL, chain = NULL, variable = c("sum", "first", "second")))
  cloud <- with_report("svgd", steps = 5)
  expect_identical(as.matrix(cloud)[, "sum"], unname(colSums(cloud$particles)))
  expect_identical(as.matrix(update(cloud, 5, progress = FALSE))[, "sum"], unname(colSums(update(cloud, 5, progress = FALSE)$particles)))
})

test_that("a fit whose model stayed behind is printed, summarised and given as draws in another session; update refuses in words", {
  home <- Sys.getpid()
  here <- function() if (Sys.getpid() != home) stop("null pointer")
  # As MakeADFun() makes it; its pointers live in one process.
  made <- list(par = c(mu = 0, b = 0), fn = function(x) { here(); sum(x^2) / 2 }, gr = function(x) { here(); x }, env = new.env())
  file <- tempfile(fileext = ".rds")
  fit <- run_quietly(as_wgf_target(made, report = function(x) { here(); c(x, total = sum(x)) }), 6, "mala", steps = 20, seed = 1)
  saveRDS(fit, file)
  out <- in_child(c("library(wgf)", sprintf("fit <- readRDS('%s')", file), "print(fit)", "s <- summary(fit)$table", "d <- as.data.frame(fit)",
                    "if (requireNamespace('posterior', quietly = TRUE)) d <- as.data.frame(unclass(posterior::as_draws_matrix(fit)))",
                    "cat('rows', nrow(d), s$variable, sprintf('%a', s$mean), '\\n')",
                    "cat(tryCatch(update(fit, 5, progress = FALSE), wgf_error_state = conditionMessage), '\\n')",
                    "again <- list(par = c(mu = 0, b = 0), fn = function(x) sum(x^2) / 2, gr = function(x) x, env = new.env())",
                    "f <- update(fit, 5, target = as_wgf_target(again), progress = FALSE)",
                    "cat('on', sprintf('%a', f$particles), '\\n')"))
  expect_match(out, "recorded: 10 iterations of 6 chains", all = FALSE)
  expect_identical(trimws(grep("^rows", out, value = TRUE)), paste("rows 60 mu b total", paste(sprintf("%a", summary(fit)$table$mean), collapse = " ")))
  expect_match(out, "the TMB model is not in this session.*update\\(fit, target = \\)", all = FALSE)
  expect_identical(trimws(grep("^on", out, value = TRUE)), paste("on", paste(sprintf("%a", update(fit, 5, progress = FALSE)$particles), collapse = " ")))
  expect_error(update(fit, 5, target = normal_target(2)), "target is another", class = "wgf_error_argument")
})

test_that("a density that carries its own data goes on in another session", {
  with_data <- function(y) wgf_target(function(x) -sum((y - x)^2) / 2, function(x) sum(y - x), names = "mu")
  fit <- run_quietly(with_data(c(1, 2, 6)), 5, steps = 10, seed = 1)
  file <- tempfile(fileext = ".rds")
  saveRDS(fit, file)
  out <- in_child(c("library(wgf)", sprintf("fit <- readRDS('%s')", file), "cat(sprintf('%a', suppressWarnings(update(fit, 5, progress = FALSE))$particles))"))
  expect_identical(out, paste(sprintf("%a", update(fit, 5, progress = FALSE)$particles), collapse = " "))
})
