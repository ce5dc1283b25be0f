# What the glue allocates, with a garbage collection at every allocation: callbacks of each kind, records, arrays, an error.
library(wgf)
for (name in grep("^wgf_|^hold$", ls(asNamespace("wgf")), value = TRUE)) assign(name, get(name, asNamespace("wgf")))

density <- function(x, log_density, score, batch) list(if (log_density) -colSums(x^2) / 2, if (score) -x)
products <- function(x, v, batch) -v
kernel <- function(u, second, third) list(exp(-u), -exp(-u), if (second) exp(-u), if (third) -exp(-u))
features <- function(x, wanted, c) list(if (wanted) rbind(x, 1), if (!is.null(c)) matrix(c[1:2], 2, ncol(x)))
progress <- function(step, steps, x) FALSE
failing <- function(x, log_density, score, batch) stop("boo")
start <- matrix(c(1, 2, 3, 4), 2)

new_flow <- function(context, method, fn) {
  target <- hold(wgf_target_create_callback(context, 2, 3, fn), density = fn, context = context)
  ensemble <- hold(wgf_ensemble_create_for_target(target, 2), target = target)
  wgf_ensemble_import(ensemble, start, 0)
  flow <- hold(wgf_flow_create(context, method), target = target, ensemble = ensemble)
  wgf_flow_set_target(flow, target)
  wgf_flow_set_ensemble(flow, ensemble)
  flow
}

calls <- function() {
  context <- wgf_context_create()
  wgf_context_set_poll(context, TRUE)
  flow <- new_flow(context, "mala", density)
  hold(flow, progress = progress)
  wgf_flow_set_progress(flow, progress)
  options <- wgf_flow_get_options(flow)
  wgf_options_set_int(options, "record_every", 1)
  wgf_flow_run(flow, 3, 0, 0)
  request <- wgf_flow_ask(flow)
  wgf_flow_tell(flow, c(2, 2), numeric(2), -request$x, NULL)
  wgf_flow_abandon(flow)
  draws <- wgf_flow_get_draws(flow)
  shape <- wgf_draws_get_shape(draws)
  bytes <- wgf_flow_save(flow, wgf_flow_get_checkpoint_size(flow))
  by_kernel <- hold(new_flow(context, "svgd", density), kernel = kernel)
  wgf_flow_set_kernel(by_kernel, 0, kernel)
  wgf_flow_step(by_kernel)
  by_features <- hold(new_flow(context, "svgd", density), features = features)
  wgf_flow_set_features(by_features, 3, features)
  wgf_flow_step(by_features)
  error <- tryCatch(wgf_flow_step(new_flow(context, "svgd", failing)), error = conditionMessage)
  refused <- tryCatch(wgf_options_set_int(options, "nothing", 1), wgf_error = class)
  lent <- wgf_target_get_options(hold(wgf_target_create(context, "gaussian", 2), context = context))
  wgf_options_set_vector(lent, "mean", c(1, 2))
  target <- hold(wgf_target_create_callback(context, 2, 3, density), density = density, products = products)
  wgf_target_set_hessian_vector(target, products)
  list(wgf_draws_export(draws, c(2, 2 * shape$iterations), 0), wgf_draws_summary(draws, 0), wgf_flow_get_stats(flow)$evaluations, bytes, error,
       refused, wgf_options_get_vector(lent, "mean", 2), wgf_target_evaluate(target, start, TRUE, TRUE), wgf_target_hessian_vector(target, start, start, TRUE),
       wgf_catalogue_entry(0, 0), wgf_catalogue_option(0, "svgd", 0), wgf_target_get_rejections(target))
}
plain <- calls()
gctorture(TRUE)
tortured <- calls()
gctorture(FALSE)
stopifnot(identical(tortured, plain), identical(plain[[5]], "boo"))
cat("gctorture: all passed\n")
