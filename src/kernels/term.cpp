#include "kernels/term.h"

#include <charconv>
#include <cmath>

#include "core/options.h"
#include "base/text.h"

namespace wgf {

namespace {

[[noreturn]] void fail_word(const std::string &word, const std::string &allowed) {
  fail(WGF_E_OPTION, "option \"terms\": " + quoted(word) + " is not understood; allowed is " + allowed);
}

bool parse_number(const std::string &word, double *value) {
  const char *first = word.data() + (word.size() > 1 && word[0] == '+' ? 1 : 0), *last = word.data() + word.size();
  const auto read = std::from_chars(first, last, *value);
  return read.ec == std::errc() && read.ptr == last && std::isfinite(*value);
}

std::vector<std::string> words_of(const std::string &text) { return parts_of(text, " \t\n\v\f\r"); }

term::sort kind_named(const std::string &word) {
  if (word == "potential") return term::sort::potential;
  if (word == "interaction") return term::sort::interaction;
  if (word == "target") return term::sort::target;
  fail_word(word, "potential, interaction or target, with a number before it");
}

void read_kernel(const std::string &word, term *t) {
  t->kernel.index = pair::find_profile(word.c_str());
  if (t->kernel.index >= 0) {
    t->kernel.shape = pair::profile_at(t->kernel.index).shape_default;
    return;
  }
  std::string names;
  for (int i = 0; i < pair::profile_count(); ++i) names += std::string(i ? ", " : "") + pair::profile_at(i).name;
  fail_word(word, "a kernel: " + names);
}

void read_setting(const std::string &word, term *t) {
  const size_t equals = word.find('=');
  const std::string name = word.substr(0, equals);
  double value = 0;
  if (equals == std::string::npos || !parse_number(word.substr(equals + 1), &value)) fail_word(word, "exponent=NUMBER or bandwidth=NUMBER");
  const pair::profile_spec &spec = pair::profile_at(t->kernel.index);
  if (name == "bandwidth" && value > 0) {
    t->bandwidth = value;
  } else if (name == "exponent" && *spec.shape_name && value >= spec.shape_min && value <= spec.shape_max) {
    t->kernel.shape = value;
  } else {
    fail_word(word, *spec.shape_name ? "bandwidth above 0, or exponent from " + to_text(spec.shape_min) + " to " + to_text(spec.shape_max)
                                     : "bandwidth above 0");
  }
}

term parse_term(const std::string &text) {
  const std::vector<std::string> words = words_of(text);
  term t;
  size_t at = 0;
  if (at < words.size() && parse_number(words[at], &t.coefficient)) ++at;
  if (at == words.size()) fail_word(text, "a term: [number] kind [kernel] [exponent=s] [bandwidth=l]");
  t.kind = kind_named(words[at++]);
  if (t.kind == term::sort::potential) {
    if (at != words.size()) fail_word(words[at], "nothing after potential");
    return t;
  }
  if (at == words.size()) fail_word(text, "a kernel after " + words[at - 1]);
  read_kernel(words[at++], &t);
  for (; at < words.size(); ++at) read_setting(words[at], &t);
  return t;
}

}  // namespace

std::vector<term> parse_terms(const std::string &text) {
  std::vector<term> terms;
  for (const std::string &part : parts_of(text, ";"))
    if (!words_of(part).empty()) terms.push_back(parse_term(part));
  if (terms.empty()) fail_word(text, "at least one term");
  return terms;
}

}  // namespace wgf
