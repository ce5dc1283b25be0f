library(testthat)
library(wgf)

test_check("wgf")
