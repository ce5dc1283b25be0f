wgf_kernel <- function(k, k1, k2 = NULL, k3 = NULL) {
  for (f in list(k, k1)) if (!is.function(f)) fail("argument", "k and k1 must be functions of u")
  structure(list(k = k, k1 = k1, k2 = k2, k3 = k3), class = "wgf_kernel")
}

wgf_features <- function(m, f, products) {
  m <- check_count(m, "m", 1)
  if (!is.function(f) || !is.function(products)) fail("argument", "f and products must be functions")
  structure(list(m = m, f = f, products = products), class = "wgf_features")
}

print.wgf_kernel <- function(x, ...) {
  cat("<wgf_kernel> a radial kernel by R functions:", names(x)[!vapply(x, is.null, NA)], "\n")
  invisible(x)
}

print.wgf_features <- function(x, ...) {
  cat("<wgf_features> a kernel by", x$m, "features\n")
  invisible(x)
}

kernel_closure <- function(kernel) {
  derivative <- function(which, u) {
    if (is.null(kernel[[which]])) fail("argument", "this computation needs ", which, " of the kernel")
    kernel[[which]](u)
  }
  function(u, second, third) {
    list(kernel$k(u), kernel$k1(u), if (second) derivative("k2", u), if (third) derivative("k3", u))
  }
}

features_closure <- function(features) {
  function(x, wanted, c) list(if (wanted) features$f(x), if (!is.null(c)) features$products(x, c))
}

# The option kernel may be a name, or one of the user's kernels.
set_kernel <- function(handle, kind, kernel) {
  if (inherits(kernel, "wgf_features") && kind == "flow") {
    closure <- features_closure(kernel)
    hold(handle, kernel = closure)
    return(wgf_flow_set_features(handle, kernel$m, closure))
  }
  if (!inherits(kernel, "wgf_kernel")) fail("option", "option \"kernel\" must be a name or a wgf_kernel()")
  closure <- kernel_closure(kernel)
  hold(handle, kernel = closure)
  if (kind == "flow") wgf_flow_set_kernel(handle, 0, closure) else wgf_discrepancy_set_kernel(handle, 0, closure)
}

set_options_and_kernel <- function(handle, kind, owner, values) {
  own <- "kernel" %in% names(values) && !is.character(values$kernel)
  if (own) set_kernel(handle, kind, values$kernel)
  set_options(handle, kind, owner, values[!(own & names(values) == "kernel")])
}
