# Whatever a user has as draws, as a matrix of doubles with one draw in each row, and its weights.

# A list of x and weights, which are NULL when they are equal or not known.
weighted_rows <- function(x, name) {
  if (inherits(x, "wgf")) return(list(x = as.matrix(x), weights = if (is_weighted(x)) weights_of_rows(x)))
  if (inherits(x, "wgf_flow")) return(list(x = as.matrix(x), weights = unequal(wgf_ensemble_export_weights(x$ensemble, x$n))))
  if (inherits(x, "draws")) return(posterior_rows(x, name))
  list(x = draws_in_rows(x, name))
}

draws_in_rows <- function(x, name) {
  if (inherits(x, c("wgf", "wgf_flow", "draws"))) return(weighted_rows(x, name)$x)
  if (is.data.frame(x)) x <- frame_matrix(x, name)
  if (!is_numbers(x)) refuse(name, "is ", shown(x), "; numbers were expected: a vector, a matrix with one draw in each row, or a data frame")
  if (!is.matrix(x)) {
    if (length(dim(x)) > 1) refuse(name, "is an array of ", length(dim(x)), " dimensions; it must be a matrix with one draw in each row")
    x <- matrix(as.numeric(x), ncol = 1)
  }
  check_finite(plain_matrix(x), name)
}

plain_matrix <- function(x) matrix(as.numeric(x), nrow(x), ncol(x), dimnames = dimnames(x))

frame_matrix <- function(x, name) {
  good <- vapply(x, function(column) is_numbers(column) && is.null(dim(column)), NA)
  if (!all(good)) refuse(name, "has the column ", names(x)[!good][1], ", ", shown(x[[which(!good)[1]]]), "; numbers were expected")
  as.matrix(x)
}

check_finite <- function(x, name) {
  if (!length(x)) refuse(name, "has ", nrow(x), " rows and ", ncol(x), " columns; it needs one at least")
  bad <- which(!is.finite(x), arr.ind = TRUE)
  if (nrow(bad)) {
    refuse(name, "has ", tolower(format(x[bad[1, , drop = FALSE]])), " in row ", bad[1, 1], ", column ", bad[1, 2], "; all numbers must be finite")
  }
  x
}

posterior_rows <- function(x, name) {
  x <- posterior::as_draws_matrix(x)
  logs <- x[, intersect(colnames(x), ".log_weight"), drop = TRUE]
  rows <- plain_matrix(unclass(x))[, posterior::variables(x), drop = FALSE]
  rownames(rows) <- NULL
  logs <- as.numeric(logs)
  list(x = check_finite(rows, name), weights = if (length(logs)) unequal(exp(logs - max(logs))))
}

unequal <- function(weights) if (diff(range(weights)) > 0) weights

# The weights that a user gave, or that came with the draws.
one_weighting <- function(given, found, count) {
  if (!is.null(given) && !is.null(found)) refuse("weights", "were given, and the draws have weights of their own; give one of them")
  check_weights(if (is.null(given)) found else given, count)
}
