# A fit is a value: plain data and a checkpoint, no handle. It can be saved, sent, and continued by update().

wgf_fit <- function(flow) {
  check_flow(flow)
  fit_of(flow, match.call(), list(reason = "done", trace = rows(list(wgf_stats(flow))), snapshots = list(), steps = wgf_stats(flow)$step,
                                  snapshot_count = 20, rejections = list(count = 0)))
}

# `before` is the fit that this one goes on from.
fit_of <- function(flow, call, run, before = NULL) {
  size <- wgf_flow_get_checkpoint_size(flow$handle)
  recorded <- recorded_draws(flow)
  x <- particles(flow)
  shown <- if (is.null(recorded)) one_chain(x) else recorded$draws
  structure(list(call = call, method = flow$method, options = flow$options, seed = flow$seed, n = flow$n, dim = flow$dim,
                 names = flow$names, target = flow$target, source = flow$samples, particles = x,
                 weights = wgf_ensemble_export_weights(flow$ensemble, flow$n), draws = recorded$draws, draws_info = recorded$info, times = recorded$times,
                 log_weights = recorded$log_weights, report = recorded$report, reported = reported(shown, flow$target, before),
                 density = !is.null(flow$target) && flow$target$kind != "samples",
                 stats = wgf_stats(flow), status = run$reason, trace = run$trace,
                 snapshots = run$snapshots, steps = run$steps, snapshot_count = run$snapshot_count,
                 rejections = join_rejections(run$rejections, rejections_of(flow)),
                 checkpoint = wgf_flow_save(flow$handle, size)),
            class = "wgf")
}

# The library counts since the target was made; a fit tells of its own run.
rejections_of <- function(flow) {
  if (is.null(flow$target) || flow$target$kind == "samples") return(list(count = 0, index = -1, message = ""))
  found <- wgf_target_get_rejections(target_handle(flow$target))
  found$count <- found$count - flow$rejected_before
  if (found$count > 0) found else list(count = 0, index = -1, message = "")
}

join_rejections <- function(before, after) if (before$count == 0) after else replace(before, "count", before$count + after$count)

cat_recorded <- function(size, info) {
  cloud <- !is.null(info) && info$kind == WGF_CLOUD
  cat("recorded: ", size[1], " iterations of ", if (cloud) "one cloud of ", size[2], if (cloud) " particles, which are no chains" else " chains",
      if (!is.null(info) && info$every > 1) paste0(", every ", info$every, " steps"), "\n", sep = "")
}

# Why the chains should not be trusted, or that nothing was found.
cat_report <- function(report, info) {
  if (!is.null(report) && info$kind == WGF_CHAINS) cat(strwrap(strsplit(report$text, "\n", fixed = TRUE)[[1]], exdent = 2), sep = "\n")
}

# What the library recorded, as iterations x chains x coordinates; NULL when that is nothing.
recorded_draws <- function(flow) {
  handle <- wgf_flow_get_draws(flow$handle)
  on.exit(wgf_draws_destroy(handle))
  shape <- wgf_draws_get_shape(handle)
  if (shape$iterations == 0) return(NULL)
  count <- shape$iterations * shape$chains
  x <- wgf_draws_export(handle, c(shape$d, count), WGF_COORDINATE_MAJOR)
  draws <- aperm(array(x, c(shape$chains, shape$iterations, shape$d)), c(2, 1, 3))
  dimnames(draws) <- list(iteration = NULL, chain = NULL, variable = flow$names)
  log_weights <- matrix(wgf_draws_export_log_weights(handle, count), nrow = shape$chains)
  list(draws = draws, info = wgf_draws_get_info(handle), times = wgf_draws_export_times(handle, shape$iterations), log_weights = t(log_weights),
       report = wgf_draws_report(handle))
}

# ---- iterations x chains x variables: what was recorded, or else the particles as the draws of one chain ----

draws_array <- function(fit) {
  if (!is.null(fit$reported)) fit$reported else if (is.null(fit$draws)) one_chain(fit$particles) else fit$draws
}

one_chain <- function(particles) {
  array(t(particles), c(ncol(particles), 1, nrow(particles)), list(iteration = NULL, chain = NULL, variable = rownames(particles)))
}

# What a target reports of each draw, such as a Stan model's own parameters, in place of the coordinates. It is computed once and kept: it
# takes long, and a model does not live in another session. NULL without a report; one that fails does not cost the run.
reported <- function(draws, target, before) {
  if (is.null(target$report)) return(NULL)
  tryCatch(report_after(draws, target$report, before), error = function(e) {
    warning("report failed, and the fit shows coordinates: ", conditionMessage(e), call. = FALSE)
    NULL
  })
}

# The draws of the fit before have been reported.
report_after <- function(draws, report, before) {
  kept <- if (is.null(before$draws) || is.null(before$reported)) 0 else dim(before$draws)[1]
  goes_on <- kept > 0 && kept <= dim(draws)[1] && identical(draws[seq_len(kept), , , drop = FALSE], before$draws)
  if (!goes_on) return(report_all(draws, report))
  if (kept == dim(draws)[1]) return(before$reported)
  added <- report_all(draws[-seq_len(kept), , , drop = FALSE], report)
  both <- aperm(array(c(aperm(before$reported, c(2, 3, 1)), aperm(added, c(2, 3, 1))), c(dim(added)[2:3], dim(draws)[1])), c(3, 1, 2))
  array(both, dim(both), dimnames(added))
}

report_all <- function(draws, report) {
  size <- dim(draws)
  points <- matrix(draws, ncol = size[3], dimnames = list(NULL, dimnames(draws)[[3]]))
  first <- check_reported(report(points[1, ]))
  values <- vapply(seq_len(nrow(points)), function(i) check_reported(report(points[i, ]), names(first)), numeric(length(first)))
  array(matrix(values, ncol = length(first), byrow = TRUE), c(size[1:2], length(first)), list(iteration = NULL, chain = NULL, variable = names(first)))
}

check_reported <- function(value, expected = names(value)) {
  if (!is_answer(value) || is.null(names(value)) || any(!nzchar(names(value))) || anyDuplicated(names(value))) {
    fail("argument", "report returned ", if (is.null(value)) "NULL" else paste(class(value)[1], "of length", length(value)),
         "; numbers with names are needed, each name once")
  }
  if (!identical(names(value), expected)) fail("argument", "report returned ", listed(names(value)), " for one point and ", listed(expected), " for another")
  storage.mode(value) <- "double"
  value
}

# Before the run, so that a report that cannot be ends no long one.
check_report <- function(flow) {
  if (!is.null(flow$target$report)) check_reported(flow$target$report(particles(flow)[, 1]))
}

weights_of_rows <- function(fit) if (is.null(fit$draws)) fit$weights else exp(as.vector(fit$log_weights))

is_weighted <- function(fit) !is.null(unequal(weights_of_rows(fit)))

# ---- methods ----

as.matrix.wgf <- function(x, ...) {
  refuse_more(...)
  draws <- draws_array(x)
  matrix(draws, ncol = dim(draws)[3], dimnames = list(NULL, dimnames(draws)[[3]]))
}

as.data.frame.wgf <- function(x, row.names = NULL, optional = FALSE, ...) {
  unknown <- setdiff(names(list(...)), names(formals(as.data.frame.matrix)))
  if (length(unknown)) fail("argument", "unknown argument ", listed(unknown))
  as.data.frame(as.matrix(x), row.names = row.names, optional = optional, ...)
}

moments <- function(fit) {
  draws <- as.matrix(fit)
  weights <- weights_of_rows(fit)
  with_cloud(draws, weights, function(ensemble, d) {
    list(mean = stats::setNames(wgf_ensemble_mean(ensemble, d), colnames(draws)),
         covariance = structure(wgf_ensemble_covariance(ensemble, c(d, d)), dimnames = list(colnames(draws), colnames(draws))),
         quantiles = vapply(c(0.05, 0.5, 0.95), function(p) wgf_ensemble_quantile(ensemble, p, d), numeric(d)))
  })
}

with_cloud <- function(rows, weights, use) {
  ensemble <- wgf_ensemble_create(context(), rev(dim(rows)))
  on.exit(wgf_ensemble_destroy(ensemble))
  wgf_ensemble_import(ensemble, unname(t(rows)), WGF_PARTICLE_MAJOR)
  if (!is.null(weights)) wgf_ensemble_import_weights(ensemble, weights)
  use(ensemble, ncol(rows))
}

coef.wgf <- function(object, ...) {
  refuse_more(...)
  moments(object)$mean
}

vcov.wgf <- function(object, ...) {
  refuse_more(...)
  moments(object)$covariance
}

# Convergence of weighted chains has no definition here.
summary.wgf <- function(object, ...) {
  refuse_more(...)
  table <- if (is.null(object$draws) || is_weighted(object)) cloud_summary(object) else draws_summary(draws_array(object))
  structure(list(table = table, fit = object[c("method", "n", "dim", "status", "stats", "rejections", "draws", "draws_info", "density", "report")]),
            class = "summary.wgf")
}

cloud_summary <- function(fit) {
  found <- moments(fit)
  quantiles <- matrix(found$quantiles, ncol = 3)
  data.frame(variable = names(found$mean), mean = unname(found$mean), sd = sqrt(unname(diag(found$covariance))), q5 = quantiles[, 1],
             median = quantiles[, 2], q95 = quantiles[, 3])
}

draws_summary <- function(draws) {
  size <- dim(draws)
  # Row iteration*chains + chain of the library, as columns.
  x <- matrix(aperm(draws, c(3, 2, 1)), nrow = size[3])
  handle <- wgf_draws_create(context(), size[1], size[2], x)
  on.exit(wgf_draws_destroy(handle))
  table <- rows(lapply(indices(size[3]), function(k) wgf_draws_summary(handle, k)))
  data.frame(variable = dimnames(draws)[[3]], table)
}

# A deterministic cloud understates variances when it is small for its dimension.
is_small_cloud <- function(fit) is.null(fit$draws) && fit$density && fit$n < 10 * fit$dim

describe <- function(fit) {
  cat("Wasserstein gradient flow \"", fit$method, "\": ", fit$n, " particles in ", fit$dim, if (fit$dim == 1) " dimension" else " dimensions",
      ", ", fit$stats$step, " steps (", fit$status, "), ", format(fit$stats$evaluations, big.mark = ","), " evaluations, ",
      format(fit$stats$seconds, digits = 3), " s\n", sep = "")
  if (!is.null(fit$draws)) cat_recorded(dim(fit$draws), fit$draws_info)
  if (is_small_cloud(fit)) cat("few particles for", fit$dim, "dimensions: the spread may be too small\n")
  if (fit$rejections$count > 0) {
    cat("the target rejected", fit$rejections$count, "points", if (nzchar(fit$rejections$message)) paste0("; first: ", fit$rejections$message), "\n")
  }
}

print.wgf <- function(x, digits = 3, ...) {
  describe(x)
  table <- summary(x)$table
  print(utils::head(table[1:6], 10), digits = digits, row.names = FALSE, ...)
  if (nrow(table) > 10) cat("...", nrow(table) - 10, "more; see summary()\n")
  cat_report(x$report, x$draws_info)
  invisible(x)
}

# Columns of the table that its print leaves out.
fine_points <- c("mcse_sd", "mcse_q5", "mcse_median", "mcse_q95", "ess_mean", "ess_sd", "rhat_basic")

print.summary.wgf <- function(x, digits = 3, ...) {
  describe(x$fit)
  print(x$table[setdiff(names(x$table), fine_points)], digits = digits, row.names = FALSE, ...)
  cat_report(x$fit$report, x$fit$draws_info)
  invisible(x)
}
