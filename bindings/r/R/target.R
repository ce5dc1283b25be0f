# A target is a recipe, so that it can be saved and sent; its handle is made when it is needed and again after it was lost.

new_target <- function(kind, dim, names = NULL, ...) {
  structure(list(kind = kind, dim = check_count(dim, "dim", 1), names = names, ..., cache = new.env(parent = emptyenv())),
            class = "wgf_target")
}

wgf_target <- function(fn = NULL, gr = NULL, dim = NULL, lower = NULL, upper = NULL, names = NULL, ..., hessian = NULL,
                       batched = FALSE, mini_batch = FALSE, simplex = NULL, ordered = NULL, report = NULL) {
  dim <- target_dim(dim, lower, upper, names, list(...)$mean)
  if (is.character(fn)) {
    return(new_target("named", dim, names, entry = fn, options = list(...), lower = lower, upper = upper, simplex = simplex,
                      ordered = ordered, report = report))
  }
  if (...length()) fail("argument", "unknown argument ", paste(names(list(...)), collapse = ", "), "; options are for targets by name")
  functions <- list(fn = fn, gr = gr, hessian = hessian, report = report)
  for (name in names(functions)) {
    if (!is.null(functions[[name]]) && !is.function(functions[[name]])) fail("argument", name, " must be a function")
  }
  new_target(if (is.null(fn) && is.null(gr)) "told" else "functions", dim, names, fn = fn, gr = gr, hessian = hessian,
             batched = batched, mini_batch = mini_batch, lower = lower, upper = upper, simplex = simplex, ordered = ordered, report = report)
}

target_dim <- function(dim, lower, upper, names, mean) {
  if (!is.null(dim)) return(dim)
  lengths <- c(length(names), length(mean), length(lower), length(upper))
  if (max(lengths) == 0) fail("argument", "dim is missing")
  max(lengths)
}

wgf_samples <- function(x, weights = NULL, names = NULL) {
  x <- draws_in_rows(x)
  if (is.null(names)) names <- colnames(x)
  new_target("samples", ncol(x), names, x = unname(t(x)), weights = weights)
}

# A matrix with one draw in each row, of whatever a user has.
draws_in_rows <- function(x) {
  if (inherits(x, c("wgf", "wgf_flow"))) return(as.matrix(x))
  if (inherits(x, "draws")) {
    x <- unclass(posterior::as_draws_matrix(x))
    attr(x, "nchains") <- NULL
  }
  if (is.data.frame(x)) x <- as.matrix(x)
  if (!is.numeric(x)) fail("argument", "numbers were expected: a vector, a matrix with one draw in each row, or a data frame")
  if (!is.matrix(x)) x <- matrix(x, ncol = 1)
  storage.mode(x) <- "double"
  x
}

# ---- handles ----

target_handle <- function(target) {
  cache <- target$cache
  if (is.null(cache$handle) || !wgfr_is_open(cache$handle)) cache$handle <- make_target(target)
  cache$handle
}

make_target <- function(target) {
  handle <- switch(target$kind,
    functions = callback_target(target),
    both = callback_target(target),
    told = wgf_target_create_callback(context(), target$dim, WGF_LOG_DENSITY + WGF_SCORE + WGF_HESSIAN_VECTOR, NULL),
    named = wgf_target_create(context(), target$entry, target$dim),
    samples = wgf_target_create_samples(context(), target$x))
  hold(handle, context = context())
  if (target$kind == "named") set_options(handle, "target", target$entry, target$options)
  if (!is.null(target$weights)) wgf_target_import_weights(handle, as.numeric(target$weights))
  set_coordinates(handle, target)
  handle
}

callback_target <- function(target) {
  closure <- if (target$kind == "both") both_closure(target) else density_closure(target)
  flags <- (WGF_LOG_DENSITY * (target$kind == "both" || !is.null(target$fn)) + WGF_SCORE * (target$kind == "both" || !is.null(target$gr)) +
            WGF_MINI_BATCH * isTRUE(target$mini_batch))
  handle <- hold(wgf_target_create_callback(context(), target$dim, flags, closure), density = closure)
  if (!is.null(target$hessian)) {
    products <- hessian_closure(target)
    hold(handle, hessian = products)
    wgf_target_set_hessian_vector(handle, products)
  }
  handle
}

set_coordinates <- function(handle, target) {
  bound <- function(x) if (!is.null(x)) rep_len(as.numeric(x), target$dim)
  if (!is.null(target$lower) || !is.null(target$upper)) wgf_target_set_bounds(handle, list(bound(target$lower), bound(target$upper)))
  if (!is.null(target$simplex)) wgf_target_set_simplex(handle, min(target$simplex) - 1, length(target$simplex))
  if (!is.null(target$ordered)) wgf_target_set_ordered(handle, min(target$ordered) - 1, length(target$ordered))
  if (is.null(target$names)) return(invisible())
  if (length(target$names) != target$dim) fail("argument", "names has ", length(target$names), " names and needs ", target$dim)
  for (i in seq_along(target$names)) wgf_target_set_name(handle, i - 1, target$names[i])
}

# ---- what the library calls: x is d x n, one column for each particle ----

# A user's function of one vector as one of a matrix; of a batch when it wants the index.
over_columns <- function(fn, target, size, what) {
  call <- if (isTRUE(target$mini_batch)) function(x, batch) fn(x, batch) else function(x, batch) fn(x)
  if (isTRUE(target$batched)) return(call)
  one <- function(i, x, batch) {
    value <- call(x[, i], batch)
    if (!is.numeric(value) || length(value) != size) {
      stop(what, " returned ", class(value)[1], " of length ", length(value), "; ", size, if (size == 1) " number is" else " numbers are",
        " needed", call. = FALSE)
    }
    as.numeric(value)
  }
  function(x, batch) vapply(seq_len(ncol(x)), one, numeric(size), x, batch)
}

named_rows <- function(target) {
  names <- target$names
  function(x) {
    if (!is.null(names)) rownames(x) <- names
    x
  }
}

density_closure <- function(target) {
  value <- over_columns(target$fn, target, 1, "fn")
  gradient <- over_columns(target$gr, target, target$dim, "gr")
  with_names <- named_rows(target)
  function(x, log_density, score, batch) {
    x <- with_names(x)
    list(if (log_density) value(x, batch), if (score) gradient(x, batch))
  }
}

# fn gives list(value, gradient) of one vector at the price of one evaluation.
both_closure <- function(target) {
  with_names <- named_rows(target)
  function(x, log_density, score, batch) {
    x <- with_names(x)
    answers <- lapply(seq_len(ncol(x)), function(i) target$fn(x[, i]))
    list(vapply(answers, function(a) as.numeric(a[[1]]), 0), vapply(answers, function(a) as.numeric(a[[2]]), numeric(target$dim)))
  }
}

hessian_closure <- function(target) {
  with_names <- named_rows(target)
  if (isTRUE(target$batched)) return(function(x, v, batch) target$hessian(with_names(x), v))
  function(x, v, batch) {
    x <- with_names(x)
    vapply(seq_len(ncol(x)), function(i) as.numeric(target$hessian(x[, i], v[, i])), numeric(target$dim))
  }
}

# ---- reading ----

coordinate_names <- function(target) {
  if (is.null(target$names)) paste0("x[", seq_len(target$dim), "]") else target$names
}

unconstrained_dim <- function(target) wgf_target_get_dim(target_handle(target))

wgf_evaluate <- function(target, x) {
  target <- as_wgf_target(target)
  x <- draws_in_rows(x)
  handle <- target_handle(target)
  gives_value <- target$kind != "functions" || !is.null(target$fn)
  answer <- wgf_target_evaluate(handle, unname(t(x)), gives_value, TRUE)
  list(log_density = answer$log_density, score = t(answer$score))
}

wgf_constrain <- function(target, x) {
  target <- as_wgf_target(target)
  result <- t(wgf_target_constrain(target_handle(target), unname(t(draws_in_rows(x))), target$dim))
  colnames(result) <- coordinate_names(target)
  result
}

wgf_unconstrain <- function(target, x) {
  target <- as_wgf_target(target)
  t(wgf_target_unconstrain(target_handle(target), unname(t(draws_in_rows(x))), unconstrained_dim(target)))
}

wgf_check_gradient <- function(target, x = NULL) {
  target <- as_wgf_target(target)
  if (is.null(x)) x <- matrix(stats::runif(10 * unconstrained_dim(target), -2, 2), nrow = 10)
  found <- wgf_target_check_score(target_handle(target), unname(t(draws_in_rows(x))))
  list(worst = found$worst, coordinate = found$coordinate + 1)
}

print.wgf_target <- function(x, ...) {
  what <- switch(x$kind, functions = "a log density by R functions", both = "a log density with its gradient",
                 told = "a log density whose values come by wgf_tell()", named = paste0("the ready-made target \"", x$entry, "\""),
                 samples = paste(ncol(x$x), "samples"))
  cat("<wgf_target>", what, "in", x$dim, if (x$dim == 1) "dimension\n" else "dimensions\n")
  shown <- coordinate_names(x)
  cat("coordinates:", paste(utils::head(shown, 8), collapse = ", "), if (length(shown) > 8) "...", "\n")
  invisible(x)
}
