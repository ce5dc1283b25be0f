# A live flow: an object with a state, for stepping by hand and for ask and tell.

wgf_flow <- function(target, n_particles = NULL, method = NULL, ..., samples = NULL, init = NULL, weights = NULL,
                     seed = NULL) {
  whole_names()
  target <- as_target_or_null(target, "target")
  samples <- as_samples_or_null(samples, target)
  method <- check_method(method, target)
  options <- check_options("flow", method, list(...))
  make_flow(target, method, options, samples, beginning(target, samples, n_particles, method, init, weights), new_seed(seed))
}

as_target_or_null <- function(x, name) if (!is.null(x)) naming(name, as_wgf_target(x))

as_samples_or_null <- function(x, target) {
  if (is.null(x)) return(NULL)
  x <- naming("samples", as_wgf_target(x))
  if (x$kind != "samples") refuse("samples", "is ", shown(x), " with a density; it must be samples")
  if (!is.null(target) && target$kind == "samples") refuse("samples", "were given, and the target is samples too; give one of them")
  if (!is.null(target) && target$dim != x$dim) refuse("samples", "has ", x$dim, " columns and the target ", target$dim, " coordinates")
  x
}

check_method <- function(method, target) {
  if (!is.null(method)) return(check_entry(method, "flow", "method"))
  if (is.null(target)) "composed" else if (target$kind == "samples") "mmd" else "svgd"
}

make_flow <- function(target, method, options, samples, begin, seed) {
  owner <- context(seed)
  handle <- hold(wgf_flow_create(owner, method), context = owner)
  set_options_and_kernel(handle, "flow", method, options)
  ensemble <- make_ensemble(target, samples, begin)
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
                 seed = seed, n = begin$n, dim = wgf_ensemble_get_dim(ensemble), rejected_before = if (!is.null(target)) rejected_so_far(target),
                 names = if (is.null(first)) begin$names else coordinate_names(first)),
            class = "wgf_flow")
}

rejected_so_far <- function(target) if (target$kind == "samples") 0 else wgf_target_get_rejections(target_handle(target))$count

# ---- where particles begin ----

# How many particles begin where, and with which weights: rows are d columns wide, or init says how they are drawn.
beginning <- function(target, samples, n_particles, method, init, weights) {
  if (!is.null(n_particles)) n_particles <- check_count(n_particles, "n_particles", 1)
  sensible <- function() { entries <- wgf_catalogue("flow"); entries$particles[entries$name == method] }
  if (is.function(init)) {
    n_particles <- if (is.null(n_particles)) sensible() else n_particles
    init <- init(n_particles)
    if (!is_rows(init)) refuse("init", "gave ", shown(init), "; it must give a matrix with one particle in each row")
  }
  rows <- if (is_rows(init)) weighted_rows(init, "init")
  if (is.null(rows)) check_start(init)
  n <- if (!is.null(n_particles)) n_particles else if (is.null(rows)) sensible() else nrow(rows$x)
  if (!is.null(rows) && nrow(rows$x) != n) refuse("init", "has ", nrow(rows$x), " rows, and n_particles is ", n)
  home <- if (is.null(target)) samples else target
  if (is.null(home) && is.null(rows)) refuse("init", "must be a matrix of particles, one in each row, where there is no target")
  x <- if (!is.null(rows)) match_columns(rows$x, if (is.null(home)) list(dim = ncol(rows$x)) else home, "init")
  list(n = n, x = x, drawn = init, weights = one_weighting(weights, rows$weights, n), names = names_of_rows(x))
}

is_rows <- function(init) is.data.frame(init) || is.matrix(init) || is.numeric(init) || inherits(init, c("draws", "wgf", "wgf_flow"))

names_of_rows <- function(x) {
  if (is.null(x)) return(NULL)
  if (is.null(colnames(x))) paste0("x[", seq_len(ncol(x)), "]") else check_names(colnames(x), ncol(x))
}

check_start <- function(init) {
  if (is.null(init) || identical(init, "target")) return(invisible())
  law <- if (is.list(init) && length(init) == 1) names(init)
  if (!identical(law, "normal") && !identical(law, "uniform")) {
    refuse("init", "is ", shown(init), "; it must be a matrix with one particle in each row, a function of n that gives one, \"target\", ",
           "list(normal = c(mean, sd)), list(uniform = c(lower, upper)) or NULL")
  }
  two <- init[[1]]
  good <- is_numbers(two) && length(two) == 2 && all(is.finite(two)) && if (law == "normal") two[2] >= 0 else two[1] < two[2]
  if (!good) refuse("init", "needs for ", law, if (law == "normal") " c(mean, sd), sd 0 or more" else " c(lower, upper), lower below upper", ", both finite")
}

make_ensemble <- function(target, samples, begin) {
  home <- if (is.null(target)) samples else target
  ensemble <- if (is.null(home)) wgf_ensemble_create(context(), c(ncol(begin$x), begin$n))
              else hold(wgf_ensemble_create_for_target(target_handle(home), begin$n), target = target_handle(home))
  place_particles(ensemble, home, begin)
  if (!is.null(begin$weights)) wgf_ensemble_import_weights(ensemble, begin$weights)
  ensemble
}

place_particles <- function(ensemble, home, begin) {
  if (!is.null(begin$x)) return(wgf_ensemble_import(ensemble, unname(t(begin$x)), WGF_PARTICLE_MAJOR))
  init <- begin$drawn
  if (identical(init, "target")) return(wgf_ensemble_init_target(ensemble, target_handle(home)))
  if (!is.null(init[["normal"]])) return(wgf_ensemble_init_normal(ensemble, init$normal[1], init$normal[2]))
  if (!is.null(init[["uniform"]])) return(wgf_ensemble_init_uniform(ensemble, init$uniform[1], init$uniform[2]))
  # A user's density may have no value everywhere, so its start is drawn until it has.
  if (home$kind %in% c("functions", "both")) wgf_ensemble_init_target(ensemble, target_handle(home))
  else if (home$kind == "samples") wgf_ensemble_init_normal(ensemble, 0, 1)
  else wgf_ensemble_init_uniform(ensemble, -2, 2)
}

# ---- steps ----

# A status of the library, other than an error, in the words of a fit.
reason_of <- function(status) if (status == WGF_OK) "done" else gsub("_", " ", tolower(sub("^WGF_", "", wgf_status_name(status))))

# The checks cost a microsecond or two: this is called in loops of single steps.
wgf_step <- function(flow, steps = 1, seconds = Inf, tolerance = 0, observer = NULL) {
  check_flow(flow)
  steps <- check_count(steps, "steps")
  seconds <- check_number(seconds, "seconds", 0)
  tolerance <- check_number(tolerance, "tolerance", 0)
  if (!is.null(observer)) observe(flow, observer, wgf_stats(flow)$step + steps)
  if (seconds == 0) return(invisible("budget"))  # 0 is no limit to the library
  reason <- wgf_flow_run(flow$handle, steps, if (seconds == Inf) 0 else seconds, tolerance)
  invisible(reason_of(reason))
}

# The observer sees the last step of the whole run, which may be made of several calls of the library.
observe <- function(flow, observer, last_step) {
  if (is.null(observer)) return(wgf_flow_set_progress(flow$handle, NULL))
  check_function(observer, "observer")
  closure <- function(step, steps, x) {
    rownames(x) <- flow$names
    isFALSE(observer(step, last_step, x))
  }
  hold(flow$handle, progress = closure)
  wgf_flow_set_progress(flow$handle, closure)
}

wgf_ask <- function(flow) {
  check_flow(flow)
  request <- wgf_flow_ask(flow$handle)
  if (request$wants == 0) return(NULL)
  rownames(request$x) <- flow$names
  wants <- function(flag) bitwAnd(request$wants, flag) != 0
  list(x = request$x, v = request$v, log_density = wants(WGF_LOG_DENSITY), score = wants(WGF_SCORE),
       hessian_vector = wants(WGF_HESSIAN_VECTOR), batch = request$batch)
}

wgf_tell <- function(flow, log_density = NULL, score = NULL, hessian_vector = NULL) {
  check_flow(flow)
  request <- wgf_flow_ask(flow$handle)
  told <- function(value, size, name) if (!is.null(value)) whole_answer(value, size, request$n, name, if (length(flow$names) == size) flow$names, " is ")
  wgf_flow_tell(flow$handle, c(request$d, request$n), told(log_density, 1, "log_density"), told(score, request$d, "score"),
                told(hessian_vector, request$d, "hessian_vector"))
  invisible(flow)
}

wgf_abandon <- function(flow) {
  check_flow(flow)
  wgf_flow_abandon(flow$handle)
  invisible(flow)
}

# ---- reading ----

wgf_stats <- function(flow) wgf_flow_get_stats(check_flow(flow)$handle)

wgf_energy <- function(flow) wgf_flow_energy(check_flow(flow)$handle)

wgf_drift <- function(flow) {
  check_flow(flow)
  size <- if (is.null(flow$target)) flow$dim else unconstrained_dim(flow$target)
  t(wgf_flow_drift(flow$handle, c(size, flow$n)))
}

particles <- function(flow) {
  x <- wgf_ensemble_export(flow$ensemble, c(flow$dim, flow$n), WGF_PARTICLE_MAJOR)
  rownames(x) <- flow$names
  x
}

as.matrix.wgf_flow <- function(x, ...) {
  refuse_more(...)
  t(particles(x))
}

close.wgf_flow <- function(con, ...) {
  refuse_more(...)
  wgf_flow_destroy(con$handle)
  wgf_ensemble_destroy(con$ensemble)
  invisible()
}

print.wgf_flow <- function(x, ...) {
  cat("<wgf_flow> ", x$method, ", ", x$n, " particles in ", x$dim, if (x$dim == 1) " dimension" else " dimensions", sep = "")
  if (wgfr_is_open(x$handle) == 0) cat(", closed\n") else cat(", after", wgf_stats(x)$step, "steps\n")
  invisible(x)
}
