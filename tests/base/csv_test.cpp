#include "base/csv.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <locale>
#include <random>
#include <sstream>

#include "base/status.h"

namespace {

namespace fs = std::filesystem;

std::string text_of(const std::vector<std::string> &names, const std::vector<double> &rows, int64_t n,
                    const double *log_density = nullptr, const std::vector<std::string> &comments = {}) {
  std::ostringstream out;
  wgf::write_stan_csv(out, names, rows.data(), n, static_cast<int64_t>(names.size()), log_density, comments);
  return out.str();
}

wgf_status status_of_names(const std::vector<std::string> &names) {
  try {
    text_of(names, std::vector<double>(names.size()), 1);
    return WGF_OK;
  } catch (const wgf::error &e) {
    return e.code();
  }
}

std::string contents(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Takes `room` bytes, then refuses, as a full disk does.
struct small_buffer : std::streambuf {
  explicit small_buffer(int bytes) : room(bytes) {}
  int_type overflow(int_type c) override { return room-- > 0 ? c : traits_type::eof(); }
  int room;
};

// Takes every byte, and fails only when they must go on.
struct late_buffer : std::streambuf {
  int_type overflow(int_type c) override { return traits_type::not_eof(c); }
  int sync() override { return -1; }
};

struct scratch_directory {
  fs::path path = fs::temp_directory_path() / ("wgf_csv_test_" + std::to_string(std::random_device{}()));
  scratch_directory() { fs::create_directory(path); }
  ~scratch_directory() { fs::remove_all(path); }
};

std::string failure_of_saving(const std::string &path) {
  const double row = 1;
  try {
    wgf::save_stan_csv(path, {"a"}, &row, 1, 1, nullptr, {});
    return "";
  } catch (const wgf::error &e) {
    CHECK(e.code() == WGF_E_FORMAT);
    return e.what();
  }
}

struct comma_for_point : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

}  // namespace

TEST_CASE("csv: comments, header and rows as CmdStan writes them") {
  const double lp[] = {-1.5, -2};
  const std::string text =
      text_of({"mu", "theta[1,2]", "z[3]"}, {1, 0.1, -1e300, 4, 5, 1e-5}, 2, lp, {"id = 1", "two\nlines"});
  CHECK(text ==
        "# id = 1\n# two\n# lines\n"
        "lp__,mu,theta.1.2,z.3\n"
        "-1.5,1,0.1,-1e+300\n"
        "-2,4,5,1e-05\n");
}

TEST_CASE("csv: without a log density lp__ is NaN; infinities are inf") {
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(text_of({"a", "b", "c"}, {inf, -inf, -std::nan("")}, 1) == "lp__,a,b,c\nNaN,inf,-inf,NaN\n");
}

TEST_CASE("csv: every double reads back to the same bits") {
  std::mt19937_64 words(3);
  std::vector<double> values{0.0, -0.0, 5e-324, std::numeric_limits<double>::max(), 0.1, 1.0 / 3};
  while (values.size() < 5000) {
    const uint64_t bits = words();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) values.push_back(value);
  }
  std::istringstream lines(text_of({"a"}, values, 5000));
  std::string line;
  std::getline(lines, line);
  for (double value : values) {
    REQUIRE(std::getline(lines, line));
    const double found = std::strtod(line.c_str() + line.find(',') + 1, nullptr);
    CHECK(std::memcmp(&found, &value, sizeof value) == 0);
  }
  CHECK_FALSE(std::getline(lines, line));
}

TEST_CASE("csv: the locale has no say") {
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new comma_for_point));
  const std::string text = text_of({"a"}, {12345678.5}, 1, nullptr, wgf::stan_sample_comments(1000000, 1));
  std::locale::global(before);
  CHECK(text.find("\nNaN,12345678.5\n") != std::string::npos);
  CHECK(text.find("num_samples = 1000000\n") != std::string::npos);
}

TEST_CASE("csv: names that the format cannot hold are refused") {
  CHECK(status_of_names({"a", "b[1]", "b[2]"}) == WGF_OK);
  CHECK(status_of_names({"a", "a"}) == WGF_E_ARGUMENT);
  CHECK(status_of_names({"b[1]", "b.1"}) == WGF_E_ARGUMENT);
  CHECK(status_of_names({"lp__"}) == WGF_E_ARGUMENT);
  CHECK(status_of_names({""}) == WGF_E_ARGUMENT);
  CHECK(status_of_names({"#a"}) == WGF_E_ARGUMENT);
  CHECK(status_of_names({"a\nb"}) == WGF_E_ARGUMENT);
  std::ostringstream out;
  const double row[2] = {1, 2};
  CHECK_THROWS_AS(wgf::write_stan_csv(out, {"a"}, row, 1, 2, nullptr, {}), wgf::error);
  CHECK(out.str().empty());
}

TEST_CASE("csv: a stream that stops taking bytes is an error, wherever it stops") {
  const int length = static_cast<int>(text_of({"a", "b"}, {1, 2, 3, 4}, 2, nullptr, {"c"}).size());
  const double rows[] = {1, 2, 3, 4};
  for (int room = 0; room <= length; ++room) {
    small_buffer buffer(room);
    std::ostream out(&buffer);
    wgf_status status = WGF_OK;
    try {
      wgf::write_stan_csv(out, {"a", "b"}, rows, 2, 2, nullptr, {"c"});
    } catch (const wgf::error &e) {
      status = e.code();
    }
    CHECK(status == (room < length ? WGF_E_FORMAT : WGF_OK));
  }
}

TEST_CASE("csv: bytes that a buffer took and cannot pass on are an error") {
  late_buffer buffer;
  std::ostream out(&buffer);
  CHECK_THROWS_AS(wgf::write_stan_csv(out, {}, nullptr, 0, 0, nullptr, {}), wgf::error);
}

TEST_CASE("csv: a file is replaced only when all was written") {
  const scratch_directory scratch;
  const fs::path file = scratch.path / "draws.csv";
  REQUIRE(failure_of_saving(file.string()) == "");
  CHECK(contents(file) == "lp__,a\nNaN,1\n");
  CHECK_FALSE(fs::exists(file.string() + ".part"));

  std::ofstream(file) << "old";
  std::ofstream(file.string() + ".part") << "another's";
  CHECK_THROWS_AS(wgf::save_stan_csv(file.string(), {"a#b"}, nullptr, 0, 1, nullptr, {"begun"}), wgf::error);
  CHECK(contents(file) == "old");
  CHECK(contents(file.string() + ".part") == "another's");
  CHECK(std::distance(fs::directory_iterator(scratch.path), fs::directory_iterator()) == 2);
}

TEST_CASE("csv: a path that cannot be written is named in the error") {
  const scratch_directory scratch;
  const std::string missing = (scratch.path / "nowhere" / "draws.csv").string();
  CHECK(failure_of_saving(missing).find(missing) != std::string::npos);
  const std::string directory = (scratch.path / "taken").string();
  fs::create_directories(directory + "/inside");
  CHECK(failure_of_saving(directory).find(directory) != std::string::npos);
  CHECK_FALSE(fs::exists(directory + ".part"));
}
