#include "wgf/options.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "simd/isa.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

constexpr int64_t most_numbers = int64_t{1} << 60;  // no memory holds more

// The lowest x86 level goes by the name of its instruction set in the options.
const char *isa_in_use() {
  const char *name = simd::isa_name();
  return std::strcmp(name, "scalar") == 0 ? "sse2" : name;
}

void use_isa(const std::string &wanted) {
  const std::vector<const char *> here = simd::isa_available();
  if (simd::set_isa(wanted == "best" ? here.back() : wanted.c_str())) return;
  std::string offered;
  for (const char *name : here) offered += std::string(" ") + name;
  fail(WGF_E_UNSUPPORTED, "value is " + quoted(wanted) + "; this machine offers" + offered);
}

template <class Owner>
void change_options(Owner &owner, const std::string &name, function_ref<void(option_set &)> edit) {
  option_set values = owner.options();
  edit(values);
  owner.take_options(name, std::move(values));
}

const option_set &values_of(const wgf_options *options) {
  if (!options) fail_null("options", "the options that wgf_flow_get_options() and its like lend are needed");
  return options->values();
}

void change(wgf_options *options, const char *name, function_ref<void(option_set &, const std::string &)> edit) {
  values_of(options);
  const std::string option = require_text("name", name);
  options->change(option, [&](option_set &values) { edit(values, option); });
}

template <class Value, class Read>
wgf_status read(const char *function, const wgf_options *options, const char *name, const char *argument, Value *value, Read from) {
  return guarded(function, [&] {
    const option_set &values = values_of(options);
    const std::string option = require_text("name", name);
    require_pointer(argument, value);
    *value = from(values, option);
  });
}

}  // namespace

namespace wgf::capi {

template <>
void lent_options<flow>::change(const std::string &name, function_ref<void(option_set &)> edit) {
  const busy_mark mark("flow", core->busy);
  change_options(*core, name, edit);
}

template <>
void lent_options<discrepancy>::change(const std::string &name, function_ref<void(option_set &)> edit) {
  const busy_mark mark("discrepancy", core->busy);
  change_options(*core, name, edit);
}

template <>
void lent_options<target>::change(const std::string &name, function_ref<void(option_set &)> edit) {
  change_options(*core, name, edit);
}

// The instruction set is the process's, not the context's.
template <>
void lent_options<context>::change(const std::string &name, function_ref<void(option_set &)> edit) {
  change_options(*core, name, [&](option_set &values) {
    edit(values);
    if (name == "isa") use_isa(values.text(name));
  });
}

}  // namespace wgf::capi

extern "C" {

wgf_status wgf_options_set_double(wgf_options *options, const char *name, double value) {
  return guarded(__func__, [&] { change(options, name, [&](option_set &values, const std::string &option) { values.set_real(option, value); }); });
}

wgf_status wgf_options_set_int(wgf_options *options, const char *name, int64_t value) {
  return guarded(__func__, [&] { change(options, name, [&](option_set &values, const std::string &option) { values.set_integer(option, value); }); });
}

wgf_status wgf_options_set_string(wgf_options *options, const char *name, const char *value) {
  return guarded(__func__, [&] {
    change(options, name, [&](option_set &values, const std::string &option) { values.set_text(option, require_text("value", value)); });
  });
}

wgf_status wgf_options_set_vector(wgf_options *options, const char *name, int64_t n, const double *values) {
  return guarded(__func__, [&] {
    change(options, name, [&](option_set &all, const std::string &option) {
      all.require(option, option_type::vector);
      require_between("n", n, 1, most_numbers);
      require_pointer("values", values);
      all.set_vector(option, n, values);
    });
  });
}

wgf_status wgf_options_get_double(const wgf_options *options, const char *name, double *value) {
  return read(__func__, options, name, "value", value, [](const option_set &values, const std::string &option) { return values.real(option); });
}

wgf_status wgf_options_get_int(const wgf_options *options, const char *name, int64_t *value) {
  return read(__func__, options, name, "value", value, [](const option_set &values, const std::string &option) { return values.integer(option); });
}

wgf_status wgf_options_get_string(const wgf_options *options, const char *name, const char **value) {
  return read(__func__, options, name, "value", value, [](const option_set &values, const std::string &option) {
    const std::string &text = values.text(option);
    return option == "isa" ? isa_in_use() : text.c_str();
  });
}

wgf_status wgf_options_get_length(const wgf_options *options, const char *name, int64_t *n) {
  return read(__func__, options, name, "n", n,
              [](const option_set &values, const std::string &option) { return static_cast<int64_t>(values.vector(option).size()); });
}

wgf_status wgf_options_get_vector(const wgf_options *options, const char *name, int64_t n, double *values) {
  return guarded(__func__, [&] {
    const std::vector<double> &vector = values_of(options).vector(require_text("name", name));
    require_equal("n", n, static_cast<int64_t>(vector.size()), "the length of the vector");
    if (n > 0) require_pointer("values", values);
    std::copy(vector.begin(), vector.end(), values);
  });
}

}  // extern "C"
