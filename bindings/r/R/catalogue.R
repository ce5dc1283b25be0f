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

# The name of an entry, given as the argument `argument`; the library's own error names the nearest.
check_entry <- function(name, kind, argument) {
  name <- check_text(name, argument)
  tryCatch(wgf_options(name, kind), wgf_error = function(e) raise(e$status, sub("^name", argument, conditionMessage(e))))
  name
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
