# Stan and TMB models as targets, in one session with RcppParallel: the eight schools, non-centred, with log tau.
# Compiles two models: about a minute and 2.5 GB of memory. Usage: Rscript models.R REFERENCE.csv
library(wgf)
suppressMessages(library(rstan))
library(RcppParallel)
library(TMB)

reference <- read.csv(commandArgs(TRUE)[1])
folder <- tempfile("models")
dir.create(folder)
setwd(folder)
same <- function(a, b, ...) stopifnot(isTRUE(all.equal(a, b, check.attributes = FALSE, ...)))
schools <- list(J = 8L, y = c(28, 8, -3, 7, -1, 1, 18, 12), sigma = c(15, 10, 16, 11, 9, 11, 10, 18))

# ---- Stan ----
writeLines("
data { int J; real y[J]; real sigma[J]; }
parameters { vector[J] t; real mu; real<lower=0> tau; }
transformed parameters { vector[J] theta = mu + tau * t; }
model { if (mu > 50) reject(\"far out\"); if (mu < -50) target += y[J + 1]; t ~ normal(0, 1); mu ~ normal(0, 5); tau ~ cauchy(0, 5); y ~ normal(theta, sigma); }
", "schools.stan")
# Debian keeps Boost with the system's headers.
if (file.exists("/usr/include/boost/version.hpp")) rstan_options(boost_lib = "/usr/include")
model <- stan_model("schools.stan")
stan <- suppressMessages(sampling(model, data = schools, chains = 0))
target <- as_wgf_target(stan)
stopifnot(target$dim == 10)

u <- matrix(rnorm(50), 5)
found <- wgf_evaluate(target, u)
same(found$log_density, apply(u, 1, function(p) log_prob(stan, p)))
same(found$score, t(apply(u, 1, function(p) grad_log_prob(stan, p))))
stopifnot(wgf_check_gradient(target)$worst < 1e-4)

# A point where the model throws a domain error is rejected; another error stops.
far <- rbind(c(numeric(8), 60, 0), numeric(10))
stopifnot(identical(is.nan(wgf_evaluate(target, far)$log_density), c(TRUE, FALSE)))
stays <- wgf(target, 2, "mala", steps = 3, warmup = 0, init = far, progress = FALSE) # a warm-up would take the lost chain to the other
stopifnot(stays$particles[9, 1] == 60, stays$rejections$count > 0, grepl("far out", stays$rejections$message))
error <- tryCatch(wgf_evaluate(target, rbind(c(numeric(8), -60, 0))), error = identity)
stopifnot(inherits(error, "std::out_of_range"), !inherits(error, "wgf_error"))

set.seed(1)
fit <- wgf(stan, 64, "mala", steps = 3000, progress = FALSE)
table <- summary(fit)$table
stopifnot(all(c("t[1]", "mu", "tau", "theta[8]") %in% table$variable))
table <- table[match(reference$name, table$variable), ]
off <- abs(table$mean - reference$mean) / sqrt(table$mcse_mean^2 + reference$sd^2 / 10000)
cat("Stan: largest difference of a mean from its reference:", format(max(off), digits = 2), "standard errors\n")
stopifnot(off < 5, table$rhat < 1.02)
stopifnot(posterior::ndraws(posterior::as_draws_df(fit)) == 64 * 750)

# The model's own parameters were computed once, with the run: printing takes no longer than for any other fit.
printing <- system.time(capture.output(print(fit)))[["elapsed"]]
constraining <- system.time(for (i in 1:200) constrain_pars(stan, fit$draws[1, 1, ]))[["elapsed"]] / 200
cat("Stan: print takes", printing, "s; constraining each draw anew takes", 64 * 750 * constraining, "s\n")
stopifnot(printing < 64 * 750 * constraining / 4)

# The fit in another session, without the model.
in_child <- function(...) {
  script <- tempfile(fileext = ".R")
  writeLines(c(paste0(".libPaths(", paste(deparse(.libPaths()), collapse = ""), ")"), "library(wgf)",
               "refused <- function(code) cat(tryCatch({ code; 'not refused' }, wgf_error_state = conditionMessage), '\\n')", ...), script)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", script), stdout = TRUE, stderr = TRUE)
}
saveRDS(fit, "fit.rds")
saveRDS(stan, "stanfit.rds")
said <- in_child("fit <- readRDS('fit.rds')", "print(fit)", "cat('means', sprintf('%a', summary(fit)$table$mean), '\\n')",
                 "cat('draws', posterior::ndraws(posterior::as_draws_df(fit)), '\\n')", "refused(update(fit, 5, progress = FALSE))",
                 "refused(wgf(readRDS('stanfit.rds'), 5, steps = 1))")
stopifnot(paste("means", paste(sprintf("%a", summary(fit)$table$mean), collapse = " ")) %in% trimws(said), "draws 48000" %in% trimws(said),
          sum(grepl("the Stan model is not in this session", said)) == 2, !any(grepl("not refused", said)))
# Made anew, it goes on.
again <- readRDS("fit.rds")
rebuilt <- suppressMessages(sampling(model, data = schools, chains = 0))
stopifnot(identical(update(again, 5, target = rebuilt, progress = FALSE)$particles, update(fit, 5, progress = FALSE)$particles))

# ---- TMB ----
writeLines("
#include <TMB.hpp>
template<class Type> Type objective_function<Type>::operator() () {
  DATA_VECTOR(y); DATA_VECTOR(sigma);
  PARAMETER_VECTOR(t); PARAMETER(mu); PARAMETER(log_tau);
  Type tau = exp(log_tau);
  vector<Type> theta = mu + tau * t;
  return -(dnorm(t, Type(0), Type(1), true).sum() + dnorm(mu, Type(0), Type(5), true) - log(Type(1) + tau * tau / Type(25)) + log_tau
           + dnorm(y, theta, sigma, true).sum());
}", "schools.cpp")
invisible(compile("schools.cpp", flags = "-O1"))
invisible(dyn.load(dynlib("schools")))
object <- MakeADFun(schools[-1], list(t = numeric(8), mu = 0, log_tau = 0), DLL = "schools", silent = TRUE)
tmb <- as_wgf_target(object)
stopifnot(identical(tmb$names, c(paste0("t[", 1:8, "]"), "mu", "log_tau")))
ours <- wgf_evaluate(tmb, u)
# The same model up to a constant, with the same coordinates.
same(ours$score, found$score, tolerance = 1e-8)
same(diff(ours$log_density), diff(found$log_density), tolerance = 1e-8)
stopifnot(!is.finite(wgf_evaluate(tmb, rbind(c(numeric(9), 1000)))$log_density))

# The two give the same particles, but for rounding.
start <- matrix(rnorm(200), 20)
particles <- function(target) wgf(target, 20, steps = 20, init = start, progress = FALSE)$particles
same(particles(stan), particles(object), tolerance = 1e-8)

# A TMB fit goes on in another session where the model's library is loaded.
saved <- wgf(object, 20, steps = 20, seed = 1, progress = FALSE)
saveRDS(saved, "tmb.rds")
said <- in_child("fit <- readRDS('tmb.rds')", "refused(update(fit, 5, progress = FALSE))", "library(TMB)", "dyn.load(dynlib('schools'))",
                 "cat('particles', sprintf('%a', update(fit, 5, progress = FALSE)$particles), '\\n')")
stopifnot(any(grepl("the TMB model is not in this session", said)),
          paste("particles", paste(sprintf("%a", update(saved, 5, progress = FALSE)$particles), collapse = " ")) %in% trimws(said))

# Threads of RcppParallel and of the library side by side.
setThreadOptions(numThreads = 2)
options(wgf.threads = 2)
stopifnot(wgf(wgf_target("gaussian", dim = 5), 1000, steps = 3, progress = FALSE)$stats$step == 3)
cat("models: all passed\n")
