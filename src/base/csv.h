// Tables of draws in the CSV dialect of CmdStan.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace wgf {

// "theta[1,2]" becomes "theta.1.2".
std::string stan_column_name(const std::string &name);

// The lines from which rstan::read_stan_csv learns that all `draws` rows are draws after warm-up of one
// chain.
std::vector<std::string> stan_sample_comments(int64_t draws, int64_t chain);

// Comment lines ("# " is put before each), a header, n rows of d numbers. Column lp__ comes first:
// log_density, or NaN where that is null. Shortest digits that read back to the same double, at most 17; the
// locale has no say. WGF_E_ARGUMENT for names that the format cannot hold; WGF_E_FORMAT if the stream did not
// take every byte.
void write_stan_csv(std::ostream &out, const std::vector<std::string> &names, const double *rows, int64_t n,
                    int64_t d, const double *log_density, const std::vector<std::string> &comments);

// The same into a file, which is replaced only when all was written; an error names the path.
void save_stan_csv(const std::string &path, const std::vector<std::string> &names, const double *rows,
                   int64_t n, int64_t d, const double *log_density, const std::vector<std::string> &comments);

}  // namespace wgf
