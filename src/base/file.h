// Whole files: read at once, and replaced only when all was written. Failures are WGF_E_FORMAT and name path and reason. Only regular files: nothing
// else can be replaced, and reading it may wait for ever. Both ask the poll of the computation at work.
#pragma once

#include <iosfwd>
#include <string>

#include "base/parallel.h"

namespace wgf {

// Refuses a file of more than most() bytes, which is asked once the file is open, and one that grows or shrinks meanwhile.
std::string read_file(const std::string &path, function_ref<int64_t()> most);

// What `write` puts into the stream goes to a file of a new name in the same folder, which takes the old one's mode and owner, is on the disk before
// it takes the name, and is gone after a failure. A symbolic link stays and what it names is replaced. `write` breathes; the stream does not, because
// streams keep what is thrown inside them.
void replace_file(const std::string &path, function_ref<void(std::ostream &)> write);

}  // namespace wgf
