# One context serves a session: threads, seed, messages, and the look for R's interrupt.

session <- new.env(parent = emptyenv())

hold <- function(handle, ...) {
  values <- list(...)
  for (name in names(values)) wgfr_hold(handle, name, values[[name]])
  handle
}

on_log <- function(level, line) {
  if (level == WGF_LOG_WARNING) warning(line, call. = FALSE)
  else if (isTRUE(getOption("wgf.verbose"))) message(line)
}

new_context <- function() {
  context <- hold(wgf_context_create(), log = on_log)
  wgf_context_set_poll(context, TRUE)
  wgf_context_set_log(context, on_log)
  context
}

# The session's context, with a seed for what is drawn next.
context <- function(seed = NULL) {
  if (is.null(session$context)) session$context <- new_context()
  options <- options_of(session$context, "context")
  wgf_options_set_int(options, "threads", threads())
  if (!is.null(seed)) wgf_options_set_int(options, "seed", seed)
  session$context
}

is_yes <- function(variable) !tolower(Sys.getenv(variable)) %in% c("", "0", "false", "no")

# 0: as many as the machine has. At most two under R CMD check.
threads <- function() {
  option <- if (is.null(getOption("wgf.threads"))) "mc.cores" else "wgf.threads"
  chosen <- check_count(getOption(option, 0), paste("the option", option))
  limits <- c(if (is_yes("_R_CHECK_LIMIT_CORES_") || nzchar(Sys.getenv("_R_CHECK_PACKAGE_NAME_"))) 2,
              suppressWarnings(as.numeric(Sys.getenv("OMP_THREAD_LIMIT", NA))))
  limits <- limits[!is.na(limits) & limits >= 1]
  if (!length(limits)) return(chosen)
  if (chosen == 0) min(limits) else min(chosen, limits)
}

# One number of R's generator makes a seed, so that set.seed() reproduces a run.
new_seed <- function(seed) {
  if (is.null(seed)) floor(stats::runif(1) * 2^31) else check_count(seed, "seed")
}
