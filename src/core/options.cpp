#include "core/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <numeric>

namespace wgf {

option real_option(const char *name, double value, double minimum, double maximum, const char *summary) {
  return {name, option_type::real, value, minimum, maximum, 0, 0, 0, "", "", summary};
}

option integer_option(const char *name, int64_t value, int64_t minimum, int64_t maximum, const char *summary) {
  return {name, option_type::integer, static_cast<double>(value), static_cast<double>(minimum),
          static_cast<double>(maximum), value, minimum, maximum, "", "", summary};
}

option text_option(const char *name, const char *text, const char *choices, const char *summary) {
  return {name, option_type::text, 0, 0, 0, 0, 0, 0, text, choices, summary};
}

option vector_option(const char *name, const char *summary) {
  return {name, option_type::vector, 0, -unbounded, unbounded, 0, 0, 0, "", "", summary};
}

option option::in_length(double power) const {
  option row = *this;
  row.length_power = power;
  return row;
}

option option::pure_with(const char *text_name, const char *choice) const {
  option row = *this;
  row.pure_option = text_name;
  row.pure_choice = choice;
  return row;
}

option_table &option_table::add(const option_table &other) {
  rows_.insert(rows_.end(), other.rows_.begin(), other.rows_.end());
  return *this;
}

const option *option_table::find(const std::string &name) const {
  for (const option &row : rows_)
    if (name == row.name) return &row;
  return nullptr;
}

namespace {

option &row_named(std::vector<option> &rows, const char *name) {
  for (option &row : rows)
    if (std::strcmp(row.name, name) == 0) return row;
  fail(WGF_E_INTERNAL, std::string("no option row named ") + name);
}

}  // namespace

option_table &option_table::with_default(const char *name, double value) {
  row_named(rows_, name).value = value;
  return *this;
}

option_table &option_table::with_default(const char *name, const char *text) {
  row_named(rows_, name).text = text;
  return *this;
}

option_table &option_table::without(const char *name) {
  row_named(rows_, name);
  rows_.erase(std::remove_if(rows_.begin(), rows_.end(), [&](const option &row) { return std::strcmp(row.name, name) == 0; }),
              rows_.end());
  return *this;
}

option_set::option_set(std::string owner, const option_table &table)
    : owner_(std::move(owner)), table_(&table), values_(table.rows().size()) {
  for (size_t i = 0; i < values_.size(); ++i) {
    const option &row = table.rows()[i];
    values_[i].number = row.value;
    values_[i].whole = row.whole;
    if (row.type == option_type::text) values_[i].text = row.text;
  }
}

namespace {

const char *type_name(option_type type) {
  constexpr const char *names[] = {"a number (double)", "a whole number (int)", "a text (string)", "a vector"};
  return names[static_cast<int>(type)];
}

[[noreturn]] void fail_range(const std::string &owner, const option &row, const std::string &value) {
  const bool bounded = row.maximum < unbounded;
  fail(WGF_E_OPTION, owner + ": option \"" + row.name + "\" is " + value + "; allowed is " + to_text(row.minimum) +
                         (bounded ? " to " + to_text(row.maximum) : " or more, finite"));
}

}  // namespace

size_t option_set::slot(const std::string &name, option_type type) const {
  const std::vector<option> &rows = table_->rows();
  for (size_t i = 0; i < rows.size(); ++i) {
    if (name != rows[i].name) continue;
    if (rows[i].type == type) return i;
    fail(WGF_E_OPTION, owner_ + ": option \"" + name + "\" is " + type_name(rows[i].type) + ", not " + type_name(type));
  }
  std::vector<std::string> names;
  for (const option &row : rows) names.push_back(row.name);
  const std::string near = nearest_name(name, names);
  fail(WGF_E_OPTION, owner_ + " has no option " + quoted(name) + (near.empty() ? "" : "; the nearest is \"" + near + "\""));
}

void option_set::set_real(const std::string &name, double v) {
  const size_t i = slot(name, option_type::real);
  const option &row = table_->rows()[i];
  if (!(v >= row.minimum && v <= row.maximum)) fail_range(owner_, row, to_text(v));
  values_[i].number = v;
}

void option_set::set_integer(const std::string &name, int64_t v) {
  const size_t i = slot(name, option_type::integer);
  const option &row = table_->rows()[i];
  if (v < row.least || v > row.most)
    fail(WGF_E_OPTION, owner_ + ": option \"" + name + "\" is " + std::to_string(v) + "; allowed is " + std::to_string(row.least) + " to " +
                           std::to_string(row.most));
  values_[i].whole = v;
}

void option_set::set_text(const std::string &name, const std::string &v) {
  const size_t i = slot(name, option_type::text);
  const std::vector<std::string> allowed = parts_of(table_->rows()[i].choices, " ");
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), v) == allowed.end()) {
    const std::string near = nearest_name(v, allowed);
    fail(WGF_E_OPTION, owner_ + ": option \"" + name + "\" is " + quoted(v) + "; allowed is one of " + table_->rows()[i].choices +
                           (near.empty() ? "" : " (the nearest is \"" + near + "\")"));
  }
  values_[i].text = v;
}

void option_set::set_vector(const std::string &name, int64_t n, const double *v) {
  const size_t i = slot(name, option_type::vector);
  for (int64_t k = 0; k < n; ++k)
    if (!std::isfinite(v[k]))
      fail(WGF_E_OPTION, owner_ + ": option \"" + name + "\": value " + std::to_string(k) + " is " + to_text(v[k]) +
                             "; allowed is a finite number");
  values_[i].numbers.assign(v, v + n);
}

double option_set::real(const std::string &name) const { return values_[slot(name, option_type::real)].number; }
int64_t option_set::integer(const std::string &name) const { return values_[slot(name, option_type::integer)].whole; }
const std::string &option_set::text(const std::string &name) const { return values_[slot(name, option_type::text)].text; }
const std::vector<double> &option_set::vector(const std::string &name) const {
  return values_[slot(name, option_type::vector)].numbers;
}

namespace {

// Kept from 0, which often has a meaning of its own, and from infinity: 2^1020 is as good as either.
double rescaled(double value, double exponent) {
  constexpr double most = 1020;
  if (value == 0) return 0;
  const double size = std::clamp(std::log2(value) + exponent, -most, most);
  return std::abs(size) == most ? std::exp2(size) : std::ldexp(value, static_cast<int>(exponent));
}

}  // namespace

bool option_set::is_pure(const option &row) const {
  return row.length_power == 0 || (*row.pure_option != 0 && has(row.pure_option) && text(row.pure_option) == row.pure_choice);
}

option_set option_set::in_units_of(int exponent) const {
  option_set out = *this;
  for (size_t i = 0; i < values_.size(); ++i) {
    const option &row = table_->rows()[i];
    if (is_pure(row)) continue;
    out.values_[i].number = rescaled(values_[i].number, -row.length_power * exponent);
    for (double &each : out.values_[i].numbers) each = std::copysign(rescaled(std::abs(each), -row.length_power * exponent), each);
  }
  return out;
}

namespace {

// Without regard to case.
bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return lower(a) == lower(b);
}

size_t edit_distance(const std::string &a, const std::string &b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string> parts_of(const std::string &text, const char *separators) {
  std::vector<std::string> parts;
  for (size_t at = text.find_first_not_of(separators); at != std::string::npos;) {
    const size_t end = text.find_first_of(separators, at);
    parts.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(separators, end);
  }
  return parts;
}

namespace {

// Not inside a character of UTF-8.
size_t cut_before(const std::string &text, size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

}  // namespace

std::string quoted(const std::string &text, size_t most) {
  if (text.size() <= most) return "\"" + text + "\"";
  const size_t head = cut_before(text, most / 2), tail = cut_before(text, text.size() - most / 4);
  return "\"" + text.substr(0, head) + "..." + text.substr(tail) + "\" (" + std::to_string(text.size()) + " bytes)";
}

std::string nearest_name(const std::string &name, const std::vector<std::string> &allowed) {
  std::string best;
  if (name.size() > 64) return best;  // no allowed name is half as long, and the distance takes time in proportion
  size_t least = std::max<size_t>(3, name.size() / 2) + 1;
  for (const std::string &candidate : allowed) {
    const size_t distance = edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

std::string to_text(double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, end.ptr);
}

}  // namespace wgf
