# Distances shrink by 0.9 in each of 10 steps of 0.1.
library(wgf)
x <- rbind(c(0, 1), c(1, 2), c(5, -3))
flow <- wgf_flow(NULL, method = "harmonic", init = x, step_size = 0.1)
wgf_step(flow, 10)
y <- as.matrix(flow)
stopifnot(isTRUE(all.equal(unname(y[1, ] - y[3, ]), 0.9^10 * (x[1, ] - x[3, ]), tolerance = 1e-12)))
cat("R: harmonic\n")
