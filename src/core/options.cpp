#include "core/options.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/text.h"

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
  for (const option &row : other.rows_)
    if (!find(row.name)) rows_.push_back(row);
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

}  // namespace wgf
