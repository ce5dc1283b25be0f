# A target is a recipe, so that it can be saved and sent; its handle is made when it is needed and again after it was lost.

# Bounds, simplex and ordered are kept as the library takes them: one bound for each coordinate, positions in a row.
new_target <- function(kind, dim, names = NULL, ..., lower = NULL, upper = NULL, simplex = NULL, ordered = NULL) {
  dim <- check_count(dim, "dim", 1)
  shape <- list(dim = dim, names = check_names(names, dim))
  limits <- list(lower = check_bounds(lower, shape, "lower", -Inf), upper = check_bounds(upper, shape, "upper", Inf),
                 simplex = check_positions(simplex, shape, "simplex", FALSE), ordered = check_positions(ordered, shape, "ordered", TRUE))
  check_constraints(limits, coordinate_names(shape))
  structure(c(list(kind = kind, dim = dim, names = shape$names, ...), limits, cache = new.env(parent = emptyenv())), class = "wgf_target")
}

# Copies share the handle that was made of the recipe, which would not see the change.
`$<-.wgf_target` <- function(x, name, value) fail("argument", name, " of a target cannot be changed; make another by wgf_target()")
`[[<-.wgf_target` <- `$<-.wgf_target`

wgf_target <- function(fn = NULL, gr = NULL, dim = NULL, lower = NULL, upper = NULL, names = NULL, ..., hessian = NULL,
                       batched = FALSE, mini_batch = FALSE, simplex = NULL, ordered = NULL, report = NULL) {
  whole_names()
  options <- list(...)
  if (is.character(fn)) check_text(fn, "fn")
  dim <- target_dim(dim, lower, upper, names, options[["mean"]])
  batched <- check_flag(batched, "batched")
  mini_batch <- check_flag(mini_batch, "mini_batch")
  check_function(report, "report")
  if (is.character(fn)) {
    entry <- check_entry(fn, "target", "fn")
    refuse_with("a ready-made target", gr = gr, hessian = hessian, batched = if (batched) TRUE, mini_batch = if (mini_batch) TRUE)
    return(new_target("named", dim, names, entry = entry, options = check_options("target", entry, options, names), lower = lower, upper = upper,
                      simplex = simplex, ordered = ordered, report = report))
  }
  if (length(options)) {
    fail("argument", "unknown argument ", listed(if (is.null(names(options))) "without a name" else names(options)), "; options are for targets by name")
  }
  for (name in c("fn", "gr", "hessian")) check_function(get(name), name)
  told <- is.null(fn) && is.null(gr)
  if (told) refuse_with("a target whose values are told", hessian = hessian, batched = if (batched) TRUE)
  new_target(if (told) "told" else "functions", dim, names, fn = fn, gr = gr, hessian = hessian, batched = batched, mini_batch = mini_batch,
             lower = lower, upper = upper, simplex = simplex, ordered = ordered, report = report)
}

# Arguments that mean nothing for what is made.
refuse_with <- function(what, ...) {
  given <- list(...)
  given <- names(given)[!vapply(given, is.null, NA)]
  if (length(given)) refuse(given[1], "has no meaning for ", what)
}

target_dim <- function(dim, lower, upper, names, mean) {
  if (!is.null(dim)) return(dim)
  if (!is.null(names)) return(length(names))
  lengths <- c(length(mean), length(lower), length(upper))
  if (max(lengths) == 0) fail("argument", "dim is missing")
  max(lengths)
}

wgf_samples <- function(x, weights = NULL, names = NULL) {
  found <- weighted_rows(x, "x")
  if (is.null(names)) names <- colnames(found$x)
  new_target("samples", ncol(found$x), names, x = unname(t(found$x)), weights = one_weighting(weights, found$weights, nrow(found$x)))
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
    told = wgf_target_create_callback(context(), target$dim,
                                      WGF_LOG_DENSITY + WGF_SCORE + WGF_HESSIAN_VECTOR + WGF_MINI_BATCH * target$mini_batch, NULL),
    named = wgf_target_create(context(), target$entry, target$dim),
    samples = wgf_target_create_samples(context(), target$x))
  hold(handle, context = context())
  if (target$kind == "named") set_options(handle, "target", target$entry, target$options)
  if (!is.null(target$weights)) wgf_target_import_weights(handle, target$weights)
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
  if (!is.null(target$lower) || !is.null(target$upper)) wgf_target_set_bounds(handle, list(target$lower, target$upper))
  if (!is.null(target$simplex)) wgf_target_set_simplex(handle, target$simplex[1] - 1, length(target$simplex))
  if (!is.null(target$ordered)) wgf_target_set_ordered(handle, target$ordered[1] - 1, length(target$ordered))
  for (i in seq_along(target$names)) wgf_target_set_name(handle, i - 1, target$names[i])
}

# ---- what the library calls: x is d x n, one column for each particle ----

# A user's function of one vector as one of a matrix; of a batch when it wants the index.
over_columns <- function(fn, target, size, what) {
  call <- if (isTRUE(target$mini_batch)) function(x, batch) fn(x, batch) else function(x, batch) fn(x)
  own <- if (size > 1) target$names
  if (isTRUE(target$batched)) return(function(x, batch) whole_answer(call(x, batch), size, ncol(x), what, own))
  one <- function(i, x, batch) one_answer(call(x[, i], batch), size, what, own)
  function(x, batch) vapply(seq_len(ncol(x)), one, numeric(size), x, batch)
}

# NA by itself is a truth value in R; here it says that there is no number.
is_answer <- function(value) is_numbers(value) || (is.logical(value) && all(is.na(value)))

one_answer <- function(value, size, what, own = NULL) {
  if (!is_answer(value) || length(value) != size) {
    fail("argument", what, " returned ", class(value)[1], " of length ", length(value), "; ", size, if (size == 1) " number is" else " numbers are",
         " needed")
  }
  check_places(if (is.null(dim(value))) names(value) else unlist(dimnames(value)), own, paste("the answer of", what))
  as.numeric(value)
}

# Of all points at once: one number for each of them, or a size x n matrix.
whole_answer <- function(value, size, n, what, own = NULL, how = " returned ") {
  flat <- size == 1 || n == 1
  if (!is_answer(value) || length(value) != size * n || (!flat && !identical(dim(value), as.integer(c(size, n))))) {
    fail("argument", what, how, class(value)[1], " of ", if (is.null(dim(value))) paste("length", length(value)) else paste(dim(value), collapse = " x "),
         "; ", if (size == 1) paste(n, "numbers are") else paste("a matrix of", size, "x", n, "is"), " needed, one column for each point")
  }
  if (!flat && !is.null(own) && identical(colnames(value), own)) fail("argument", what, how, "the coordinates in columns; they belong in rows")
  check_places(if (is.null(dim(value))) names(value) else rownames(value), own, if (how == " is ") what else paste("the answer of", what))
  as.numeric(value)
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
  if (isTRUE(target$batched)) {
    return(function(x, v, batch) whole_answer(target$hessian(with_names(x), with_names(v)), target$dim, ncol(x), "hessian", target$names))
  }
  function(x, v, batch) {
    x <- with_names(x)
    v <- with_names(v)
    vapply(seq_len(ncol(x)), function(i) one_answer(target$hessian(x[, i], v[, i]), target$dim, "hessian", target$names), numeric(target$dim))
  }
}

# ---- reading ----

unconstrained_dim <- function(target) wgf_target_get_dim(target_handle(target))

# Points in unconstrained coordinates, d x n. A simplex has one less than its names tell.
unconstrained_points <- function(target, x) {
  x <- draws_in_rows(x, "x")
  free <- unconstrained_dim(target)
  unname(t(match_columns(x, if (free == target$dim) target else list(dim = free), "x")))
}

check_density <- function(target) {
  target <- naming("target", as_wgf_target(target))
  if (target$kind == "samples") refuse("target", "is samples; a target with a density is needed")
  target
}

wgf_evaluate <- function(target, x) {
  target <- check_density(target)
  handle <- target_handle(target)
  gives_value <- target$kind != "functions" || !is.null(target$fn)
  answer <- wgf_target_evaluate(handle, unconstrained_points(target, x), gives_value, TRUE)
  list(log_density = answer$log_density, score = t(answer$score))
}

wgf_constrain <- function(target, x) {
  target <- check_density(target)
  result <- t(wgf_target_constrain(target_handle(target), unconstrained_points(target, x), target$dim))
  colnames(result) <- coordinate_names(target)
  result
}

wgf_unconstrain <- function(target, x) {
  target <- check_density(target)
  x <- match_columns(draws_in_rows(x, "x"), target, "x")
  t(wgf_target_unconstrain(target_handle(target), unname(t(x)), unconstrained_dim(target)))
}

wgf_check_gradient <- function(target, x = NULL) {
  target <- check_density(target)
  if (is.null(x)) x <- matrix(stats::runif(10 * unconstrained_dim(target), -2, 2), nrow = 10)
  found <- wgf_target_check_score(target_handle(target), unconstrained_points(target, x))
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
