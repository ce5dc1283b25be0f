/**
 * @file wgf.h
 * @brief libwgf: sample-based Wasserstein gradient flows. Include this file; it brings in the headers of wgf/.
 *
 * The life of a run
 * @code
 *   wgf_context *context;  wgf_target *target;  wgf_ensemble *ensemble;  wgf_flow *flow;  wgf_draws *draws;
 *   wgf_context_create(&context);
 *   wgf_target_create_callback(context, 2, WGF_LOG_DENSITY | WGF_SCORE, my_density, my_data, NULL, &target);
 *   wgf_ensemble_create_for_target(target, 100, &ensemble);
 *   wgf_ensemble_init_target(ensemble, target);
 *   wgf_flow_create(context, "svgd", &flow);
 *   wgf_flow_set_target(flow, target);
 *   wgf_flow_set_ensemble(flow, ensemble);
 *   wgf_flow_run(flow, 1000, 0, 0);
 *   wgf_ensemble_export(ensemble, 100, 2, x, WGF_PARTICLE_MAJOR);
 * @endcode
 * Everything that can fail or allocate does so up to wgf_flow_bind(), which the first step calls by itself.
 */
#ifndef WGF_H
#define WGF_H

#include "wgf/base.h"
#include "wgf/context.h"
#include "wgf/diagnostics.h"
#include "wgf/discrepancy.h"
#include "wgf/draws.h"
#include "wgf/ensemble.h"
#include "wgf/flow.h"
#include "wgf/options.h"
#include "wgf/sampler.h"
#include "wgf/target.h"

#endif
