# A live flow: an object with a state, for stepping by hand and for ask and tell.

wgf_flow <- function(target, n_particles = NULL, method = NULL, ..., samples = NULL, init = NULL, weights = NULL,
                     seed = NULL) {
  target <- as_target_or_null(target)
  if (is.null(method)) method <- default_method(target)
  make_flow(target, n_particles, method, list(...), as_target_or_null(samples), init, weights, new_seed(seed))
}

as_target_or_null <- function(x) if (!is.null(x)) as_wgf_target(x)

default_method <- function(target) {
  if (is.null(target)) "composed" else if (target$kind == "samples") "mmd" else "svgd"
}

make_flow <- function(target, n_particles, method, options, samples, init, weights, seed) {
  if (!is.character(method) || length(method) != 1) fail("argument", "method must be one text; wgf_catalogue() lists them")
  owner <- context(seed)
  handle <- hold(wgf_flow_create(owner, method), context = owner)
  n_particles <- check_count(if (is.null(n_particles)) sensible_number(method, init) else n_particles, "n_particles", 1)
  set_options_and_kernel(handle, "flow", method, options)
  ensemble <- make_ensemble(target, samples, n_particles, init, weights)
  for (part in list(target, samples)) {
    if (is.null(part)) next
    if (part$kind == "samples") hold(handle, samples = target_handle(part)) else hold(handle, target = target_handle(part))
    wgf_flow_set_target(handle, target_handle(part))
  }
  hold(handle, ensemble = ensemble)
  wgf_flow_set_ensemble(handle, ensemble)
  wgf_flow_bind(handle)
  first <- if (is.null(target)) samples else target
  structure(list(handle = handle, ensemble = ensemble, target = target, samples = samples, method = method, options = options,
                 seed = seed, n = n_particles, dim = wgf_ensemble_get_dim(ensemble), rejected_before = if (!is.null(target)) rejected_so_far(target),
                 names = if (is.null(first)) ensemble_names(ensemble) else coordinate_names(first)),
            class = "wgf_flow")
}

rejected_so_far <- function(target) if (target$kind == "samples") 0 else wgf_target_get_rejections(target_handle(target))$count

# As many as init has, or what the catalogue says.
sensible_number <- function(method, init) {
  if (is.matrix(init) || is.data.frame(init)) return(nrow(init))
  entries <- wgf_catalogue("flow")
  entries$particles[entries$name == method]
}

ensemble_names <- function(ensemble) {
  vapply(indices(wgf_ensemble_get_dim(ensemble)), function(i) wgf_ensemble_get_name(ensemble, i), "")
}

# ---- where particles begin ----

make_ensemble <- function(target, samples, n, init, weights) {
  home <- if (is.null(target)) samples else target
  if (is.function(init)) init <- init(n)
  if (is.data.frame(init) || is.numeric(init) || inherits(init, c("draws", "wgf", "wgf_flow"))) init <- draws_in_rows(init)
  ensemble <- if (!is.null(home)) {
    hold(wgf_ensemble_create_for_target(target_handle(home), n), target = target_handle(home))
  } else {
    if (!is.matrix(init)) fail("argument", "without a target, init must be a matrix of particles, one in each row")
    wgf_ensemble_create(context(), c(ncol(init), n))
  }
  place_particles(ensemble, home, init)
  if (!is.null(weights)) wgf_ensemble_import_weights(ensemble, as.numeric(weights))
  ensemble
}

place_particles <- function(ensemble, home, init) {
  if (is.matrix(init)) return(wgf_ensemble_import(ensemble, unname(t(init)), WGF_PARTICLE_MAJOR))
  if (identical(init, "target")) return(wgf_ensemble_init_target(ensemble, target_handle(home)))
  if (is.list(init) && length(init$normal) == 2) return(wgf_ensemble_init_normal(ensemble, init$normal[1], init$normal[2]))
  if (is.list(init) && length(init$uniform) == 2) return(wgf_ensemble_init_uniform(ensemble, init$uniform[1], init$uniform[2]))
  if (!is.null(init)) {
    fail("argument", "init must be a matrix with one particle in each row, a function of n that gives one, \"target\", ",
         "list(normal = c(mean, sd)), list(uniform = c(lower, upper)) or NULL")
  }
  # A user's density may have no value everywhere, so its start is drawn until it has.
  if (home$kind %in% c("functions", "both")) wgf_ensemble_init_target(ensemble, target_handle(home))
  else if (home$kind == "samples") wgf_ensemble_init_normal(ensemble, 0, 1)
  else wgf_ensemble_init_uniform(ensemble, -2, 2)
}

# ---- steps ----

reasons <- c("done", "converged", "budget", "cancelled", "not converged", "adjusted")

# The library checks the arguments: in a loop of single steps every microsecond counts.
wgf_step <- function(flow, steps = 1, seconds = Inf, tolerance = 0, observer = NULL) {
  if (!is.null(observer)) observe(flow, observer, wgf_stats(flow)$step + steps)
  reason <- wgf_flow_run(flow$handle, steps, if (identical(seconds, Inf)) 0 else seconds, tolerance)
  invisible(reasons[reason + 1])
}

# The observer sees the last step of the whole run, which may be made of several calls of the library.
observe <- function(flow, observer, last_step) {
  if (is.null(observer)) return(wgf_flow_set_progress(flow$handle, NULL))
  if (!is.function(observer)) fail("argument", "observer must be a function(step, steps, x)")
  closure <- function(step, steps, x) {
    rownames(x) <- flow$names
    isFALSE(observer(step, last_step, x))
  }
  hold(flow$handle, progress = closure)
  wgf_flow_set_progress(flow$handle, closure)
}

wgf_ask <- function(flow) {
  request <- wgf_flow_ask(flow$handle)
  if (request$wants == 0) return(NULL)
  rownames(request$x) <- flow$names
  wants <- function(flag) bitwAnd(request$wants, flag) != 0
  list(x = request$x, v = request$v, log_density = wants(WGF_LOG_DENSITY), score = wants(WGF_SCORE),
       hessian_vector = wants(WGF_HESSIAN_VECTOR), batch = request$batch)
}

wgf_tell <- function(flow, log_density = NULL, score = NULL, hessian_vector = NULL) {
  request <- wgf_flow_ask(flow$handle)
  real <- function(x) if (!is.null(x)) as.numeric(x)
  wgf_flow_tell(flow$handle, c(request$d, request$n), real(log_density), real(score), real(hessian_vector))
  invisible(flow)
}

wgf_abandon <- function(flow) {
  wgf_flow_abandon(flow$handle)
  invisible(flow)
}

# ---- reading ----

wgf_stats <- function(flow) wgf_flow_get_stats(flow$handle)

wgf_energy <- function(flow) wgf_flow_energy(flow$handle)

wgf_drift <- function(flow) {
  size <- if (is.null(flow$target)) flow$dim else unconstrained_dim(flow$target)
  t(wgf_flow_drift(flow$handle, c(size, flow$n)))
}

particles <- function(flow) {
  x <- wgf_ensemble_export(flow$ensemble, c(flow$dim, flow$n), WGF_PARTICLE_MAJOR)
  rownames(x) <- flow$names
  x
}

as.matrix.wgf_flow <- function(x, ...) t(particles(x))

close.wgf_flow <- function(con, ...) {
  wgf_flow_destroy(con$handle)
  wgf_ensemble_destroy(con$ensemble)
  invisible()
}

print.wgf_flow <- function(x, ...) {
  cat("<wgf_flow> ", x$method, ", ", x$n, " particles in ", x$dim, if (x$dim == 1) " dimension" else " dimensions", sep = "")
  if (wgfr_is_open(x$handle) == 0) cat(", closed\n") else cat(", after", wgf_stats(x)$step, "steps\n")
  invisible(x)
}
