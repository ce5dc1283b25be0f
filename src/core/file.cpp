#include "core/file.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

#include "core/status.h"

namespace wgf {

namespace {

std::string in_file(const std::string &path, const std::string &reason) {
  return "file \"" + path + "\": " + reason;
}

std::string system_reason() {
  return errno != 0 ? std::generic_category().message(errno) : "input/output error";
}

// Gone at the end of the scope, unless it was renamed.
struct unfinished_file {
  std::string path;
  ~unfinished_file() { std::remove(path.c_str()); }  // not std::filesystem's, which allocates
};

void require_stream(const std::ios &stream) {
  if (!stream) fail(WGF_E_FORMAT, system_reason());
}

void write_part(const std::string &path, function_ref<void(std::ostream &)> write) {
  errno = 0;
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  require_stream(out);
  write(out);
  out.close();
  require_stream(out);
}

void rename_over(const std::string &from, const std::string &to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) fail(WGF_E_FORMAT, system_reason());
}

}  // namespace

std::string read_file(const std::string &path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string content;
  char part[4096];
  while (in.read(part, sizeof part), in.gcount() > 0) content.append(part, static_cast<size_t>(in.gcount()));
  if (!in.is_open() || in.bad()) fail(WGF_E_FORMAT, in_file(path, system_reason()));
  return content;
}

void replace_file(const std::string &path, function_ref<void(std::ostream &)> write) {
  const unfinished_file part{path + ".part"};
  try {
    write_part(part.path, write);
    rename_over(part.path, path);
  } catch (const error &e) {
    fail(e.code(), in_file(path, e.what()));
  }
}

}  // namespace wgf
