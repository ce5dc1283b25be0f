/* The options of a handle as a value, for calls in one line. A wrong handle has NULL. */
#ifndef WGF_TEST_OPTIONS_OF_H
#define WGF_TEST_OPTIONS_OF_H

#include <wgf.h>

static inline wgf_options *options_of_context(wgf_context *context) {
  wgf_options *options = NULL;
  wgf_context_get_options(context, &options);
  return options;
}

static inline wgf_options *options_of_target(wgf_target *target) {
  wgf_options *options = NULL;
  wgf_target_get_options(target, &options);
  return options;
}

static inline wgf_options *options_of_flow(wgf_flow *flow) {
  wgf_options *options = NULL;
  wgf_flow_get_options(flow, &options);
  return options;
}

static inline wgf_options *options_of_discrepancy(wgf_discrepancy *discrepancy) {
  wgf_options *options = NULL;
  wgf_discrepancy_get_options(discrepancy, &options);
  return options;
}

#endif
