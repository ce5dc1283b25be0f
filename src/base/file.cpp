#include "base/file.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ostream>
#include <streambuf>
#include <system_error>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/status.h"

namespace wgf {

namespace {

constexpr int64_t piece = 1 << 20;  // bytes between two polls
constexpr double piece_ns = 1e6;

[[noreturn]] void fail_system(int code) { fail(WGF_E_FORMAT, std::generic_category().message(code != 0 ? code : EIO)); }

template <class Body>
auto in_file(const std::string &path, Body body) {
  try {
    return body();
  } catch (const error &e) {
    if (e.code() != WGF_E_FORMAT) throw;
    fail(e.code(), "file " + quoted(path, 300) + ": " + e.what());
  }
}

// Again when a signal came in between.
template <class Call>
auto persistently(Call call) {
  for (;;) {
    const auto result = call();
    if (result >= 0 || errno != EINTR) return result;
  }
}

template <class Call>
auto checked(Call call) {
  const auto result = persistently(call);
  if (result < 0) fail_system(errno);
  return result;
}

// An open file or folder, closed at the end of the scope.
class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  descriptor(descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
  int operator*() const { return number_; }

  // What a file system may tell only now, such as a quota.
  void close() {
    if (::close(std::exchange(number_, -1)) != 0 && errno != EINTR) fail_system(errno);
  }

 private:
  int number_;
};

const char *kind_of(mode_t mode) {
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  return S_ISCHR(mode) || S_ISBLK(mode) ? "a device" : "not a file";
}

void require_regular(const struct stat &s) {
  if (S_ISREG(s.st_mode)) return;
  if (S_ISDIR(s.st_mode)) fail_system(EISDIR);
  fail(WGF_E_FORMAT, std::string("it is ") + kind_of(s.st_mode) + "; only a regular file is read or replaced");
}

struct stat status_of(int file) {
  struct stat s;
  checked([&] { return fstat(file, &s); });
  return s;
}

// As many bytes as there are, up to `wanted`.
int64_t read_some(int file, char *to, int64_t wanted) {
  int64_t got = 0;
  while (got < wanted) {
    const int64_t part = checked([&] { return ::read(file, to + got, static_cast<size_t>(std::min(wanted - got, piece))); });
    if (part == 0) break;
    got += part;
    breathe(piece_ns);
  }
  return got;
}

std::string read_all(int file, int64_t size) {
  std::string content;
  content.reserve(static_cast<size_t>(size));
  while (static_cast<int64_t>(content.size()) < size) {
    const size_t had = content.size();
    const int64_t wanted = std::min(piece, size - static_cast<int64_t>(had));
    content.resize(had + static_cast<size_t>(wanted));
    require(read_some(file, content.data() + had, wanted) == wanted, WGF_E_FORMAT, "it became shorter while it was read");
  }
  char more;
  require(read_some(file, &more, 1) == 0, WGF_E_FORMAT, "it grew while it was read");
  return content;
}

}  // namespace

std::string read_file(const std::string &path, function_ref<int64_t()> most) {
  // A FIFO without a writer would be waited for.
  const auto open_it = [&] { return descriptor(checked([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); })); };
  const descriptor file = in_file(path, open_it);
  const struct stat status = in_file(path, [&] { return status_of(*file); });
  in_file(path, [&] { require_regular(status); });
  const int64_t size = status.st_size, allowed = most();
  return in_file(path, [&] {
    if (size > allowed) fail(WGF_E_FORMAT, "it has " + std::to_string(size) + " bytes; expected are at most " + std::to_string(allowed));
    return read_all(*file, size);
  });
}

namespace {

struct place {
  std::string folder, name;
};

place place_of(const std::string &path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

// The path that a symbolic link holds; "" when it is none.
std::string link_text(const std::string &path) {
  char text[4096];
  const ssize_t length = readlink(path.c_str(), text, sizeof text);
  if (length >= static_cast<ssize_t>(sizeof text)) fail_system(ENAMETOOLONG);
  return length < 0 ? "" : std::string(text, static_cast<size_t>(length));
}

std::string behind_links(std::string path) {
  for (int followed = 0; followed < 40; ++followed) {
    const std::string text = link_text(path);
    if (text.empty()) return path;
    path = text[0] == '/' || path.find('/') == std::string::npos ? text : place_of(path).folder + text;
  }
  fail_system(ELOOP);
}

// A folder that may be searched but not listed cannot be synchronised; files in it can.
descriptor open_folder(const std::string &path) {
  const int listed = persistently([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (listed >= 0 || errno != EACCES) return descriptor(checked([&] { return listed; }));
#if defined(O_PATH)
  return descriptor(checked([&] { return ::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC); }));
#else
  fail_system(EACCES);
#endif
}

// Some file systems have nothing to synchronise, and say so.
void synchronise(int file) {
  if (persistently([&] { return fsync(file); }) != 0 && errno != EINVAL && errno != ENOTSUP && errno != ENOSYS) fail_system(errno);
}

// While one lives, a write beyond the host's limit of file sizes (RLIMIT_FSIZE) is an error of that write, EFBIG, and not the signal that ends the
// process: the signal goes to the thread that writes, which does not take it. One that was there before, or that the host blocks, is the host's.
class no_size_signal {
 public:
  no_size_signal() {
    sigset_t waiting;
    sigemptyset(&size_);
    sigaddset(&size_, SIGXFSZ);
    sigpending(&waiting);
    active_ = sigismember(&waiting, SIGXFSZ) == 0 && pthread_sigmask(SIG_BLOCK, &size_, &before_) == 0;
  }
  ~no_size_signal() {
    if (!active_) return;
    const int said = errno;
    const timespec at_once{0, 0};
    persistently([&] { return sigtimedwait(&size_, nullptr, &at_once); });
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = said;
  }
  no_size_signal(const no_size_signal &) = delete;
  no_size_signal &operator=(const no_size_signal &) = delete;

 private:
  sigset_t size_, before_;
  bool active_;
};

// What a stream writes goes into a file, and most of it is on the disk long before the end, so that the last synchronisation is short.
class file_buffer : public std::streambuf {
 public:
  explicit file_buffer(int file) : file_(file), buffer_(1 << 16) { start(); }

  void require_good() const {
    if (error_ != 0) fail_system(error_);
  }

  void finish() {
    empty_buffer();
    require_good();
    synchronise(file_);
  }

 private:
  void start() { setp(buffer_.data(), buffer_.data() + buffer_.size()); }

  bool empty_buffer() {
    for (const char *from = pbase(); error_ == 0 && from < pptr();) {
      const no_size_signal quiet;
      const ssize_t part = persistently([&] { return ::write(file_, from, static_cast<size_t>(pptr() - from)); });
      if (part < 0) {
        error_ = errno;
        break;
      }
      from += part;
      unsynchronised_ += part;
    }
    start();
    if (unsynchronised_ > 8 * piece) fdatasync(file_), unsynchronised_ = 0;
    return error_ == 0;
  }

  int_type overflow(int_type c) override {
    if (!empty_buffer()) return traits_type::eof();
    return traits_type::eq_int_type(c, traits_type::eof()) ? traits_type::not_eof(c) : sputc(traits_type::to_char_type(c));
  }

  int sync() override { return empty_buffer() ? 0 : -1; }

  int file_, error_ = 0;
  int64_t unsynchronised_ = 0;
  std::vector<char> buffer_;
};

// Not to be guessed, so that nobody has prepared it; short, because the name that it takes may be as long as names can be.
std::string new_name() {
  static std::atomic<uint64_t> count{0};
  const auto now = std::chrono::system_clock::now().time_since_epoch().count();
  uint64_t mixed = (static_cast<uint64_t>(now) ^ static_cast<uint64_t>(getpid()) << 32) + ++count * 0x9E3779B97F4A7C15u;
  mixed = (mixed ^ mixed >> 31) * 0xBF58476D1CE4E5B9u;
  char name[32];
  std::snprintf(name, sizeof name, ".wgf-%016llx", static_cast<unsigned long long>(mixed ^ mixed >> 29));
  return name;
}

int create_new(int folder, const char *name, mode_t mode) {
  return persistently([&] { return openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode); });
}

// The file that is written: gone at the end of the scope, unless it took its name.
class unfinished_file {
 public:
  unfinished_file(int folder, mode_t mode) : folder_(folder), name_(new_name()), file_(create_new(folder, name_.c_str(), mode)) {
    if (*file_ < 0) fail_system(errno);
  }
  ~unfinished_file() {
    if (!name_.empty()) unlinkat(folder_, name_.c_str(), 0);
  }
  unfinished_file(const unfinished_file &) = delete;
  unfinished_file &operator=(const unfinished_file &) = delete;

  int operator*() const { return *file_; }

  void take_name(const std::string &name) {
    file_.close();
    if (renameat(folder_, name_.c_str(), folder_, name.c_str()) != 0) fail_system(errno);
    name_.clear();
  }

 private:
  int folder_;
  std::string name_;
  descriptor file_;
};

// What stands at the name now. Nothing is put in place of what may not be written.
struct old_file {
  old_file(int folder, const std::string &name) {
    exists = fstatat(folder, name.c_str(), &status, 0) == 0;
    if (!exists && errno != ENOENT) fail_system(errno);
    if (!exists) return;
    require_regular(status);
    if (faccessat(folder, name.c_str(), W_OK, AT_EACCESS) != 0) fail_system(errno);
  }

  // Before the file has its owner nobody else may read it; a group that cannot be given gets no more than all others.
  void hand_down(int file) const {
    mode_t mode = status.st_mode & 07777;
    if (fchown(file, status.st_uid, status.st_gid) != 0 && fchown(file, static_cast<uid_t>(-1), status.st_gid) != 0)
      mode = (mode & ~mode_t{06070}) | ((mode & 07) << 3 & mode);
    checked([&] { return fchmod(file, mode); });
  }

  bool exists = false;
  struct stat status {};
};

void replace(const place &at, function_ref<void(std::ostream &)> write) {
  const descriptor folder = open_folder(at.folder);
  if (at.name.empty()) fail_system(EISDIR);
  const old_file old(*folder, at.name);
  unfinished_file fresh(*folder, old.exists ? 0600 : 0666);
  file_buffer buffer(*fresh);
  std::ostream out(&buffer);
  try {
    write(out);
  } catch (const error &) {
    buffer.require_good();  // what the system said is the reason
    throw;
  }
  if (old.exists) old.hand_down(*fresh);
  buffer.finish();
  fresh.take_name(at.name);
  fsync(*folder);  // the file is in place: nothing is left to refuse
}

}  // namespace

void replace_file(const std::string &path, function_ref<void(std::ostream &)> write) {
  in_file(path, [&] { replace(place_of(behind_links(path)), write); });
}

}  // namespace wgf
