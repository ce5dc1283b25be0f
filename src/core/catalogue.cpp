#include "core/catalogue.h"

#include "base/text.h"

namespace wgf {

#define WGF_ENTRY(name) const flow_spec &flow_##name();
#include "flows.inc"
#undef WGF_ENTRY
#define WGF_ENTRY(name) const target_spec &target_##name();
#include "targets.inc"
#undef WGF_ENTRY
#define WGF_ENTRY(name) const discrepancy_spec &discrepancy_##name();
#include "discrepancies.inc"
#undef WGF_ENTRY

const std::vector<const flow_spec *> &flow_catalogue() {
  static const std::vector<const flow_spec *> list{
#define WGF_ENTRY(name) &flow_##name(),
#include "flows.inc"
#undef WGF_ENTRY
  };
  return list;
}

const std::vector<const target_spec *> &target_catalogue() {
  static const std::vector<const target_spec *> list{
#define WGF_ENTRY(name) &target_##name(),
#include "targets.inc"
#undef WGF_ENTRY
  };
  return list;
}

const std::vector<const discrepancy_spec *> &discrepancy_catalogue() {
  static const std::vector<const discrepancy_spec *> list{
#define WGF_ENTRY(name) &discrepancy_##name(),
#include "discrepancies.inc"
#undef WGF_ENTRY
  };
  return list;
}

namespace {

template <class Spec>
const Spec &find(const std::vector<const Spec *> &list, const std::string &name, const char *kind) {
  std::vector<std::string> names;
  for (const Spec *spec : list) {
    if (name == spec->name) return *spec;
    names.push_back(spec->name);
  }
  const std::string near = nearest_name(name, names);
  fail(WGF_E_ARGUMENT, "name is " + quoted(name) + ": there is no " + kind + " of that name" +
                           (near.empty() ? "; wgf_catalogue_entry lists them" : "; the nearest is \"" + near + "\""));
}

}  // namespace

const flow_spec &find_flow(const std::string &name) { return find(flow_catalogue(), name, "flow"); }
const target_spec &find_target(const std::string &name) { return find(target_catalogue(), name, "target"); }
const discrepancy_spec &find_discrepancy(const std::string &name) { return find(discrepancy_catalogue(), name, "discrepancy"); }

}  // namespace wgf
