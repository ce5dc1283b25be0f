#pragma once

#include <nlohmann/json.hpp>

#include "posterior.h"

namespace posteriors {

nlohmann::json read_json(const std::string &path);

// prefix[1] .. prefix[count]
std::vector<std::string> indexed(const std::string &prefix, int64_t count);

std::vector<std::string> operator+(std::vector<std::string> left, const std::vector<std::string> &right);

// The moments of the named quantities in reference.json, in that order.
std::vector<reference_moment> read_reference(const std::string &folder,
                                             const std::vector<std::string> &names);

}  // namespace posteriors
