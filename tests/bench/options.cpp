#include "bench/options.h"

#include <sstream>
#include <stdexcept>

namespace wgf_bench {

const char *const usage =
    "usage: wgf_bench --case A[,B...] [--n 1000,4000] [--d 2,10] [--dtype f32,f64] [--kernel gauss,energy] [--P 50]\n"
    "                 [--threads 1] [--reps 5] [--isa best,avx512,avx2,sse2]\n";

namespace {

std::vector<std::string> words(const std::string &list) {
  std::vector<std::string> found;
  std::istringstream in(list);
  for (std::string word; std::getline(in, word, ',');) found.push_back(word);
  if (found.empty()) throw std::invalid_argument("an empty list");
  return found;
}

int64_t count(const std::string &word) {
  size_t used = 0;
  const double value = std::stod(word, &used);  // also 1e5
  if (used != word.size() || !(value >= 1 && value <= 1e12)) throw std::invalid_argument(word + " is not a count");
  return static_cast<int64_t>(value);
}

std::vector<int64_t> counts(const std::string &list) {
  std::vector<int64_t> found;
  for (const std::string &word : words(list)) found.push_back(count(word));
  return found;
}

std::vector<std::string> words_of(const std::string &list, const std::vector<std::string> &allowed) {
  for (const std::string &word : words(list)) {
    bool known = false;
    for (const std::string &a : allowed) known = known || a == word;
    if (!known) throw std::invalid_argument("unknown word: " + word);
  }
  return words(list);
}

void take(options &o, const std::string &name, const std::string &value) {
  if (name == "--case")
    o.cases = words(value);
  else if (name == "--n")
    o.n = counts(value);
  else if (name == "--d")
    o.d = counts(value);
  else if (name == "--P")
    o.slices = counts(value);
  else if (name == "--dtype")
    o.dtypes = words_of(value, {"f32", "f64"});
  else if (name == "--kernel")
    o.kernels = words_of(value, {"gauss", "energy"});
  else if (name == "--isa")
    o.isas = words(value);
  else if (name == "--threads")
    o.threads = count(value);
  else if (name == "--reps")
    o.reps = count(value);
  else
    throw std::invalid_argument("unknown option: " + name);
}

}  // namespace

options parse(int count, char **arguments) {
  options found;
  for (int i = 1; i < count; i += 2) {
    if (i + 1 == count) throw std::invalid_argument(std::string(arguments[i]) + " needs a value");
    take(found, arguments[i], arguments[i + 1]);
  }
  if (found.cases.empty()) throw std::invalid_argument("--case is missing");
  return found;
}

}  // namespace wgf_bench
