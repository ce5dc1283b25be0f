#pragma once

#include "posterior.h"

namespace posteriors {

using density = std::function<double(const double *theta, double *gradient)>;

// Makes f the log joint of p. f is called inside the constraints only, and always with a gradient to fill.
void set_density(posterior &p, density f);

// Makes the parameters themselves the reported quantities.
void report_parameters(posterior &p);

// What a particle without a finite density gets: NaN in the gradient (may be null); returns -infinity.
double reject(double *gradient, int64_t dim);

}  // namespace posteriors
