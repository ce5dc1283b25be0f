# Failures are conditions of class c("wgf_error_<kind>", "wgf_error", "error", "condition"); <kind> is the status without its prefix.

raise <- function(status, text) {
  kind <- tolower(sub("^WGF_(E_)?", "", status))
  # The C function's name says nothing to a user of R.
  message <- sub("^wgf_[a-z_]+: ", "", text)
  call <- user_call()
  stop(structure(list(message = message, call = call, status = status),
                 class = c(paste0("wgf_error_", kind), "wgf_error", "error", "condition")))
}

fail <- function(kind, ...) raise(paste0("WGF_E_", toupper(kind)), paste0(...))

# The call of this package that the user made: the outermost of the frames in a row, from here outwards, that are of this package.
user_call <- function() {
  space <- topenv()
  ours <- function(frame) identical(topenv(environment(sys.function(frame))), space)
  first <- sys.nframe()
  while (first > 1 && ours(first - 1)) first <- first - 1
  sys.call(first)
}

check_number <- function(value, name, lower = -Inf, upper = Inf) {
  if (!is.numeric(value) || length(value) != 1 || is.na(value) || value < lower || value > upper) {
    fail("argument", name, " must be one number from ", lower, " to ", upper)
  }
  as.numeric(value)
}

check_count <- function(value, name, lower = 0) {
  value <- check_number(value, name, lower, 2^53)
  if (value != trunc(value)) fail("argument", name, " must be a whole number")
  value
}
