# Methods of posterior and coda; R registers them when those packages load (NAMESPACE).

as_draws_array.wgf <- function(x, ...) {
  refuse_more(...)
  draws <- posterior::as_draws_array(draws_array(x))
  if (is_weighted(x)) posterior::weight_draws(draws, log(weights_of_rows(x)), log = TRUE) else draws
}

as_draws.wgf <- function(x, ...) as_draws_array.wgf(x, ...)
as_draws_df.wgf <- function(x, ...) posterior::as_draws_df(as_draws_array.wgf(x, ...))
as_draws_list.wgf <- function(x, ...) posterior::as_draws_list(as_draws_array.wgf(x, ...))
as_draws_matrix.wgf <- function(x, ...) posterior::as_draws_matrix(as_draws_array.wgf(x, ...))
as_draws_rvars.wgf <- function(x, ...) posterior::as_draws_rvars(as_draws_array.wgf(x, ...))

as.mcmc.wgf <- function(x, ...) coda::mcmc(as.matrix(equally_weighted(x)), ...)

as.mcmc.list.wgf <- function(x, ...) {
  draws <- draws_array(equally_weighted(x))
  chain <- function(i) coda::mcmc(matrix(draws[, i, ], nrow = dim(draws)[1], dimnames = list(NULL, dimnames(draws)[[3]])), ...)
  coda::mcmc.list(lapply(seq_len(dim(draws)[2]), chain))
}

# coda has no weights.
equally_weighted <- function(fit) {
  if (is_weighted(fit)) refuse("x", "has weights, which coda does not know; see posterior::resample_draws(posterior::as_draws(x))")
  fit
}
