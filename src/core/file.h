// Whole files: read at once, and replaced only when all was written.
#pragma once

#include <string>

namespace wgf {

std::string read_file(const std::string &path);                        // fails with WGF_E_FORMAT, naming path and reason
void write_file(const std::string &path, const std::string &content);  // by a neighbour "path.part" and rename

}  // namespace wgf
