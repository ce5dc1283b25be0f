#include "arguments.h"

namespace wgf::fuzz {

std::string path(world &w, const char *name) {
  if (!w.c.once_in(8)) return w.how.folder + "/" + name;
  const std::string odd[] = {"", ".", w.how.folder, w.how.folder + "/none/none", std::string(5000, 'p'), w.how.folder + "/a folder"};
  return w.c.one_of(odd);
}

}  // namespace wgf::fuzz
