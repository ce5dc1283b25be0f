test_that("no handle is left behind", {
  leave_nothing <- function() {
    flow <- NULL
    # Cycles: the closures see the flow that keeps them alive.
    flow <- wgf_flow(wgf_target(function(x) { flow; -sum(x^2) / 2 }, function(x) { flow; -x }, dim = 2), 5, seed = 1)
    wgf_step(flow, 3, observer = function(step, steps, x) { flow; TRUE })
    run_quietly(normal_target(), 5, "mala", steps = 10, seed = 1)
    try(run_quietly(normal_target(), 5, steps = 1, kernle = 1), silent = TRUE)
    wgf_discrepancy(diag(2), normal_target())
    kernel <- wgf_kernel(function(u) { flow; exp(-u) }, function(u) -exp(-u), function(u) exp(-u))
    run_quietly(normal_target(), 5, steps = 1, kernel = kernel)
    invisible()
  }
  leave_nothing()
  gc()
  before <- wgf:::wgf_live_handles()
  leave_nothing()
  gc()
  expect_lte(wgf:::wgf_live_handles(), before)
  # In a session with nothing else there is only the context, until it is forgotten.
  out <- in_child(c("library(wgf)", paste("normal_target <-", paste(deparse(normal_target), collapse = "\n")),
                    paste("run_quietly <-", paste(deparse(run_quietly), collapse = "\n")),
                    paste("leave_nothing <-", paste(deparse(leave_nothing), collapse = "\n")),
                    "suppressWarnings(leave_nothing()); invisible(gc()); cat(wgf:::wgf_live_handles(), '')",
                    "assign('context', NULL, wgf:::session); invisible(gc()); cat(wgf:::wgf_live_handles())"))
  expect_identical(out, "1 0")
})

interrupted <- c(
  "library(wgf)", "options(wgf.threads = 2)",
  "report <- function(e) { cat('interrupted', sprintf('%.3f', as.numeric(Sys.time())), '\\n') }",
  "begin <- function() { cat('begin\\n'); flush(stdout()) }")

# Sends SIGINT to a child a second after its code called begin(), where it must be caught from then on, and returns how long it took to say
# so, with all of its output.
time_to_interrupt <- function(code) {
  out <- tempfile()
  script <- tempfile(fileext = ".R")
  writeLines(c(sprintf(".libPaths(%s)", paste(deparse(.libPaths()), collapse = "")), "cat(Sys.getpid(), '\\n')", interrupted, code), script)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", script), stdout = out, stderr = out, wait = FALSE)
  lines <- function() if (file.exists(out)) readLines(out, warn = FALSE) else character()
  wait_for <- function(word, seconds) {
    for (i in seq_len(seconds * 20)) {
      if (any(grepl(word, lines()))) return(TRUE)
      Sys.sleep(0.05)
    }
    FALSE
  }
  if (!wait_for("begin", 30)) return(list(seconds = Inf, lines = lines()))
  Sys.sleep(1)
  pid <- as.integer(lines()[1])
  sent <- as.numeric(Sys.time())
  tools::pskill(pid, tools::SIGINT)
  wait_for("end", 30)
  tools::pskill(pid, tools::SIGKILL)
  said <- grep("interrupted", lines(), value = TRUE)
  list(seconds = if (length(said)) as.numeric(strsplit(said[1], " ")[[1]][2]) - sent else Inf, lines = lines())
}

test_that("an interrupt ends a run with an R function, a run without one and a single long step, within half a second", {
  skip_on_os("windows")
  flows <- c(
    "flow <- wgf_flow(wgf_target(function(x) -sum(x^2) / 2, function(x) -x, dim = 2), 100, seed = 1)",
    "flow <- wgf_flow(wgf_target('gaussian', dim = 2), 200, seed = 1)",
    "flow <- wgf_flow(wgf_target('gaussian', dim = 20), 60000, seed = 1)")
  for (flow in flows) {
    found <- time_to_interrupt(c(
      flow, "before <- wgf_stats(flow)$step",
      "tryCatch({ begin(); wgf_step(flow, 1e7) }, interrupt = report)",
      "at <- wgf_stats(flow)$step",
      "goes_on <- flow$n > 1000 || { wgf_step(flow, 2); wgf_stats(flow)$step == at + 2 }",
      "cat(inherits(try(as.matrix(flow)), 'matrix'), at >= before, goes_on, 'end\\n')"))
    expect_lt(found$seconds, 0.5)
    expect_match(tail(found$lines, 1), "TRUE TRUE TRUE end")
  }
})

test_that("an interrupt ends a long evaluation, and a summary, as an interrupt, and the next ones work", {
  skip_on_os("windows")
  calls <- c(
    "call <- function(rows) wgf_discrepancy(x[rows, ], wgf_target('gaussian', dim = 20))",
    "call <- function(rows) { while (length(rows) > 100) value <- wgf:::draws_summary(array(x, c(30000, 2, 20), list(NULL, NULL, letters[1:20])))$sd[1]; 1 }")
  for (call in calls) {
    found <- time_to_interrupt(c(
      "x <- matrix(sin(1:1200000), ncol = 20)", call,
      "caught <- tryCatch({ begin(); call(1:60000) }, interrupt = function(e) { report(e); 'interrupt' }, error = function(e) 'error')",
      "cat(caught, call(1:20) > 0, 'end\\n')"))
    expect_lt(found$seconds, 0.5)  # as for a run
    expect_match(tail(found$lines, 1), "^interrupt TRUE end")
  }
})

test_that("a time limit of R ends a run", {
  out <- in_child(c("library(wgf)", "setTimeLimit(elapsed = 1.5)",
                    "r <- tryCatch(wgf(wgf_target('gaussian', dim = 2), 200, steps = 1e8, progress = FALSE), error = conditionMessage)",
                    "setTimeLimit(); cat(r)"))
  expect_match(out[length(out)], "time limit")
})

test_that("mclapply works in children before and after the parent computed", {
  skip_on_os("windows")
  out <- in_child(c("library(wgf)", "options(wgf.threads = 2)",
                    "one <- function(i) wgf(wgf_target('gaussian', dim = 3), 600, steps = 5, seed = i, progress = FALSE)$particles",
                    "before <- parallel::mclapply(1:3, one, mc.cores = 2)",
                    "here <- lapply(1:3, one)",
                    "after <- parallel::mclapply(1:3, one, mc.cores = 2)",
                    "r <- wgf_target(function(x) -sum(x^2), function(x) -2 * x, dim = 2)",
                    "wgf(r, 5, steps = 1, seed = 1, progress = FALSE)",
                    "shared <- parallel::mclapply(1:2, function(i) wgf(r, 5, steps = 3, seed = 1, progress = FALSE)$stats$step, mc.cores = 2)",
                    "cat(identical(before, here), identical(after, here), unlist(shared))"), timeout = 60)
  expect_identical(tail(out, 1), "TRUE TRUE 3 3")
})

test_that("threads are limited under check and by the environment", {
  names <- c("_R_CHECK_LIMIT_CORES_", "_R_CHECK_PACKAGE_NAME_", "OMP_THREAD_LIMIT")
  old <- Sys.getenv(names, NA)
  on.exit({
    Sys.unsetenv(names)
    if (!all(is.na(old))) do.call(Sys.setenv, as.list(old[!is.na(old)]))
  })
  Sys.unsetenv(names)
  expect_equal(wgf:::threads(), getOption("wgf.threads", getOption("mc.cores", 0)))
  Sys.setenv("_R_CHECK_LIMIT_CORES_" = "TRUE")
  expect_lte(wgf:::threads(), 2)
  expect_gt(wgf:::threads(), 0)
  Sys.setenv(OMP_THREAD_LIMIT = "1")
  expect_equal(wgf:::threads(), 1)
})

test_that("the number of threads does not change a bit", {
  old <- options(wgf.threads = 1)
  on.exit(options(old))
  one <- run_quietly(wgf_target("gaussian", dim = 3), 500, steps = 5, seed = 1)$particles
  options(wgf.threads = 2)
  expect_identical(run_quietly(wgf_target("gaussian", dim = 3), 500, steps = 5, seed = 1)$particles, one)
})
