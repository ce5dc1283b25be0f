#include "data_file.h"

#include <fstream>
#include <stdexcept>

namespace posteriors {

nlohmann::json read_json(const std::string &path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  return nlohmann::json::parse(file);
}

std::vector<std::string> indexed(const std::string &prefix, int64_t count) {
  std::vector<std::string> names;
  for (int64_t i = 1; i <= count; ++i) names.push_back(prefix + "[" + std::to_string(i) + "]");
  return names;
}

std::vector<std::string> operator+(std::vector<std::string> left, const std::vector<std::string> &right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

std::vector<reference_moment> read_reference(const std::string &folder,
                                             const std::vector<std::string> &names) {
  const nlohmann::json figures = read_json(folder + "/reference.json").at("parameters");
  std::vector<reference_moment> moments;
  for (const std::string &name : names) {
    const nlohmann::json &figure = figures.at(name);
    moments.push_back({name, figure.at("mean"), figure.at("sd"), figure.at("mcse_mean")});
  }
  return moments;
}

}  // namespace posteriors
