# N(mean, 1) in each coordinate, as functions of one vector.
normal_target <- function(d = 2, mean = 0, ...) {
  wgf_target(function(x) -0.5 * sum((x - mean)^2), function(x) mean - x, dim = d, ...)
}

# A few steps of svgd are not at rest, and say so; that is no news here.
run_quietly <- function(...) {
  withCallingHandlers(wgf(..., progress = FALSE), warning = function(w) if (grepl("not come to rest", conditionMessage(w))) invokeRestart("muffleWarning"))
}

# Code in a new R process with this library path; returns its output.
in_child <- function(code, timeout = 60, env = character(), wait = TRUE) {
  file <- tempfile(fileext = ".R")
  writeLines(c(sprintf(".libPaths(%s)", paste(deparse(.libPaths()), collapse = "")), code), file)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", file), stdout = TRUE, stderr = TRUE, timeout = timeout, env = env)
}
