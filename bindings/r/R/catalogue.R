number_of_kind <- function(kind) {
  switch(kind, flow = WGF_FLOW, target = WGF_TARGET, kernel = WGF_KERNEL, discrepancy = WGF_DISCREPANCY, context = WGF_CONTEXT)
}

types <- c("double", "int", "string", "vector")

rows <- function(lists) do.call(rbind, lapply(lists, as.data.frame, stringsAsFactors = FALSE))

indices <- function(count) seq_len(count) - 1

kinds <- c("flow", "target", "kernel", "discrepancy", "context")

wgf_catalogue <- function(kind = c("flow", "target", "kernel", "discrepancy", "context")) {
  kind <- number_of_kind(one_of(kind, kinds, "kind"))
  described(rows(lapply(indices(wgf_catalogue_count(kind)), function(i) wgf_catalogue_entry(kind, i))))
}

wgf_options <- function(name, kind = c("flow", "target", "kernel", "discrepancy", "context")) {
  kind <- one_of(kind, kinds, "kind")
  name <- check_text(name, "name")
  entries <- wgf_catalogue(kind)
  at <- match(name, entries$name)
  # The library's own error names the nearest.
  if (is.na(at)) wgf_catalogue_option(number_of_kind(kind), name, 0)
  table <- rows(lapply(indices(entries$options[at]), function(i) wgf_catalogue_option(number_of_kind(kind), name, i)))
  if (is.null(table)) return(data.frame(name = character(), type = character()))
  table$type <- types[table$type + 1]
  number <- table$type %in% c("double", "int")
  table$default <- ifelse(number, format_numbers(table$default), table$default_text)
  table$minimum[!number] <- table$maximum[!number] <- NA
  described(table[c("name", "type", "default", "minimum", "maximum", "choices", "summary")])
}

# ---- printing: a sentence is too wide for a column ----

described <- function(table) structure(table, class = c("wgf_table", "data.frame"))

print.wgf_table <- function(x, ...) {
  if (!all(c("name", "summary") %in% names(x))) return(NextMethod())
  heads <- if (all(c("type", "default", "choices", "minimum", "maximum") %in% names(x))) option_heads(x) else x$name
  for (i in seq_len(nrow(x))) {
    cat(strwrap(heads[i], width = 0.9 * getOption("width"), exdent = 4), strwrap(x$summary[i], width = 0.9 * getOption("width"), prefix = "    "), sep = "\n")
  }
  invisible(x)
}

option_heads <- function(x) {
  from <- ifelse(is.na(x$minimum), "", paste("from", format_numbers(x$minimum)))
  to <- ifelse(is.na(x$maximum) | x$maximum > 1e12, "", paste(" to", format_numbers(x$maximum)))
  allowed <- ifelse(nzchar(x$choices), paste("one of", x$choices), paste0(from, to))
  value <- ifelse(x$type == "vector", "", paste(" =", ifelse(x$type == "string", dQuote(x$default, FALSE), x$default)))
  paste0(x$name, value, ifelse(nzchar(allowed), paste0(" (", allowed, ")"), ""))
}

format_numbers <- function(x) vapply(x, format, "", digits = 15)

option_setters <- list(
  flow = list(double = function(...) wgf_flow_set_double(...), int = function(...) wgf_flow_set_int(...),
              string = function(...) wgf_flow_set_string(...)),
  target = list(double = function(...) wgf_target_set_double(...), int = function(...) wgf_target_set_int(...),
                vector = function(...) wgf_target_set_vector(...)),
  discrepancy = list(double = function(...) wgf_discrepancy_set_double(...), int = function(...) wgf_discrepancy_set_int(...),
                     string = function(...) wgf_discrepancy_set_string(...))
)

# The name of an entry, given as the argument `argument`; the library's own error names the nearest.
check_entry <- function(name, kind, argument) {
  name <- check_text(name, argument)
  tryCatch(wgf_options(name, kind), wgf_error = function(e) raise(e$status, sub("^name", argument, conditionMessage(e))))
  name
}

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

# Sets options by the library's table. An unknown name goes to the library, whose error names the nearest.
set_options <- function(handle, kind, owner, values) {
  if (!length(values)) return(invisible())
  table <- wgf_options(owner, kind)
  for (name in names(values)) {
    type <- table$type[match(name, table$name)]
    if (is.na(type)) option_setters[[kind]]$double(handle, name, 0)
    option_setters[[kind]][[type]](handle, name, values[[name]])
  }
}
