# What a user gave is used as meant, or refused with the argument's name.

refuse <- function(name, ...) fail("argument", name, " ", ...)

# How a value looks to its user, on one line.
shown <- function(value) {
  if (is.null(value)) return("NULL")
  if (is.function(value)) return("a function")
  if (is.atomic(value) && length(value) == 1 && !is.object(value)) return(if (is.character(value)) dQuote(value, FALSE) else format(value, digits = 15))
  paste0("of class ", class(value)[1], " and length ", length(value))
}

# Numbers as R computes with them: no truth values, factors, dates, or 64-bit integers, whose bits would be read as doubles.
is_numbers <- function(value) is.numeric(value) && !inherits(value, "integer64")

check_number <- function(value, name, lower = -Inf, upper = Inf) {
  if (!is_numbers(value) || length(value) != 1 || is.na(value) || value < lower || value > upper) {
    refuse(name, "is ", shown(value), "; it must be one number from ", lower, " to ", upper)
  }
  as.numeric(value)
}

check_count <- function(value, name, lower = 0) {
  value <- check_number(value, name, lower, 2^53)
  if (value != trunc(value)) refuse(name, "is ", shown(value), "; it must be a whole number")
  value
}

check_flag <- function(value, name) {
  if (!is.logical(value) || length(value) != 1 || is.na(value)) refuse(name, "is ", shown(value), "; it must be TRUE or FALSE")
  as.logical(value)
}

check_text <- function(value, name) {
  if (!is.character(value) || length(value) != 1 || is.na(value)) refuse(name, "is ", shown(value), "; it must be one text")
  as.character(value)
}

check_function <- function(value, name, optional = TRUE) {
  if (!is.function(value) && !(optional && is.null(value))) refuse(name, "is ", shown(value), "; it must be a function")
  value
}

# The whole of one of the choices; the first stands for an argument that was not given.
one_of <- function(value, choices, name) {
  if (identical(value, choices)) return(choices[1])
  if (!is.character(value) || length(value) != 1 || !value %in% choices) {
    refuse(name, "is ", shown(value), "; it must be one of ", paste(dQuote(choices, FALSE), collapse = ", "))
  }
  value
}

check_class <- function(value, class, name, words) {
  if (!inherits(value, class)) refuse(name, "is ", shown(value), "; it must be ", words)
  value
}

check_flow <- function(flow, name = "flow") {
  if (!inherits(flow, "wgf_flow")) check_class(flow, "wgf_flow", name, "a flow, as wgf_flow() makes one")
  flow
}

check_weights <- function(weights, count, name = "weights") {
  if (is.null(weights)) return(NULL)
  if (!is_numbers(weights) || length(weights) != count) refuse(name, "is ", shown(weights), "; it must be ", count, " numbers")
  at <- which(!is.finite(weights) | weights < 0)[1]
  if (!is.na(at)) refuse(name, "has ", format(weights[at]), " at position ", at, "; each must be finite and 0 or more (no nan)")
  if (all(weights == 0)) refuse(name, "are all 0; one at least must be above 0")
  as.numeric(weights)
}

# A method takes `...` because its generic does.
refuse_more <- function(...) {
  if (!...length()) return(invisible())
  given <- names(list(...))
  fail("argument", "unknown argument ", if (is.null(given)) "" else paste(given[nzchar(given)], collapse = ", "), " (", ...length(),
       if (...length() == 1) " argument" else " arguments", " too many)")
}

# R takes step = 0.1 for steps, and would drop an option of the flow by that. Called first by a function whose `...` are options.
whole_names <- function() {
  own <- names(formals(sys.function(-1)))
  own <- own[seq_len(match("...", own) - 1)]
  for (given in setdiff(names_of_call(sys.call(-1), parent.frame(2)), own)) {
    meant <- own[startsWith(own, given)]
    if (nzchar(given) && length(meant)) fail("argument", "unknown argument ", given, "; did you mean ", paste(meant, collapse = " or "), "?")
  }
}

names_of_call <- function(call, frame) {
  given <- names(call)
  passed_on <- vapply(as.list(call), identical, NA, quote(...))
  c(given[!passed_on], if (any(passed_on)) eval(quote(names(list(...))), frame))
}
