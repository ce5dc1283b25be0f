# Failures are conditions of class c("wgf_error_<kind>", "wgf_error", "error", "condition"); <kind> is the status without its prefix.

raise <- function(status, text) {
  kind <- tolower(sub("^WGF_(E_)?", "", status))
  call <- user_call()
  stop(structure(list(message = in_words_of_r(text), call = call, status = status),
                 class = c(paste0("wgf_error_", kind), "wgf_error", "error", "condition")))
}

fail <- function(kind, ...) raise(paste0("WGF_E_", toupper(kind)), paste0(...))

# The call of this package that the user made: the outermost of the frames in a row, from here outwards, that are of this package or
# of base R, whose tryCatch and do.call stand between them.
user_call <- function() {
  space <- topenv()
  of <- function(frame) topenv(environment(sys.function(frame)))
  found <- at <- sys.nframe()
  while (at > 1) {
    at <- at - 1
    if (identical(of(at), space)) found <- at
    else if (is.function(sys.function(at)) && !identical(of(at), baseenv()) && !identical(of(at), .BaseNamespaceEnv)) break
  }
  sys.call(found)
}

# The failures of `code` told of the argument `name`.
naming <- function(name, code) tryCatch(code, wgf_error = function(e) raise(e$status, paste0(name, ": ", conditionMessage(e))))

# The library speaks of its own functions, which a user of R cannot call.
r_names <- c("; wgf_catalogue_entry lists them" = "; wgf_catalogue() lists them", "that wgf_catalogue_entry lists" = "of wgf_catalogue(\"kernel\")",
             "; set one with wgf_flow_set_target" = "", "; set one with wgf_flow_set_ensemble" = "", "wgf_flow_(ask|tell|abandon)" = "wgf_\\1()",
             "; create it with wgf_ensemble_create_for_target" = "", "; use wgf_ensemble_init_uniform" = "; give init = list(uniform = c(lower, upper))",
             " \\(wgf_flow_get_checkpoint_size\\)" = "")

in_words_of_r <- function(text) {
  text <- sub("^wgf_[a-z_]+: ", "", text)
  for (name in names(r_names)) text <- gsub(name, r_names[[name]], text)
  counted_from_one(text)
}

# The library counts points, particles and coordinates from 0.
counted_from_one <- function(text) {
  at <- gregexpr("\\b(point|particle|coordinate) \\K[0-9]+", text, perl = TRUE)
  regmatches(text, at) <- lapply(regmatches(text, at), function(numbers) format(as.numeric(numbers) + 1, scientific = FALSE, trim = TRUE))
  text
}
