# Names of coordinates: what comes with names is matched by them, or refused; it is never taken by position against them.

coordinate_names <- function(target) {
  if (is.null(target$names)) paste0("x[", seq_len(target$dim), "]") else target$names
}

listed <- function(words) paste(c(utils::head(words, 6), if (length(words) > 6) "..."), collapse = ", ")

# posterior keeps its own columns under these.
reserved_names <- c(".chain", ".iteration", ".draw", ".log_weight")

check_names <- function(names, dim) {
  if (is.null(names)) return(NULL)
  if (!is.character(names)) refuse("names", "is ", shown(names), "; they must be texts")
  if (length(names) != dim) fail("argument", "names has ", length(names), " names and needs ", dim)
  if (anyNA(names) || any(!nzchar(names))) refuse("names", "lacks name ", which(is.na(names) | !nzchar(names))[1])
  if (anyDuplicated(names)) refuse("names", "has ", names[anyDuplicated(names)], " twice; each coordinate needs a name of its own")
  if (any(names %in% reserved_names)) refuse("names", "has ", intersect(names, reserved_names)[1], ", which posterior keeps for itself")
  as.character(names)
}

# The columns of x, the argument `name`, in the order of the coordinates of the argument `of`.
match_columns <- function(x, target, name, of = "target") {
  own <- coordinate_names(target)
  if (ncol(x) != target$dim) refuse_columns(x, target, name, of)
  given <- colnames(x)
  if (is.null(given)) {
    if (!is.null(rownames(x)) && setequal(rownames(x), own)) refuse(name, "has the coordinates in its rows; they belong in columns: give t(", name, ")")
    return(x)
  }
  if (anyDuplicated(given)) refuse(name, "has two columns named ", given[anyDuplicated(given)])
  if (setequal(given, own)) return(x[, own, drop = FALSE])
  if (!is.null(target$names)) {
    refuse(name, "has columns ", listed(given), ", and the coordinates are ", listed(own), "; name them alike, or unname() the columns")
  }
  x
}

refuse_columns <- function(x, target, name, of) {
  refuse(name, "has ", ncol(x), if (ncol(x) == 1) " column" else " columns", " and needs ", target$dim, ", one for each coordinate of ", of,
         if (ncol(x) == 1 && nrow(x) == target$dim) paste0("; one point is a matrix of one row, such as t(", name, ")"))
}

# Bounds: one for all, one for each coordinate, or by name; a coordinate that is not named has none.
check_bounds <- function(bounds, target, name, none) {
  if (is.null(bounds)) return(NULL)
  if (!is_numbers(bounds) || anyNA(bounds)) refuse(name, "is ", shown(bounds), "; bounds are numbers, or ", none, " for none, and not NA")
  if (!is.null(names(bounds))) return(named_bounds(bounds, target, name, none))
  if (!length(bounds) %in% c(1, target$dim)) refuse(name, "has ", length(bounds), " numbers and needs 1 or ", target$dim)
  rep_len(as.numeric(bounds), target$dim)
}

named_bounds <- function(bounds, target, name, none) {
  own <- coordinate_names(target)
  unknown <- setdiff(names(bounds), own)
  if (length(unknown)) refuse(name, "has the name ", dQuote(unknown[1], FALSE), ", and the coordinates are ", listed(own))
  if (anyDuplicated(names(bounds))) refuse(name, "has ", names(bounds)[anyDuplicated(names(bounds))], " twice")
  all <- stats::setNames(rep(none, target$dim), own)
  all[names(bounds)] <- bounds
  unname(all)
}

# Positions or names of coordinates that follow each other. The library wants them in a row.
check_positions <- function(positions, target, name, increasing) {
  if (is.null(positions)) return(NULL)
  at <- if (is.character(positions)) match(positions, coordinate_names(target)) else positions
  if (!is_numbers(at) || length(at) < 2 || anyNA(at) || any(at != trunc(at)) || any(at < 1) || any(at > target$dim)) {
    refuse(name, "is ", shown(positions), "; it must be two or more positions from 1 to ", target$dim, ", or names of coordinates")
  }
  if (!is.null(names(at)) && !identical(names(at), coordinate_names(target)[at])) {
    refuse(name, "has the names ", listed(names(at)), " at the positions of ", listed(coordinate_names(target)[at]))
  }
  if (!increasing) at <- sort(at)
  if (any(diff(at) != 1)) {
    refuse(name, "is c(", paste(positions, collapse = ", "), "); the coordinates must follow each other, as in ", at[1], ":", at[1] + length(at) - 1,
           "; order the coordinates of the target so")
  }
  as.numeric(at)
}

# Bounds are in order, and no coordinate has two constraints.
check_constraints <- function(limits, own) {
  lower <- limits$lower
  upper <- limits$upper
  wrong <- which(if (is.null(lower)) upper == -Inf else if (is.null(upper)) lower == Inf else lower >= upper)
  if (length(wrong)) {
    refuse(if (is.null(lower)) "upper" else "lower", "is ", format(c(lower[wrong[1]], upper[wrong[1]])[1]), " for ", own[wrong[1]],
           if (!is.null(lower) && !is.null(upper)) paste0(", and upper is ", format(upper[wrong[1]])), "; lower must be below upper")
  }
  bounded <- which(seq_along(own) %in% c(which(lower > -Inf), which(upper < Inf)))
  sets <- list(simplex = limits$simplex, ordered = limits$ordered, "lower or upper" = bounded)
  for (pair in list(1:2, c(1, 3), 2:3)) {
    twice <- intersect(sets[[pair[1]]], sets[[pair[2]]])
    if (length(twice)) refuse(names(sets)[pair[1]], "and ", names(sets)[pair[2]], " both have ", own[twice[1]], "; a coordinate can have one constraint")
  }
}

# A function's answer, or an option, whose names put a coordinate in another's place.
check_places <- function(given, own, what) {
  if (is.null(given) || is.null(own) || identical(given, own)) return(invisible())
  wrong <- which(given %in% own & given != own[seq_along(given)])
  if (length(wrong)) {
    fail("argument", what, " has the name ", given[wrong[1]], " at the place of ", own[wrong[1]], "; give the coordinates in the order ",
         listed(own), ", or take the names off with unname()")
  }
}
