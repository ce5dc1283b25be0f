#include "core/file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "core/status.h"

namespace wgf {

namespace {

[[noreturn]] void fail_file(const char *what, const std::string &path, int code) {
  fail(WGF_E_FORMAT, std::string(what) + " \"" + path + "\": " + (code ? std::strerror(code) : "input/output error"));
}

}  // namespace

std::string read_file(const std::string &path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) fail_file("cannot read", path, errno);
  std::ostringstream content;
  content << in.rdbuf();
  if (in.bad() || content.fail()) fail_file("cannot read", path, errno);
  return content.str();
}

void write_file(const std::string &path, const std::string &content) {
  const std::string part = path + ".part";
  errno = 0;
  std::ofstream out(part, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) {
    const int code = errno;
    std::remove(part.c_str());
    fail_file("cannot write", path, code);
  }
  if (std::rename(part.c_str(), path.c_str()) != 0) fail_file("cannot write", path, errno);
}

}  // namespace wgf
