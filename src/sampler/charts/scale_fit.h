// Learns a scale map from places and the scores there.
#pragma once

#include "sampler/charts/scale_map.h"

namespace wgf {

struct scale_fit {
  bool found = false;
  double gain = 0;  // log likelihood a draw over the best Gaussian
  int64_t drivers = 0;
};

// From `snapshots` of `chains` chains, x and score (snapshots x chains x d). Changes the map only where it finds something.
scale_fit fit_scale_map(int64_t snapshots, int64_t chains, int64_t d, const double *x, const double *score, scale_map *out);

}  // namespace wgf
