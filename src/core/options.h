// Options by name: a table of what is allowed (constant data of a catalogue entry) and a set of values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"

namespace wgf {

enum class option_type : int32_t {
  real = 0,
  integer = 1,
  text = 2,
  vector = 3,
};

struct option {
  const char *name;
  option_type type;
  double value, minimum, maximum;  // default and bounds of a number
  int64_t whole, least, most;      // the same of an integer: not every one is a double
  const char *text, *choices;      // default of a text; allowed texts separated by spaces, "" for any
  const char *summary;
  double length_power = 0;       // a number of the dimension length^length_power; 0: a pure number
  const char *pure_option = "";  // a pure number all the same where this text option
  const char *pure_choice = "";  // has this value
  option in_length(double power) const;
  option pure_with(const char *text_name, const char *choice) const;
};

constexpr double unbounded = 1.7976931348623157e308;

option real_option(const char *name, double value, double minimum, double maximum, const char *summary);
option integer_option(const char *name, int64_t value, int64_t minimum, int64_t maximum, const char *summary);
option text_option(const char *name, const char *text, const char *choices, const char *summary);
option vector_option(const char *name, const char *summary);

class option_table {
 public:
  option_table() = default;
  option_table(std::initializer_list<option> rows) : rows_(rows) {}
  option_table &add(const option_table &other);  // a row of the same name stays as it is
  option_table &with_default(const char *name, double value);
  option_table &with_default(const char *name, const char *text);
  option_table &without(const char *name);
  const std::vector<option> &rows() const { return rows_; }
  const option *find(const std::string &name) const;

 private:
  std::vector<option> rows_;
};

class option_set {
 public:
  option_set(std::string owner, const option_table &table);  // owner: for messages, such as: flow "svgd"

  void set_real(const std::string &name, double value);
  void set_integer(const std::string &name, int64_t value);
  void set_text(const std::string &name, const std::string &value);
  void set_vector(const std::string &name, int64_t n, const double *values);

  double real(const std::string &name) const;
  int64_t integer(const std::string &name) const;
  const std::string &text(const std::string &name) const;
  const std::vector<double> &vector(const std::string &name) const;  // empty when never set
  void require(const std::string &name, option_type type) const { slot(name, type); }

  // The same with lengths in units of 2^exponent.
  option_set in_units_of(int exponent) const;
  bool has(const std::string &name) const { return table_->find(name) != nullptr; }
  const option_table &table() const { return *table_; }
  const std::string &owner() const { return owner_; }

 private:
  struct value {
    double number = 0;
    int64_t whole = 0;
    std::string text;
    std::vector<double> numbers;
  };
  size_t slot(const std::string &name, option_type type) const;
  bool is_pure(const option &row) const;

  std::string owner_;
  const option_table *table_;
  std::vector<value> values_;
};

}  // namespace wgf
