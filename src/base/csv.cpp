#include "base/csv.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ostream>
#include <set>

#include "base/file.h"
#include "base/status.h"
#include "base/text.h"

namespace wgf {

namespace {

constexpr const char *cut_short = "the CSV text could not be written completely";

void append_number(std::string &line, double value) {
  if (std::isnan(value)) {
    line += "NaN";
    return;
  }
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  line.append(digits, end);
}

// A line break inside a comment would turn its rest into data.
void write_comment(std::ostream &out, const std::string &text) {
  std::string line = "# ";
  for (char c : text) {
    if (c == '\n')
      line += "\n# ";
    else if (c != '\r')
      line += c;
  }
  out << line << '\n';
}

bool printable(const std::string &column) {
  return !column.empty() && column.find_first_of("\"#\n\r\t ") == std::string::npos;
}

std::string header_line(const std::vector<std::string> &names) {
  std::string line = "lp__";
  std::set<std::string> seen{line};
  for (const std::string &name : names) {
    const std::string column = stan_column_name(name);
    if (!printable(column)) fail(WGF_E_ARGUMENT, "a CSV column cannot be named " + quoted(name));
    if (!seen.insert(column).second) {
      fail(WGF_E_ARGUMENT, "two CSV columns would be named " + quoted(column));
    }
    line += ',' + column;
  }
  return line;
}

void write_rows(std::ostream &out, const double *rows, int64_t n, int64_t d, const double *log_density) {
  std::string line;
  for (int64_t i = 0; i < n && out; ++i) {
    line.clear();
    append_number(line, log_density ? log_density[i] : std::nan(""));
    for (int64_t k = 0; k < d; ++k) {
      line += ',';
      append_number(line, rows[i * d + k]);
    }
    out << line << '\n';
    breathe(200 * static_cast<double>(d + 1));
  }
}

}  // namespace

std::string stan_column_name(const std::string &name) {
  std::string column;
  for (char c : name) {
    if (c == '[' || c == ',')
      column += '.';
    else if (c != ']' && c != ' ')
      column += c;
  }
  return column;
}

std::vector<std::string> stan_sample_comments(int64_t draws, int64_t chain) {
  // rstan ignores the last comment line and takes num_samples + num_warmup for the length of the chain.
  return {
      "method = sample",
      "num_samples = " + std::to_string(draws),
      "num_warmup = 0",
      "save_warmup = 0",
      "thin = 1",
      "id = " + std::to_string(chain),
      "Adaptation terminated",
  };
}

void write_stan_csv(std::ostream &out, const std::vector<std::string> &names, const double *rows, int64_t n,
                    int64_t d, const double *log_density, const std::vector<std::string> &comments) {
  if (static_cast<int64_t>(names.size()) != d) {
    fail(WGF_E_ARGUMENT, std::to_string(names.size()) + " names for " + std::to_string(d) + " CSV columns");
  }
  const std::string header = header_line(names);
  for (const std::string &comment : comments) write_comment(out, comment);
  out << header << '\n';
  write_rows(out, rows, n, d, log_density);
  if (!out.flush()) fail(WGF_E_FORMAT, cut_short);
}

void save_stan_csv(const std::string &path, const std::vector<std::string> &names, const double *rows,
                   int64_t n, int64_t d, const double *log_density,
                   const std::vector<std::string> &comments) {
  replace_file(path, [&](std::ostream &out) { write_stan_csv(out, names, rows, n, d, log_density, comments); });
}

}  // namespace wgf
