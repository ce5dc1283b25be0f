as_wgf_target <- function(x, ...) UseMethod("as_wgf_target")

as_wgf_target.default <- function(x, ...) {
  if (inherits(x, "draws") || is.numeric(x)) return(wgf_samples(x))
  fail("argument", "no target can be made of an object of class ", paste(class(x), collapse = ", "))
}

as_wgf_target.wgf_target <- function(x, ...) x
as_wgf_target.matrix <- function(x, ...) wgf_samples(x)
as_wgf_target.data.frame <- function(x, ...) wgf_samples(x)
as_wgf_target.function <- function(x, ...) wgf_target(x, ...)
as_wgf_target.character <- function(x, ...) wgf_target(x, ...)

# A TMB object as MakeADFun() makes it (fn is the negative log density), or list(fn, gr, dim or names).
as_wgf_target.list <- function(x, names = NULL, ...) {
  if (!is.function(x$fn)) fail("argument", "a list that becomes a target needs a function fn, the log density")
  if (is.environment(x$env) && !is.null(x$par)) return(tmb_target(x, names))
  wgf_target(x$fn, x$gr, dim = x$dim, names = if (is.null(names)) x$names else names, ...)
}

# MakeADFun repeats the name of a vector: b, b becomes b[1], b[2].
bracketed <- function(names) {
  repeated <- names %in% names[duplicated(names)]
  position <- stats::ave(seq_along(names), names, FUN = seq_along)
  ifelse(repeated, paste0(names, "[", position, "]"), names)
}

tmb_target <- function(object, names) {
  if (is.null(names)) names <- bracketed(names(object$par))
  wgf_target(function(theta) -as.numeric(object$fn(theta)), function(theta) -as.numeric(object$gr(theta)),
             dim = length(object$par), names = names)
}

# The unconstrained coordinates of a Stan model. A point where the model throws std::domain_error is rejected; any other error stops.
as_wgf_target.stanfit <- function(x, ...) {
  if (!requireNamespace("rstan", quietly = TRUE)) fail("argument", "the package rstan is needed")
  size <- rstan::get_num_upars(x)
  density <- function(theta) {
    tryCatch({
      gradient <- rstan::grad_log_prob(x, theta)
      list(attr(gradient, "log_prob"), gradient)
    }, error = function(e) {
      if (!is_rejection(e)) stop(e)
      wgf_set_callback_message(conditionMessage(e))
      list(NaN, rep(NaN, size))
    })
  }
  new_target("both", size, paste0("u[", seq_len(size), "]"), fn = density, report = stan_report(x))
}

is_rejection <- function(e) {
  inherits(e, "std::domain_error") || any(grepl("std::domain_error", class(e), fixed = TRUE))
}

# From an unconstrained point to the model's parameters, by name.
stan_report <- function(fit) {
  function(theta) {
    values <- rstan::constrain_pars(fit, theta)
    do.call(c, unname(Map(indexed, names(values), values)))
  }
}

indexed <- function(name, value) {
  extent <- dim(value)
  if (is.null(extent)) extent <- if (length(value) == 1) integer() else length(value)
  at <- if (length(extent)) arrayInd(seq_along(value), extent)
  labels <- if (length(extent)) paste0(name, "[", apply(at, 1, paste, collapse = ","), "]") else name
  stats::setNames(as.numeric(value), labels)
}
