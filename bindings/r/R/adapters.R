as_wgf_target <- function(x, ...) UseMethod("as_wgf_target")

as_wgf_target.default <- function(x, ...) {
  if (inherits(x, c("draws", "wgf", "wgf_flow")) || is.numeric(x)) return(wgf_samples(x, ...))
  fail("argument", "no target can be made of an object of class ", paste(class(x), collapse = ", "))
}

as_wgf_target.wgf_target <- function(x, ...) {
  refuse_more(...)
  x
}

as_wgf_target.matrix <- function(x, ...) wgf_samples(x, ...)
as_wgf_target.data.frame <- function(x, ...) wgf_samples(x, ...)
as_wgf_target.function <- function(x, ...) wgf_target(x, ...)
as_wgf_target.character <- function(x, ...) wgf_target(x, ...)

# A TMB object as MakeADFun() makes it (fn is the negative log density), or a list of arguments of wgf_target().
as_wgf_target.list <- function(x, names = NULL, ...) {
  if (!is.function(x[["fn"]])) fail("argument", "a list that becomes a target needs a function fn, the log density")
  if (is.environment(x[["env"]]) && !is.null(x[["par"]])) return(tmb_target(x, names, ...))
  more <- list(...)
  if (!is.null(names)) x$names <- names
  known <- setdiff(names(formals(wgf_target)), "...")
  unknown <- setdiff(names(x), known)
  if (length(unknown)) fail("argument", "the list has ", listed(dQuote(unknown, FALSE)), "; a target takes ", paste(known, collapse = ", "))
  twice <- c(names(x)[duplicated(names(x))], intersect(names(x), names(more)))
  if (length(twice)) fail("argument", twice[1], " is given twice")
  do.call(wgf_target, c(x, more))
}

# MakeADFun repeats the name of a vector: b, b becomes b[1], b[2].
bracketed <- function(names) {
  repeated <- names %in% names[duplicated(names)]
  position <- stats::ave(seq_along(names), names, FUN = seq_along)
  ifelse(repeated, paste0(names, "[", position, "]"), names)
}

tmb_target <- function(object, names, ...) {
  unknown <- setdiff(names(list(...)), c("lower", "upper", "simplex", "ordered", "report"))
  if (length(unknown) || ...length() > length(names(list(...)))) {
    fail("argument", "unknown argument ", listed(unknown), "; a TMB model takes names, lower, upper, simplex, ordered and report")
  }
  if (is.null(names) && !is.null(names(object$par))) names <- bracketed(names(object$par))
  target <- unclass(wgf_target(function(theta) -as.numeric(object$fn(theta)), function(theta) -as.numeric(object$gr(theta)),
                               dim = length(object$par), names = names, ...))
  target$lost <- function() {
    alive <- tryCatch(is.numeric(object$fn(object$par)), error = function(e) FALSE)
    if (!alive) "the TMB model is not in this session: load its library with dyn.load(), or make the object again with MakeADFun()"
  }
  structure(target, class = "wgf_target")
}

# The unconstrained coordinates of a Stan model. A point where the model throws std::domain_error is rejected; any other error stops.
as_wgf_target.stanfit <- function(x, ...) {
  refuse_more(...)
  if (!requireNamespace("rstan", quietly = TRUE)) fail("argument", "the package rstan is needed")
  lost <- function() {
    size <- tryCatch(rstan::get_num_upars(x), error = function(e) NULL)
    if (is.null(size)) "the Stan model is not in this session: make it again with rstan::sampling(model, data, chains = 0)"
  }
  if (!is.null(lost())) fail("state", lost())
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
  new_target("both", size, paste0("u[", seq_len(size), "]"), fn = density, report = stan_report(x), lost = lost)
}

is_rejection <- function(e) {
  inherits(e, "std::domain_error") || any(grepl("std::domain_error", class(e), fixed = TRUE))
}

# From an unconstrained point to the model's parameters, by name. Names take longer than values, and are the same at each point.
stan_report <- function(fit) {
  labels <- NULL
  function(theta) {
    values <- rstan::constrain_pars(fit, theta)
    if (is.null(labels)) labels <<- names(do.call(c, unname(Map(indexed, names(values), values))))
    stats::setNames(as.numeric(unlist(values, use.names = FALSE)), labels)
  }
}

indexed <- function(name, value) {
  extent <- dim(value)
  if (is.null(extent)) extent <- if (length(value) == 1) integer() else length(value)
  at <- if (length(extent)) arrayInd(seq_along(value), extent)
  labels <- if (length(extent)) paste0(name, "[", apply(at, 1, paste, collapse = ","), "]") else name
  stats::setNames(as.numeric(value), labels)
}
