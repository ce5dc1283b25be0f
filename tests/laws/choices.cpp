#include "laws/choices.h"

#include <doctest/doctest.h>

#include <sstream>

#include "base/status.h"
#include "core/catalogue.h"
#include "kernels/approximation.h"

namespace wgf::laws {

std::vector<choice> choices_of(const option_table &table) {
  std::vector<choice> all{{}};
  for (const option &row : table.rows()) {
    std::istringstream words(row.type == option_type::text ? row.choices : "");
    for (std::string word; words >> word;)
      if (word != row.text) all.push_back({row.name, word});
  }
  return all;
}

std::vector<approximated_flow> approximated_flows() {
  std::vector<approximated_flow> all;
  for (const flow_spec *flow : flow_catalogue())
    for (const choice &c : choices_of(flow->options))
      for (const approximation_spec *way : approximation_catalogue())
        if (c.option == "approximation" && c.value == way->name) all.push_back({flow->name, way->name});
  return all;
}

void refusals::attempt(const std::string &what, const std::function<void()> &run) {
  INFO(what);
  ++tried;
  try {
    run();
  } catch (const error &e) {
    const bool refused = e.code() == WGF_E_OPTION || e.code() == WGF_E_UNSUPPORTED;
    CHECK_MESSAGE(refused, e.what());
    CHECK(std::string(e.what()).size() > 20);
    list.push_back(what + ": " + e.what());
  }
}

}  // namespace wgf::laws
