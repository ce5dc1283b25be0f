// Texts for messages and tables.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace wgf {

// The parts of a text between separators, none of them empty. Not by streams, which take running out of memory for the end of the text.
std::vector<std::string> parts_of(const std::string &text, const char *separators);

// A text of the caller's for a message: in quotes, its middle left out where it is longer than `most` bytes.
std::string quoted(const std::string &text, size_t most = 64);

// The allowed name nearest to a misspelt one, by edit distance; "" when none is near.
std::string nearest_name(const std::string &name, const std::vector<std::string> &allowed);

std::string to_text(double value);  // shortest digits that read back the same, in any locale

}  // namespace wgf
