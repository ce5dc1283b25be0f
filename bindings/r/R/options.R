# Options by name, for whatever has some.

# The values of known options as the library takes them; one that it does not know stays for the library to refuse.
check_options <- function(kind, owner, values, coordinates = NULL) {
  if (!length(values)) return(values)
  given <- names(values)
  if (is.null(given) || any(given == "")) fail("option", "options must be given by name")
  if (anyDuplicated(given)) fail("option", "option \"", given[anyDuplicated(given)], "\" is given twice")
  table <- wgf_options(owner, kind)
  for (name in given) {
    at <- match(name, table$name)
    if (is.na(at) || (name == "kernel" && !is.character(values[[name]]))) next
    values[[name]] <- option_value(name, table[at, ], values[[name]], coordinates)
  }
  values
}

option_value <- function(name, row, value, coordinates) {
  refuse_option <- function(...) fail("option", "option \"", name, "\" is ", shown(value), "; it must be ", ...)
  if (row$type == "string") {
    if (!is.character(value) || length(value) != 1 || is.na(value)) refuse_option("one text")
    return(as.character(value))
  }
  # TRUE and FALSE where the library has 1 and 0.
  as_count <- row$type == "int" && identical(as.numeric(row$maximum), 1) && is.logical(value)
  if (!is_numbers(value) && !as_count) refuse_option(if (row$type == "vector") "numbers" else "a number")
  if (row$type != "vector" && length(value) != 1) refuse_option("one number, and is ", length(value))
  if (anyNA(value)) refuse_option("a number, and not NA or NaN")
  if (row$type == "int" && value != trunc(value)) refuse_option("a whole number")
  if (row$type == "vector") check_places(if (is.null(dim(value))) names(value) else rownames(value), coordinates, paste("option", name))
  as.numeric(value)
}

# What a handle of this kind lends: it lives as long as the handle, which it keeps alive.
options_of <- function(handle, kind) {
  switch(kind, context = wgf_context_get_options(handle), target = wgf_target_get_options(handle), flow = wgf_flow_get_options(handle),
         discrepancy = wgf_discrepancy_get_options(handle))
}

set_option <- function(options, name, type, value) {
  set <- switch(type, double = wgf_options_set_double, int = wgf_options_set_int, string = wgf_options_set_string, vector = wgf_options_set_vector)
  set(options, name, value)
}

# Sets options by the library's table. An unknown name goes to the library, whose error names the nearest.
set_options <- function(handle, kind, owner, values) {
  if (!length(values)) return(invisible())
  options <- options_of(handle, kind)
  table <- wgf_options(owner, kind)
  for (name in names(values)) {
    known <- match(name, table$name)
    if (is.na(known)) set_option(options, name, "double", 0) else set_option(options, name, table$type[known], values[[name]])
  }
}
