/**
 * @file draws.h
 * @brief The result of a sampler: iterations x chains x coordinates, with summaries.
 */
#ifndef WGF_DRAWS_H
#define WGF_DRAWS_H

#include "wgf/context.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @brief Recorded draws: iterations x chains x coordinates on the user's scale. Never changes. */
typedef struct wgf_draws wgf_draws;

/** @brief What the particles of draws are to each other. */
enum wgf_draws_kind {
  WGF_CHAINS = 0, /**< Each is a Markov chain, independent of the others. */
  WGF_CLOUD = 1   /**< Together they are one cloud at each iteration (svgd, mmd): no chains, so effective sample size, R-hat and errors have no meaning and are NaN. */
};

/** @brief How draws came about. */
typedef struct wgf_draws_info {
  uint32_t struct_size; /**< Set to sizeof(wgf_draws_info) by the caller. */
  int32_t kind;         /**< One of ::wgf_draws_kind. */
  int64_t every;        /**< Steps of the flow from one iteration to the next, the first included: the option "record_every", doubled each time "record_limit" was full. 1 for draws of your own. */
  int64_t lost;         /**< Chains that were lost when the draws were taken; see ::wgf_stats. */
} wgf_draws_info;

/**
 * @brief Summary of one coordinate, by the definitions of the R package posterior (Vehtari, Gelman, Simpson, Carpenter, Buerkner, "Rank-
 * normalization, folding, and localization", Bayesian Analysis 16, 2021). NaN where the draws are too few or constant (chains of two or three iterations have the values of posterior, which takes them for iterations); for WGF_CLOUD mean, standard deviation and quantiles are of all its
 * particles, and what only chains have is NaN.
 */
typedef struct wgf_summary {
  uint32_t struct_size; /**< Set to sizeof(wgf_summary) by the caller. */
  int32_t reserved;     /**< Zero. */
  double mean;          /**< Mean. */
  double sd;            /**< Standard deviation, divisor n - 1. */
  double q5;            /**< 5 % quantile, type 7. */
  double median;        /**< Median. */
  double q95;           /**< 95 % quantile. */
  double mcse_mean;     /**< Monte Carlo standard error of the mean. */
  double ess_bulk;      /**< Bulk effective sample size. */
  double ess_tail;      /**< Tail effective sample size. */
  double rhat;          /**< Rank-normalised split R-hat. */
  double mcse_sd;       /**< Monte Carlo standard error of the standard deviation. */
  double mcse_q5;       /**< Monte Carlo standard error of the 5 % quantile; of others: wgf_draws_quantile_error(). */
  double mcse_median;   /**< Monte Carlo standard error of the median. */
  double mcse_q95;      /**< Monte Carlo standard error of the 95 % quantile. */
  double ess_mean;      /**< Effective sample size for the mean: of split chains, not rank-normalised. */
  double ess_sd;        /**< Effective sample size for the standard deviation. */
  double rhat_basic;    /**< Split R-hat, not rank-normalised. */
} wgf_summary;

/**
 * @brief Make draws from numbers of your own, to use the summaries.
 * @param context The context.
 * @param iterations Iterations per chain, at least 1.
 * @param chains Chains, at least 1.
 * @param n Number of rows: iterations times chains; row iteration*chains + chain.
 * @param d Number of coordinates.
 * @param x n times d numbers; copied. Times are 1, 2, ..., names "x[1]", "x[2]", ...
 * @param result Receives the draws; destroy them with wgf_draws_destroy().
 */
WGF_API wgf_status wgf_draws_create(wgf_context *context, int64_t iterations, int64_t chains, int64_t n, int64_t d,
                                    const double *x, wgf_draws **result);

/** @brief Release draws. NULL is allowed. */
WGF_API void wgf_draws_destroy(wgf_draws *draws);

/**
 * @brief Shape of the draws.
 * @param draws The draws.
 * @param iterations Receives the number of iterations; may be NULL.
 * @param chains Receives the number of chains (particles); may be NULL.
 * @param d Receives the number of coordinates; may be NULL.
 */
WGF_API wgf_status wgf_draws_get_shape(const wgf_draws *draws, int64_t *iterations, int64_t *chains, int64_t *d);

/** @brief How the draws came about. @param draws The draws. @param info Filled; set its struct_size first. */
WGF_API wgf_status wgf_draws_get_info(const wgf_draws *draws, wgf_draws_info *info);

/** @brief Name of a coordinate. @param draws The draws. @param index Coordinate, from 0. @param name Receives a string owned by the draws. */
WGF_API wgf_status wgf_draws_get_name(const wgf_draws *draws, int64_t index, const char **name);

/**
 * @brief Copy all draws out.
 * @param draws The draws.
 * @param n Number of rows: iterations times chains; row iteration*chains + chain.
 * @param d Number of coordinates.
 * @param x Receives n times d numbers.
 * @param layout One of ::wgf_layout, a draw taking the place of a particle.
 */
WGF_API wgf_status wgf_draws_export(const wgf_draws *draws, int64_t n, int64_t d, double *x, int32_t layout);

/** @brief Log weight of every row; 0 for equal weights. @param draws The draws. @param n Number of rows. @param values Receives n numbers. */
WGF_API wgf_status wgf_draws_export_log_weights(const wgf_draws *draws, int64_t n, double *values);

/** @brief Flow time of every iteration. @param draws The draws. @param n Number of iterations. @param values Receives n times. */
WGF_API wgf_status wgf_draws_export_times(const wgf_draws *draws, int64_t n, double *values);

/** @brief Summary of one coordinate. @param draws The draws. @param index Coordinate, from 0. @param summary Filled; set its struct_size first. */
WGF_API wgf_status wgf_draws_summary(const wgf_draws *draws, int64_t index, wgf_summary *summary);

/**
 * @brief Quantile of one coordinate over all draws, type 7.
 * @param draws The draws.
 * @param index Coordinate, from 0.
 * @param probability From 0 to 1.
 * @param value Receives it.
 */
WGF_API wgf_status wgf_draws_quantile(const wgf_draws *draws, int64_t index, double probability, double *value);

/**
 * @brief Write a CSV file as CmdStan does: comment lines, a header with dots for brackets, one row a draw, chain after chain.
 * @param draws The draws.
 * @param path The file; replaced only when all was written, as wgf_flow_save_file() does.
 */
WGF_API wgf_status wgf_draws_write_csv(const wgf_draws *draws, const char *path);

#ifdef __cplusplus
}
#endif
#endif
