# Calls every function of the public headers at least once through the package's glue. Usage: Rscript every_function.R INCLUDE_FOLDER
library(wgf)

headers <- list.files(file.path(commandArgs(TRUE)[1], "wgf"), "[.]h$", full.names = TRUE)
text <- paste(unlist(lapply(headers, readLines)), collapse = "\n")
declared <- regmatches(text, gregexpr("WGF_API [a-z0-9_ ]+[ *]wgf_[a-z0-9_]+(?=\\()", text, perl = TRUE))[[1]]
public <- sort(unique(sub(".*[ *]", "", declared)))

# Each function, counted.
called <- setNames(numeric(length(public)), public)
counted <- function(name) {
  fn <- get(name, asNamespace("wgf"))
  function(...) {
    called[[name]] <<- called[[name]] + 1
    invisible(fn(...))
  }
}
missing_in_r <- public[!vapply(public, exists, NA, envir = asNamespace("wgf"))]
if (length(missing_in_r)) stop("no R function for ", paste(missing_in_r, collapse = ", "))
for (name in public) assign(name, counted(name))
hold <- wgf:::hold
same <- function(a, b, ...) stopifnot(isTRUE(all.equal(a, b, ...)))
fails <- function(expr, class) stopifnot(inherits(tryCatch(expr, error = identity), class))

# ---- base ----
stopifnot(nzchar(wgf_version()), wgf_version_number() >= 1000, wgf_status_name(-1) == "WGF_E_ARGUMENT")
stopifnot(wgf_catalogue_count(0) > 0, wgf_catalogue_entry(0, 0)$options > 0, nzchar(wgf_catalogue_option(0, "svgd", 0)$name))
handles <- wgf_live_handles()
wgf_callback_result()

# ---- context ----
said <- character()
polls <- 0
log <- function(level, line) said <<- c(said, line)
poll <- function() { polls <<- polls + 1; FALSE }
context <- hold(wgf_context_create(), log = log, poll = poll)
wgf_context_set_log(context, log)
wgf_context_set_poll(context, poll)
options <- wgf_context_get_options(context)
wgf_options_set_int(options, "seed", 5)
same(wgf_options_get_int(options, "seed"), 5)
wgf_options_set_string(options, "isa", wgf_options_get_string(options, "isa"))
fails(wgf_options_set_int(options, "sede", 1), "wgf_error_option")
stopifnot(grepl("seed", wgf_last_error()))

# ---- targets ----
density <- function(x, log_density, score, batch) {
  if (any(x > 50)) wgf_set_callback_message("far out")
  x[x > 50] <- NaN
  list(-0.5 * colSums(x^2), -x)
}
products <- function(x, v, batch) -v
target <- hold(wgf_target_create_callback(context, 3, 3, density), density = density, products = products)
wgf_target_set_hessian_vector(target, products)
for (i in 1:3) wgf_target_set_name(target, i - 1, c("a", "b", "c")[i])
x <- matrix(c(1, 2, 3, -1, 0, 1), 3)
same(wgf_target_evaluate(target, x, TRUE, TRUE), list(log_density = c(-7, -1), score = -x))
same(wgf_target_hessian_vector(target, x, x, TRUE), -x)
stopifnot(wgf_target_check_score(target, x)$worst < 1e-4)
wgf_target_evaluate(target, x + 100, TRUE, FALSE)
same(wgf_target_get_rejections(target), list(count = 2, index = 0, message = "far out"))

bounded <- wgf_target_create_callback(context, 4, 3, density)
wgf_target_set_bounds(bounded, list(c(0, -Inf, -Inf, -Inf), NULL))
wgf_target_set_simplex(bounded, 1, 3)
same(c(wgf_target_get_dim(bounded), wgf_target_get_user_dim(bounded)), c(3, 4))
user <- wgf_target_constrain(bounded, x, 4)
same(colSums(user[2:4, ]), c(1, 1))
same(wgf_target_unconstrain(bounded, user, 3), x)
increasing <- wgf_target_create_callback(context, 3, 3, density)
wgf_target_set_ordered(increasing, 0, 3)
stopifnot(diff(wgf_target_constrain(increasing, x, 3)) > 0)

normal <- wgf_target_create(context, "gaussian", 2)
options <- wgf_target_get_options(normal)
wgf_options_set_vector(options, "mean", c(1, 2))
same(wgf_options_get_length(options, "mean"), 2)
same(wgf_options_get_vector(options, "mean", 2), c(1, 2))
same(wgf_options_get_length(options, "covariance"), 0)
same(wgf_options_get_vector(options, "covariance", 0), numeric())
mixture <- wgf_target_create(context, "gaussian_mixture", 1)
wgf_options_set_int(wgf_target_get_options(mixture), "components", 1)
wgf_options_set_double(wgf_target_get_options(mixture), "sd", 2)
samples <- wgf_target_create_samples(context, matrix(c(0, 1, 2, 3, 4, 5, 6, 7, 8), 3))
wgf_target_import_weights(samples, c(1, 2, 1))
fails(wgf_target_get_options(samples), "wgf_error_unsupported")

# ---- ensembles ----
ensemble <- hold(wgf_ensemble_create_for_target(target, 4), target = target)
same(c(wgf_ensemble_get_size(ensemble), wgf_ensemble_get_dim(ensemble)), c(4, 3))
same(wgf_ensemble_get_name(ensemble, 2), "c")
start <- matrix(as.numeric(1:12), 3)
wgf_ensemble_import(ensemble, start, 0)
same(wgf_ensemble_export(ensemble, c(3, 4), 0), start)
same(wgf_ensemble_borrow(ensemble, c(3, 4)), start)
wgf_ensemble_import_weights(ensemble, c(1, 1, 1, 5))
same(wgf_ensemble_export_weights(ensemble, 4), c(1, 1, 1, 5) / 8)
wgf_ensemble_import_weights(ensemble, rep(1, 4))
same(wgf_ensemble_mean(ensemble, 3), rowMeans(start))
same(wgf_ensemble_covariance(ensemble, c(3, 3)), cov(t(start)))
same(wgf_ensemble_quantile(ensemble, 0.3, 3), unname(apply(start, 1, quantile, 0.3)))
free <- wgf_ensemble_create(context, c(2, 5))
wgf_ensemble_set_name(free, 0, "first")
same(wgf_ensemble_get_name(free, 0), "first")
wgf_ensemble_init_normal(free, 100, 1)
stopifnot(wgf_ensemble_export(free, c(2, 5), 1) > 90)
wgf_ensemble_init_uniform(free, 7, 8)
wgf_ensemble_init_target(free, normal)
wgf_ensemble_destroy(free)

# ---- flows ----
seen <- numeric()
progress <- function(step, steps, x) { seen <<- c(seen, step); FALSE }
new_flow <- function() {
  cloud <- hold(wgf_ensemble_create_for_target(target, 4), target = target)
  wgf_ensemble_import(cloud, start, 0)
  flow <- hold(wgf_flow_create(context, "svgd"), target = target, ensemble = cloud, progress = progress)
  wgf_flow_set_target(flow, target)
  wgf_flow_set_ensemble(flow, cloud)
  wgf_options_set_int(wgf_flow_get_options(flow), "record_every", 1)
  flow
}
flow <- new_flow()
options <- wgf_flow_get_options(flow)
wgf_options_set_double(options, "step_size", 0.2)
same(wgf_options_get_double(options, "step_size"), 0.2)
same(wgf_options_get_int(options, "record_every"), 1)
wgf_options_set_string(options, "kernel", "imq")
same(wgf_options_get_string(options, "kernel"), "imq")
wgf_flow_set_progress(flow, progress)
wgf_flow_bind(flow)
wgf_flow_step(flow)
wgf_flow_run(flow, 3, 0, 0)
same(wgf_flow_get_stats(flow)$step, 4)
stopifnot(4 %in% seen)
same(dim(wgf_flow_drift(flow, c(3, 4))), c(3, 4))
fails(wgf_flow_energy(flow), "wgf_error_unsupported")
bytes <- wgf_flow_save(flow, wgf_flow_get_checkpoint_size(flow))
file <- tempfile()
wgf_flow_save_file(flow, file)
wgf_flow_cancel(flow)
same(wgf_flow_run(flow, 5, 0, 0), 3)
wgf_context_cancel(context)
same(wgf_flow_run(flow, 5, 0, 0), 3)
wgf_flow_run(flow, 1, 0, 0)
later <- wgf_flow_drift(flow, c(3, 4))
for (restore in list(function() wgf_flow_restore(flow, bytes), function() wgf_flow_restore_file(flow, file))) {
  restore()
  same(wgf_flow_get_stats(flow)$step, 4)
  wgf_flow_step(flow)
  stopifnot(identical(wgf_flow_drift(flow, c(3, 4)), later))
}

request <- wgf_flow_ask(flow)
same(dim(request$x), c(3, 4))
wgf_flow_abandon(flow)
request <- wgf_flow_ask(flow)
wgf_flow_tell(flow, c(3, 4), NULL, -request$x, NULL)
same(wgf_flow_ask(flow)$wants, 0)

kernel <- function(u, second, third) list(exp(-u), -exp(-u), if (second) exp(-u), if (third) -exp(-u))
by_kernel <- hold(new_flow(), kernel = kernel)
wgf_flow_set_kernel(by_kernel, 0, kernel)
wgf_flow_step(by_kernel)
features <- function(x, wanted, c) list(if (wanted) rbind(x, 1), if (!is.null(c)) matrix(c[1:3], 3, ncol(x)))
by_features <- hold(new_flow(), features = features)
wgf_flow_set_features(by_features, 4, features)
wgf_flow_step(by_features)

# ---- draws ----
draws <- wgf_flow_get_draws(flow)
same(wgf_draws_get_shape(draws)$chains, 4)
same(wgf_draws_get_info(draws)$lost, 0)
wgf_draws_destroy(draws)
wgf_draws_destroy(draws)
rows <- matrix(rnorm(200), 2)
draws <- wgf_draws_create(context, 50, 2, rows)
same(wgf_draws_export(draws, c(2, 100), 0), rows)
same(wgf_draws_export_log_weights(draws, 100), numeric(100))
same(wgf_draws_export_times(draws, 50), as.numeric(1:50))
same(wgf_draws_get_name(draws, 1), "x[2]")
same(wgf_draws_summary(draws, 0)$mean, mean(rows[1, ]))
same(wgf_draws_quantile(draws, 0, 0.25), unname(quantile(rows[1, ], 0.25)))
sampled <- wgf_sample(normal)
stopifnot(wgf_draws_get_shape(sampled)$chains == 64)
wgf_draws_destroy(sampled)
stopifnot(nzchar(wgf_draws_report(draws)$text), wgf_draws_report(draws)$count >= 0)
quantile_error <- wgf_draws_quantile_error(draws, 0, 0.25)
stopifnot(quantile_error$mcse > 0, quantile_error$ess > 1)
stopifnot(wgf_draws_rhat_nested(draws, 0, c(4, 7)) >= 1)
stopifnot(is.finite(wgf_draws_pareto_khat(draws, 0)))
smoothed <- wgf_weights_smooth(context, rows[1, ], 1, TRUE)
same(c(length(smoothed$smoothed), smoothed$threshold), c(100, 0.5))
stopifnot(is.null(wgf_weights_smooth(context, rows[1, ], 1, FALSE)$smoothed))
thinned <- wgf_stein_thin(context, rows, -rows, NULL, NULL, 7)
stopifnot(length(thinned$indices) == 7, thinned$indices >= 0, thinned$indices < 100, thinned$ksd > 0)
weighted <- wgf_stein_weights(context, rows, -rows, TRUE)
same(sum(weighted$weights), 1)
stopifnot(weighted$ksd > 0)
wgf_draws_write_csv(draws, file)
same(nrow(read.csv(file, comment.char = "#")), 100L)

# ---- discrepancies ----
other <- hold(wgf_ensemble_create_for_target(samples, 4), target = samples)
wgf_ensemble_import(other, start, 0)
mmd <- hold(wgf_discrepancy_create(context, "mmd"), kernel = kernel)
options <- wgf_discrepancy_get_options(mmd)
wgf_options_set_double(options, "bandwidth", 2)
wgf_options_set_int(options, "unbiased", 0)
wgf_options_set_string(options, "kernel", "imq")
stopifnot(wgf_discrepancy_evaluate(mmd, other, samples, NULL)$value > 0)
wgf_discrepancy_set_kernel(mmd, 0, kernel)
same(dim(wgf_discrepancy_evaluate(mmd, other, samples, c(3, 4))$x), c(3, 4))

# ---- options that outlive what lent them ----
lent <- wgf_discrepancy_get_options(wgf_discrepancy_create(context, "mmd"))
invisible(gc())
same(wgf_options_get_string(lent, "kernel"), "gaussian")
closed <- wgf_discrepancy_create(context, "mmd")
lent <- wgf_discrepancy_get_options(closed)
wgf_discrepancy_destroy(closed)
fails(wgf_options_get_string(lent, "kernel"), "wgf_error_state")
fails(wgf_options_get_string(unserialize(serialize(options, NULL)), "kernel"), "wgf_error_state")
fails(wgf_options_get_string(mmd, "kernel"), "wgf_error_argument")
fails(wgf_flow_get_options(options), "wgf_error_argument")

# ---- the end ----
for (made in list(flow, by_kernel, by_features)) wgf_flow_destroy(made)
for (made in list(ensemble, other)) wgf_ensemble_destroy(made)
for (made in list(target, bounded, increasing, normal, mixture, samples)) wgf_target_destroy(made)
wgf_draws_destroy(draws)
wgf_discrepancy_destroy(mmd)
wgf_context_destroy(context)
rm(made, flow, by_kernel, by_features)  # they keep their ensembles
invisible(gc())
same(wgf_live_handles(), handles)

never <- names(called)[called == 0]
if (length(never)) stop("never called: ", paste(never, collapse = ", "))
cat(length(public), "functions declared,", sum(called > 0), "called\n")
