#include "laws/choices.h"

#include <doctest/doctest.h>

#include <sstream>

#include "base/status.h"

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
