# The same bits as from C, which writes the numbers into the file that WGF_EXPECTED names: each test does what tests/bindings/expected.c does.
expected <- function() {
  skip_if(Sys.getenv("WGF_EXPECTED") == "", "WGF_EXPECTED is not set")
  words <- strsplit(readLines(Sys.getenv("WGF_EXPECTED")), " ")
  stats::setNames(lapply(words, function(line) numbers(line[-1])), vapply(words, `[`, "", 1))
}

# One row for each draw, from doubles of 16 hexadecimal digits.
numbers <- function(words) {
  pairs <- substring(paste(words, collapse = ""), seq(1, 16 * length(words), 2), seq(2, 16 * length(words), 2))
  matrix(readBin(as.raw(strtoi(pairs, 16)), "double", length(words), endian = "big"), ncol = 3, byrow = TRUE)
}

normal_law <- wgf_target("gaussian", dim = 3, mean = c(0.5, -1, 2), covariance = c(2, 0.5, 0, 0.5, 1, 0.25, 0, 0.25, 1.5))
quarters <- wgf_samples(matrix((7 * 0:44) %% 11 / 4 - 1, 15, byrow = TRUE))
quartic <- wgf_target(function(x) {
  value <- 0
  for (square in x * x) value <- value - (0.25 * square * square + 0.5 * square)
  value
}, function(x) -(x * x * x) - x, dim = 3)

# Where the particles of a flow are after what `run` does with it.
moved <- function(method, target, run, ...) {
  flow <- wgf_flow(target, 20, method, ..., samples = quarters, init = list(normal = c(0, 1)), seed = 7)
  run(flow)
  unname(as.matrix(flow))
}

# So that a flow that tunes itself does, and ends.
moved_briefly <- function(method, target, step) {
  run <- function(flow) for (i in 1:8) step(flow)
  if ("warmup" %in% wgf_options(method)$name) moved(method, target, run, warmup = 3) else moved(method, target, run)
}

step_by_asking <- function(flow) {
  while (!is.null(request <- wgf_ask(flow))) {
    answer <- if (request$log_density || request$score) wgf_evaluate(normal_law, t(request$x))
    products <- if (request$hessian_vector) wgf:::wgf_target_hessian_vector(wgf:::target_handle(normal_law), request$x, request$v, TRUE)
    wgf_tell(flow, answer$log_density, t(answer$score), products)
  }
}

test_that("each flow of the catalogue gives the bits of C", {
  values <- expected()
  flows <- wgf_catalogue()$name
  for (method in flows) {
    expect_identical(moved_briefly(method, normal_law, wgf_step), values[[paste0(method, "/native")]], label = method)
    expect_identical(moved_briefly(method, wgf_target(dim = 3), step_by_asking), values[[paste0(method, "/ask")]], label = paste(method, "by ask"))
  }
  expect_setequal(grep("/", names(values), value = TRUE), outer(flows, c("native", "ask"), paste, sep = "/"))
})

test_that("a callback, recorded draws and a text for an option give the bits of C", {
  values <- expected()
  expect_identical(moved("svgd", quartic, function(flow) wgf_step(flow, 100)), values$callback)
  old <- options(wgf.threads = 2)
  on.exit(options(old))
  flow <- wgf_flow(quartic, 20, "mala", init = "target", seed = 7, warmup = 20, record_every = 4)
  wgf_step(flow, 60)
  recorded <- wgf_fit(flow)$draws
  expect_identical(matrix(aperm(recorded, c(2, 1, 3)), ncol = 3), values$recorded)
  terms <- "1 interaction gaussian; -1 target gaussian; 0.5 potential"
  expect_identical(moved("composed", normal_law, function(flow) wgf_step(flow, 50), terms = terms, step_size = 0.05), values$terms)
})
