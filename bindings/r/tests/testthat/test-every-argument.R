# Every argument of every exported function, given what it cannot be: the error is of this package and names the argument, or the value is
# one of those that mean something there, listed in `meant`. A new function or argument fails until it has its place here.
flow <- function() wgf_flow(normal_target(), init = diag(2), seed = 1)
asked <- function() { made <- wgf_flow(wgf_target(dim = 2), init = diag(2), seed = 1); wgf_ask(made); made }
density <- function(x) -sum(x^2) / 2
score <- function(x) -x

good <- list(
  as_wgf_target = list(x = diag(2)),
  wgf = list(target = normal_target(), n_particles = 2, method = "svgd", steps = 1, samples = NULL, init = diag(2), weights = NULL, seed = 1,
             seconds = Inf, tolerance = 0, progress = FALSE, observer = NULL, snapshots = 2),
  wgf_abandon = list(flow = asked), wgf_ask = list(flow = asked), wgf_stats = list(flow = flow), wgf_drift = list(flow = flow),
  wgf_energy = list(flow = function() wgf_flow(wgf_samples(diag(2)), init = diag(2), seed = 1)), wgf_fit = list(flow = flow),
  wgf_step = list(flow = flow, steps = 1, seconds = Inf, tolerance = 0, observer = NULL),
  wgf_tell = list(flow = asked, log_density = NULL, score = diag(2), hessian_vector = NULL),
  wgf_catalogue = list(kind = "flow"), wgf_options = list(name = "svgd", kind = "flow"), wgf_version = list(),
  wgf_check_gradient = list(target = normal_target(), x = diag(2)), wgf_evaluate = list(target = normal_target(), x = diag(2)),
  wgf_constrain = list(target = normal_target(), x = diag(2)), wgf_unconstrain = list(target = normal_target(), x = diag(2)),
  wgf_discrepancy = list(x = diag(2), y = diag(2), method = "mmd", weights = NULL, gradient = FALSE, seed = 1),
  wgf_features = list(m = 2, f = identity, products = function(x, c) x), wgf_kernel = list(k = exp, k1 = exp, k2 = NULL, k3 = NULL),
  wgf_flow = list(target = normal_target(), n_particles = 2, method = "svgd", samples = NULL, init = diag(2), weights = NULL, seed = 1),
  wgf_samples = list(x = diag(2), weights = NULL, names = NULL),
  wgf_target = list(fn = density, gr = score, dim = 2, lower = NULL, upper = NULL, names = c("a", "b"), hessian = NULL, batched = FALSE,
                    mini_batch = FALSE, simplex = NULL, ordered = NULL, report = NULL))

hostile <- list(null = NULL, na = NA, nan = NaN, text = "nonsense", texts = c("a", "b", "c"), yes = TRUE, list = list(1, "a"), none = numeric(),
                long = 1:99 + 0.5, named = c(zz = 1, yy = 2), factor = factor(c("a", "b")), fn = function(...) NULL, minus = -1, inf = Inf,
                frame = data.frame(a = "x"), imaginary = 1i, formula = y ~ x, array = array(1, c(2, 2, 2)))

# The values that mean something. NULL is the default of many; a function, data and numbers can be a target.
meant <- list(
  as_wgf_target.x = c("long", "named", "minus"), wgf.target = character(), wgf.n_particles = "null", wgf.method = "null", wgf.samples = "null",
  wgf.init = "null", wgf.weights = "null", wgf.seed = "null", wgf.seconds = "inf", wgf.tolerance = "inf", wgf.progress = "yes",
  wgf.observer = c("null", "fn"), wgf_step.seconds = "inf", wgf_step.tolerance = "inf", wgf_step.observer = c("null", "fn"),
  wgf_tell.log_density = c("null", "named"), wgf_tell.hessian_vector = "null", wgf_check_gradient.x = "null", wgf_discrepancy.method = "null",
  wgf_discrepancy.weights = c("null", "named"), wgf_discrepancy.gradient = "yes", wgf_discrepancy.y = character(), wgf_features.f = "fn",
  wgf_features.products = "fn", wgf_kernel.k = "fn", wgf_kernel.k1 = "fn", wgf_kernel.k2 = c("null", "fn"), wgf_kernel.k3 = c("null", "fn"),
  wgf_flow.n_particles = "null", wgf_flow.method = "null", wgf_flow.samples = "null", wgf_flow.init = "null", wgf_flow.weights = c("null", "named"),
  wgf_flow.seed = "null", wgf_samples.x = c("long", "named", "minus"), wgf_samples.weights = c("null", "named"), wgf_samples.names = "null",
  wgf_target.fn = c("null", "fn"), wgf_target.gr = c("null", "fn"), wgf_target.dim = "null", wgf_target.lower = c("null", "minus", "inf"),
  wgf_target.upper = c("null", "minus", "inf"), wgf_target.names = "null", wgf_target.hessian = c("null", "fn"), wgf_target.batched = "yes",
  wgf_target.mini_batch = "yes", wgf_target.simplex = "null", wgf_target.ordered = "null", wgf_target.report = c("null", "fn"))
# Weights of two particles; their names say nothing that could be mistaken.
meant$wgf.weights <- c("null", "named")

# What a generic says of its one argument is about what can be made of it.
in_other_words <- c(as_wgf_target.x = "no target can be made of|^dim is missing|^a list that becomes|^fn ")

attempt <- function(fn, arguments) tryCatch({ suppressWarnings(do.call(fn, arguments)); NULL }, error = identity)

test_that("every argument of every function is used as meant, or refused by its name", {
  functions <- getNamespaceExports("wgf")
  expect_setequal(names(good), functions)
  for (fn in functions) {
    expect_identical(sort(setdiff(as.character(names(formals(get(fn)))), "...")), sort(as.character(names(good[[fn]]))))
    for (argument in names(good[[fn]])) for (case in names(hostile)) {
      arguments <- lapply(good[[fn]], function(value) if (identical(value, flow) || identical(value, asked) || (is.function(value) && fn == "wgf_energy")) value() else value)
      arguments[argument] <- hostile[case]
      error <- attempt(get(fn), arguments)
      label <- paste0(fn, "(", argument, " = ", case, ")")
      if (is.null(error)) expect_true(case %in% meant[[paste(fn, argument, sep = ".")]], label = paste(label, "is accepted and meant"))
      else {
        expect_s3_class(error, "wgf_error")
        names_it <- inherits(error, "wgf_error") && grepl(paste(c(paste0("\\b", argument, "\\b"), stats::na.omit(in_other_words[paste(fn, argument, sep = ".")])), collapse = "|"), conditionMessage(error))
        expect_true(names_it, label = paste0(label, " names the argument in \"", conditionMessage(error), "\""))
        expect_false(grepl("wgf_[a-z]+_[a-z]+|WGF_", gsub(paste(functions, collapse = "|"), "", conditionMessage(error))), label = label)
      }
    }
  }
})

test_that("every text, number and vector option refuses what is of another kind, by its name", {
  owners <- list(flow = function(name, ...) wgf_flow(normal_target(), 3, name, samples = matrix(0:3, 2), ...),
                 target = function(name, ...) wgf_target(name, dim = 2, ...),
                 discrepancy = function(name, ...) wgf_discrepancy(diag(2), diag(2), name, ...))
  for (kind in names(owners)) for (name in wgf_catalogue(kind)$name) {
    table <- wgf_options(name, kind)
    table <- table[table$name != "seed", ]  # an argument of wgf_flow() by that name comes first
    for (i in seq_len(nrow(table))) for (case in c("null", "na", "list", "factor", "fn", "frame", "imaginary", "formula", if (table$type[i] != "string") "text")) {
      option <- table$name[i]
      error <- tryCatch({ do.call(owners[[kind]], c(list(name), stats::setNames(hostile[case], option))); NULL }, error = identity)
      label <- paste0(name, "(", option, " = ", case, ")")
      expect_s3_class(error, "wgf_error_option")
      expect_match(conditionMessage(error), option, fixed = TRUE, label = label)
    }
  }
})
