#include "wgf/base.h"

#include <array>

#include "capi/arguments.h"
#include "capi/boundary.h"
#include "capi/handles.h"
#include "core/catalogue.h"
#include "pair/profile.h"
#include "base/text.h"

using namespace wgf;
using namespace wgf::capi;

namespace {

const char *status_name(wgf_status status) {
  switch (status) {
#define WGF_NAME(code) \
  case code: return #code;
    WGF_NAME(WGF_OK)
    WGF_NAME(WGF_CONVERGED)
    WGF_NAME(WGF_BUDGET)
    WGF_NAME(WGF_NOT_CONVERGED)
    WGF_NAME(WGF_ADJUSTED)
    WGF_NAME(WGF_CANCELLED)
    WGF_NAME(WGF_E_ARGUMENT)
    WGF_NAME(WGF_E_OPTION)
    WGF_NAME(WGF_E_STATE)
    WGF_NAME(WGF_E_BUSY)
    WGF_NAME(WGF_E_MEMORY)
    WGF_NAME(WGF_E_CALLBACK)
    WGF_NAME(WGF_E_NUMERIC)
    WGF_NAME(WGF_E_FORMAT)
    WGF_NAME(WGF_E_UNSUPPORTED)
    WGF_NAME(WGF_E_FORK)
    WGF_NAME(WGF_E_INTERNAL)
#undef WGF_NAME
    default: return "unknown status";
  }
}

std::string symmetry_text(unsigned mask) {
  constexpr const char *names[] = {"permutation", "rotation", "translation", "momentum"};
  std::string text;
  for (unsigned bit = 0; bit < 4; ++bit)
    if (mask & (1U << bit)) text += (text.empty() ? "" : " ") + std::string(names[bit]);
  return text;
}

const char *symmetry_names(unsigned mask) {
  static const std::array<std::string, 16> texts = [] {
    std::array<std::string, 16> all;
    for (unsigned m = 0; m < 16; ++m) all[m] = symmetry_text(m);
    return all;
  }();
  return texts[mask & 15U].c_str();
}

wgf_entry plain_entry(const char *name, const char *summary, const char *reference, int64_t options) {
  return {0, 0, name, summary, reference, "", "", "", "", "", "", options, 0, ""};
}

int64_t row_count(const option_table &table) { return static_cast<int64_t>(table.rows().size()); }

wgf_entry flow_entry(const flow_spec &spec) {
  wgf_entry entry = plain_entry(spec.name, spec.summary, spec.reference, row_count(all_flow_options(spec)));
  entry.deterministic = spec.deterministic ? 1 : 0;
  entry.energy = spec.energy;
  entry.geometry = spec.geometry;
  entry.scheme = spec.scheme;
  entry.needs = spec.needs;
  entry.symmetries = symmetry_names(spec.symmetries);
  entry.memory = spec.memory;
  entry.particles = spec.particles;
  entry.particles_reason = spec.particles_reason;
  return entry;
}

wgf_entry kernel_entry(const pair::profile_spec &spec) {
  return plain_entry(spec.name, spec.summary, spec.reference, *spec.shape_name ? 1 : 0);
}

wgf_entry discrepancy_entry(const discrepancy_spec &spec) {
  wgf_entry entry = plain_entry(spec.name, spec.summary, spec.reference, row_count(spec.options));
  entry.needs = spec.needs;
  return entry;
}

int64_t entry_count(int32_t kind) {
  switch (kind) {
    case WGF_FLOW: return static_cast<int64_t>(flow_catalogue().size());
    case WGF_TARGET: return static_cast<int64_t>(target_catalogue().size());
    case WGF_KERNEL: return pair::profile_count();
    case WGF_DISCREPANCY: return static_cast<int64_t>(discrepancy_catalogue().size());
    case WGF_CONTEXT: return 1;
    default: fail_argument("kind", std::to_string(kind), "one of wgf_entry_kind, 0 to 4");
  }
}

wgf_entry describe(int32_t kind, int64_t index) {
  const size_t i = static_cast<size_t>(index);
  switch (kind) {
    case WGF_FLOW: return flow_entry(*flow_catalogue()[i]);
    case WGF_TARGET: {
      const target_spec &spec = *target_catalogue()[i];
      return plain_entry(spec.name, spec.summary, spec.reference, row_count(spec.options));
    }
    case WGF_KERNEL: return kernel_entry(pair::profile_at(static_cast<int>(index)));
    case WGF_DISCREPANCY: return discrepancy_entry(*discrepancy_catalogue()[i]);
    default:
      return plain_entry("context", "What all handles of one user share.", "", row_count(context_options()));
  }
}

std::vector<option> kernel_options_of(const std::string &name) {
  const int index = pair::find_profile(name.c_str());
  if (index < 0) fail_argument("name", quoted(name), "a kernel that wgf_catalogue_entry lists");
  const pair::profile_spec &spec = pair::profile_at(index);
  if (!*spec.shape_name) return {};
  return {
      real_option(spec.shape_name, spec.shape_default, spec.shape_min, spec.shape_max, spec.shape_summary)};
}

std::vector<option> options_of(int32_t kind, const std::string &name) {
  switch (kind) {
    case WGF_FLOW: return all_flow_options(find_flow(name)).rows();
    case WGF_TARGET: return find_target(name).options.rows();
    case WGF_KERNEL: return kernel_options_of(name);
    case WGF_DISCREPANCY: return find_discrepancy(name).options.rows();
    default: break;
  }
  if (name != "context") fail_argument("name", quoted(name), "\"context\"");
  return context_options().rows();
}

}  // namespace

extern "C" {

const char *wgf_version(void) { return WGF_VERSION; }

int32_t wgf_version_number(void) {
  return WGF_VERSION_MAJOR * 1000000 + WGF_VERSION_MINOR * 1000 + WGF_VERSION_PATCH;
}

const char *wgf_status_name(wgf_status status) { return status_name(status); }

const char *wgf_last_error(void) { return last_error(); }

int32_t wgf_callback_result(void) { return last_callback_result(); }

void wgf_set_callback_message(const char *text) {
  guarded(__func__, [&] { leave_callback_message(text); });
}

int64_t wgf_live_handles(void) { return counted::alive.load(); }

wgf_status wgf_catalogue_count(int32_t kind, int64_t *count) {
  return guarded(__func__, [&] {
    require_pointer("count", count);
    *count = entry_count(kind);
  });
}

wgf_status wgf_catalogue_entry(int32_t kind, int64_t index, wgf_entry *entry) {
  return guarded(__func__, [&] {
    require_index("index", index, entry_count(kind));
    require_record("entry", entry);
    fill_record(entry, describe(kind, index));
  });
}

wgf_status wgf_catalogue_option(int32_t kind, const char *name, int64_t index, wgf_option *option) {
  return guarded(__func__, [&] {
    entry_count(kind);
    const std::vector<wgf::option> rows = options_of(kind, require_text("name", name));
    require_index("index", index, static_cast<int64_t>(rows.size()));
    require_record("option", option);
    const wgf::option &row = rows[static_cast<size_t>(index)];
    fill_record(option, wgf_option{0, static_cast<int32_t>(row.type), row.name, row.summary, row.value,
                                   row.minimum, row.maximum, row.text, row.choices});
  });
}

}  // extern "C"
