# Plots: ggplot2 and bayesplot where they are, base graphics otherwise.

utils::globalVariables(".data")

plot.wgf <- function(x, type = c("particles", "pairs", "trace", "cost"), engine = c("auto", "ggplot2", "base"), variables = NULL, ...) {
  type <- one_of(type, c("particles", "pairs", "trace", "cost"), "type")
  engine <- one_of(engine, c("auto", "ggplot2", "base"), "engine")
  numbers <- type == "cost" || (type == "trace" && is.null(x$draws))
  if (!is.null(variables) && numbers) refuse("variables", "has no meaning for a picture of the run's numbers")
  needed <- c("ggplot2", if (type %in% c("pairs", "trace")) "bayesplot")
  if (engine == "auto") {
    engine <- if (all(vapply(needed, requireNamespace, NA, quietly = TRUE))) "ggplot2" else "base"
  }
  drawing <- get(paste("plot", type, engine, sep = "_"), mode = "function")
  drawing(x, variables, ...)
}

few_variables <- function(fit, variables, most, all = dimnames(draws_array(fit))[[3]]) {
  if (is.null(variables)) return(utils::head(all, most))
  if (!is.character(variables) || !length(variables)) refuse("variables", "is ", shown(variables), "; it must be names of variables")
  unknown <- setdiff(variables, all)
  if (length(unknown)) refuse("variables", "has ", dQuote(unknown[1], FALSE), ", and there are ", listed(all))
  variables
}

# A picture of ggplot2 takes more by `+`.
no_settings <- function(...) if (...length()) fail("argument", "unknown argument ", listed(names(list(...))), "; add to this picture by +")

# At most `most` chains, so that each can be seen.
few_chains <- function(draws, most = 6) draws[, unique(round(seq(1, dim(draws)[2], length.out = min(most, dim(draws)[2])))), , drop = FALSE]

# Panels close to each other, with horizontal labels; gives the settings to go back to.
panels <- function(count) {
  graphics::par(mfrow = grDevices::n2mfrow(count), mar = c(3.2, 4, 0.8, 0.8), mgp = c(2.2, 0.7, 0), las = 1)
}

# ---- particles over flow time ----

# Long table of the snapshots, of at most `most` particles.
paths <- function(fit, variables, most = 200) {
  if (!length(fit$snapshots)) fail("argument", "this fit has no snapshots; give wgf() snapshots = 20")
  variables <- few_variables(fit, variables, 6, fit$names)
  kept <- unique(round(seq(1, fit$n, length.out = min(most, fit$n))))
  do.call(rbind, lapply(fit$snapshots, function(shot) {
    x <- shot$x[variables, kept, drop = FALSE]
    data.frame(time = shot$time, particle = rep(kept, each = length(variables)), variable = rep(variables, length(kept)), value = as.vector(x))
  }))
}

plot_particles_ggplot2 <- function(fit, variables, ...) {
  no_settings(...)
  table <- paths(fit, variables)
  table$variable <- factor(table$variable, unique(table$variable))
  ggplot2::ggplot(table, ggplot2::aes(x = .data[["time"]], y = .data[["value"]], group = .data[["particle"]])) +
    ggplot2::geom_line(alpha = 0.3) + ggplot2::facet_wrap("variable", scales = "free_y") +
    ggplot2::theme_bw() + ggplot2::labs(x = "flow time", y = NULL, title = paste("particles of", fit$method))
}

plot_particles_base <- function(fit, variables, ...) {
  table <- paths(fit, variables)
  shown <- unique(table$variable)
  old <- panels(length(shown))
  on.exit(graphics::par(old))
  for (variable in shown) {
    wide <- stats::xtabs(value ~ time + particle, table[table$variable == variable, ])
    graphics::matplot(as.numeric(rownames(wide)), wide, type = "l", lty = 1, col = grDevices::grey(0, 0.3), xlab = "flow time", ylab = variable, ...)
  }
  invisible(fit)
}

# ---- pairs ----

plot_pairs_ggplot2 <- function(fit, variables, ...) {
  draws <- few_draws(as.matrix(fit)[, few_variables(fit, variables, 4), drop = FALSE])
  # Two chains of the same draws, so that both triangles show all of them.
  twice <- array(rep(draws, each = 2), c(2, dim(draws)), list(NULL, NULL, colnames(draws)))
  settings <- utils::modifyList(list(off_diag_args = list(size = 0.8, alpha = 0.5)), list(...))
  if (ncol(draws) == 1) bayesplot::mcmc_hist(draws, ...) else do.call(bayesplot::mcmc_pairs, c(list(aperm(twice, c(2, 1, 3))), settings))
}

few_draws <- function(x, most = 1000) x[unique(round(seq(1, nrow(x), length.out = min(most, nrow(x))))), , drop = FALSE]

plot_pairs_base <- function(fit, variables, ...) {
  x <- few_draws(as.matrix(fit)[, few_variables(fit, variables, 4), drop = FALSE])
  if (ncol(x) == 1) graphics::hist(x, xlab = colnames(x), main = NULL, ...)
  else graphics::pairs(x, pch = 20, col = grDevices::grey(0, 0.4), ...)
  invisible(fit)
}

# ---- traces: of the chains that were recorded, and of the run's numbers otherwise ----

numbers_of_run <- function(fit) {
  all <- c("energy", "dissipation", "w2_speed", "acceptance", "bandwidth", "step_size")
  values <- vapply(fit$trace[all], function(column) length(unique(column[is.finite(column)])), 0)
  # A number that never changes says nothing, unless there is no other.
  shown <- all[if (any(values > 1)) values > 1 else values > 0]
  do.call(rbind, lapply(shown, function(name) data.frame(step = fit$trace$step, value = fit$trace[[name]], number = name)))
}

plot_trace_ggplot2 <- function(fit, variables, ...) {
  if (!is.null(fit$draws)) {
    return(bayesplot::mcmc_trace(few_chains(draws_array(fit)[, , few_variables(fit, variables, 6), drop = FALSE]), ...))
  }
  no_settings(...)
  table <- numbers_of_run(fit)
  table <- table[is.finite(table$value), ]
  ggplot2::ggplot(table, ggplot2::aes(x = .data[["step"]], y = .data[["value"]])) + ggplot2::geom_line() +
    ggplot2::facet_wrap("number", scales = "free_y") + ggplot2::theme_bw() + ggplot2::labs(y = NULL, title = fit$method)
}

plot_trace_base <- function(fit, variables, ...) {
  series <- if (is.null(fit$draws)) run_series(fit) else chain_series(fit, variables)
  old <- panels(length(series))
  on.exit(graphics::par(old))
  for (name in names(series)) {
    graphics::matplot(series[[name]]$at, series[[name]]$value, type = "l", lty = 1, col = grDevices::hcl.colors(6, "Zissou 1"),
                      xlab = series[[name]]$axis, ylab = name, ...)
  }
  invisible(fit)
}

chain_series <- function(fit, variables) {
  draws <- few_chains(draws_array(fit))
  shown <- few_variables(fit, variables, 6)
  one <- function(name) list(at = seq_len(dim(draws)[1]), value = matrix(draws[, , name], nrow = dim(draws)[1]), axis = "iteration")
  stats::setNames(lapply(shown, one), shown)
}

run_series <- function(fit) {
  parts <- split(numbers_of_run(fit), ~number)
  lapply(parts, function(part) {
    part <- part[is.finite(part$value), ]
    list(at = part$step, value = part$value, axis = "step")
  })
}

# ---- cost of a step ----

cost_per_step <- function(fit) {
  trace <- fit$trace
  if (nrow(trace) < 2) fail("argument", "this fit has made no steps")
  data.frame(step = trace$step[-1], milliseconds = 1000 * diff(trace$seconds) / diff(trace$step))
}

plot_cost_ggplot2 <- function(fit, variables, ...) {
  no_settings(...)
  ggplot2::ggplot(cost_per_step(fit), ggplot2::aes(x = .data[["step"]], y = .data[["milliseconds"]])) + ggplot2::geom_step() +
    ggplot2::expand_limits(y = 0) + ggplot2::theme_bw() + ggplot2::labs(y = "milliseconds a step", title = fit$method)
}

plot_cost_base <- function(fit, variables, ...) {
  cost <- cost_per_step(fit)
  old <- panels(1)
  on.exit(graphics::par(old))
  graphics::plot(cost$step, cost$milliseconds, type = "s", xlab = "step", ylab = "milliseconds a step", ylim = c(0, max(cost$milliseconds)), ...)
  invisible(fit)
}
