wgf_kernel <- function(k, k1, k2 = NULL, k3 = NULL) {
  structure(list(k = check_function(k, "k", FALSE), k1 = check_function(k1, "k1", FALSE), k2 = check_function(k2, "k2"),
                 k3 = check_function(k3, "k3")), class = "wgf_kernel")
}

wgf_features <- function(m, f, products) {
  structure(list(m = check_count(m, "m", 1), f = check_function(f, "f", FALSE), products = check_function(products, "products", FALSE)),
            class = "wgf_features")
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
    one_answer(kernel[[which]](u), length(u), which)
  }
  function(u, second, third) {
    list(derivative("k", u), derivative("k1", u), if (second) derivative("k2", u), if (third) derivative("k3", u))
  }
}

features_closure <- function(features) {
  function(x, wanted, c) {
    list(if (wanted) whole_answer(features$f(x), features$m, ncol(x), "f"),
         if (!is.null(c)) whole_answer(features$products(x, c), nrow(x), ncol(x), "products"))
  }
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
