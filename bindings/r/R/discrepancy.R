wgf_discrepancy <- function(x, y, method = NULL, ..., weights = NULL, gradient = FALSE, seed = 1) {
  target <- as_wgf_target(y)
  if (is.null(method)) method <- if (target$kind == "samples") "mmd" else "ksd"
  x <- draws_in_rows(x)
  owner <- context(check_count(seed, "seed"))
  handle <- hold(wgf_discrepancy_create(owner, method), context = owner)
  on.exit(wgf_discrepancy_destroy(handle))
  set_options_and_kernel(handle, "discrepancy", method, list(...))
  ensemble <- hold(wgf_ensemble_create_for_target(target_handle(target), nrow(x)), target = target_handle(target))
  on.exit(wgf_ensemble_destroy(ensemble), add = TRUE)
  wgf_ensemble_import(ensemble, unname(t(x)), WGF_PARTICLE_MAJOR)
  if (!is.null(weights)) wgf_ensemble_import_weights(ensemble, as.numeric(weights))
  shape <- if (gradient) c(unconstrained_dim(target), nrow(x))
  found <- wgf_discrepancy_evaluate(handle, ensemble, target_handle(target), shape)
  if (gradient) list(value = found$value, gradient = t(found$x)) else found$value
}
