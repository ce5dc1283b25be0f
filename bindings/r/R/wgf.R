wgf <- function(target, n_particles = NULL, method = NULL, steps = 1000, ..., samples = NULL, init = NULL,
                weights = NULL, seed = NULL, seconds = Inf, tolerance = 0, progress = interactive(), observer = NULL, snapshots = 20) {
  whole_names()
  limits <- check_limits(steps, seconds, tolerance, progress, observer)
  snapshots <- check_count(snapshots, "snapshots")
  target <- as_target_or_null(target, "target")
  samples <- as_samples_or_null(samples, target)
  method <- check_method(method, target)
  options <- with_recording(method, check_options("flow", method, list(...)), limits$steps)
  begin <- beginning(target, samples, n_particles, method, init, weights)
  flow <- make_flow(target, method, options, samples, begin, new_seed(seed))
  on.exit(close(flow))
  check_report(flow)
  run <- run_flow(flow, limits, snapshots)
  fit_of(flow, match.call(), run)
}

update.wgf <- function(object, steps = object$steps, ..., target = NULL, seconds = Inf, tolerance = 0, progress = interactive(),
                       observer = NULL) {
  whole_names()
  if (...length()) fail("argument", "the options of a run cannot change; unknown argument ", paste(names(list(...)), collapse = ", "))
  limits <- check_limits(steps, seconds, tolerance, progress, observer)
  if (!is.null(target)) object$target <- same_target(object, naming("target", as_wgf_target(target)))
  check_alive(object$target)
  object$options <- with_room(object, limits$steps)
  flow <- reopen(object)
  on.exit(close(flow))
  check_report(flow)
  run <- run_flow(flow, limits, object$snapshot_count)
  run$trace <- rbind(object$trace, run$trace[-1, ])
  run$snapshots <- join_snapshots(object$snapshots, run$snapshots)
  run$rejections <- object$rejections
  fit_of(flow, object$call, run, object)
}

check_limits <- function(steps, seconds, tolerance, progress, observer) {
  list(steps = check_count(steps, "steps"), seconds = check_number(seconds, "seconds", 0), tolerance = check_number(tolerance, "tolerance", 0),
       progress = check_flag(progress, "progress"), observer = check_function(observer, "observer"))
}

# A model made anew for a fit whose own was left in another session.
same_target <- function(fit, target) {
  if (is.null(fit$target) || target$kind != fit$target$kind || target$dim != fit$target$dim ||
      !identical(coordinate_names(target), coordinate_names(fit$target))) {
    refuse("target", "is another than the one of this fit: it must be the same model, with the coordinates ", listed(fit$names))
  }
  target
}

check_alive <- function(target) {
  reason <- if (!is.null(target$lost)) target$lost()
  if (!is.null(reason)) fail("state", reason, ", and give that as update(fit, target = ); only update() needs it")
}

# The flow of a fit, where it was left.
reopen <- function(fit) {
  begin <- list(n = fit$n, x = t(fit$particles), weights = fit$weights, names = fit$names)
  flow <- make_flow(fit$target, fit$method, fit$options, fit$source, begin, fit$seed)
  wgf_flow_restore(flow$handle, fit$checkpoint)
  flow
}

# A sampler, that is a noisy flow towards a density, records its second half unless told otherwise.
with_recording <- function(method, options, steps) {
  entries <- wgf_catalogue("flow")
  entry <- entries[entries$name == method, ]
  sampler <- nrow(entry) == 1 && !entry$deterministic && !grepl("samples", entry$needs)
  if (!sampler || steps == 0) return(options)
  set <- function(name, value) if (is.null(options[[name]])) options[[name]] <<- value
  if (own_warmup(method) == 0) set("warmup", steps %/% 2)  # others know theirs
  recorded <- max(1, steps - max(options$warmup, 0))
  set("record_every", max(1, ceiling(recorded / 1000)))
  if (options$record_every > 0) set("record_limit", max(1, recorded %/% options$record_every))
  options
}

own_warmup <- function(method) {
  options <- wgf_options(method)
  as.numeric(options$default[options$name == "warmup"])
}

# The options with room for the draws of the next steps too, unless some were dropped before: draws that end are better than a gap.
with_room <- function(fit, steps) {
  options <- fit$options
  if (is.null(options$record_every) || options$record_every == 0) return(options)
  recorded_by <- function(step) max(0, step - sum(options$warmup)) %/% options$record_every
  kept <- if (is.null(fit$draws)) 0 else dim(fit$draws)[1]
  if (kept == recorded_by(fit$stats$step)) options$record_limit <- max(1, options$record_limit, recorded_by(fit$stats$step + steps))
  options
}

# ---- the run: in at most a hundred parts, with the numbers of each ----

run_flow <- function(flow, limits, snapshots) {
  steps <- limits$steps
  begin <- wgf_stats(flow)$step
  ends <- unique(round(seq(0, steps, length.out = min(steps, 100) + 1)))
  shots <- new_snapshots(flow, min(snapshots, length(ends)), ends)
  bar <- if (limits$progress && steps > 0) utils::txtProgressBar(0, steps, style = 3, file = stderr())
  if (!is.null(bar)) on.exit(close(bar))
  watch(flow, begin, steps, bar, limits$observer)
  clock <- proc.time()[["elapsed"]]
  trace <- list(wgf_stats(flow))
  reason <- "done"
  for (part in diff(ends)) {
    left <- limits$seconds - (proc.time()[["elapsed"]] - clock)
    reason <- if (left <= 0) "budget" else wgf_step(flow, part, left, limits$tolerance)
    trace[[length(trace) + 1]] <- wgf_stats(flow)
    shots$take(trace[[length(trace)]])
    if (reason %in% c("converged", "budget", "cancelled")) break
  }
  list(reason = reason, trace = rows(trace), snapshots = shots$all(), steps = steps, snapshot_count = snapshots,
       rejections = list(count = 0))
}

watch <- function(flow, begin, steps, bar, observer) {
  if (is.null(bar) && is.null(observer)) return(invisible())
  observe(flow, function(step, last, x) {
    if (!is.null(bar)) utils::setTxtProgressBar(bar, step - begin)
    if (is.null(observer)) TRUE else observer(step, last, x)
  }, begin + steps)
}

# Particles at `count` moments spread over the run, the first and the last among them.
new_snapshots <- function(flow, count, ends) {
  wanted <- if (count > 0) ends[unique(round(seq(1, length(ends), length.out = max(2, count))))]
  begin <- wgf_stats(flow)$step
  kept <- list()
  take <- function(stats, last = FALSE) {
    if ((stats$step - begin) %in% wanted) kept[[length(kept) + 1]] <<- list(step = stats$step, time = stats$time, x = particles(flow))
  }
  take(wgf_stats(flow))
  list(take = take, all = function() kept)
}

join_snapshots <- function(before, after) c(before, if (length(before)) after[-1] else after)
