// Whole files: read at once, and replaced only when all was written. Failures are WGF_E_FORMAT and name path and reason.
#pragma once

#include <iosfwd>
#include <string>

#include "parallel.h"

namespace wgf {

std::string read_file(const std::string &path);

// What `write` puts into the stream goes to a neighbour, "path.part", that then takes the name; of a failure nothing is left.
void replace_file(const std::string &path, function_ref<void(std::ostream &)> write);

}  // namespace wgf
