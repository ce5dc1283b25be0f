.onUnload <- function(libpath) {
  session$context <- NULL
  gc()
  library.dynam.unload("wgf", libpath)
}
