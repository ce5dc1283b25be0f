#include "entries.h"

#include <map>
#include <mutex>
#include <sstream>

#include "wgf.h"

namespace wgf::fuzz {

namespace {

std::vector<std::string> words(const char *text) {
  std::istringstream in(text ? text : "");
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

std::vector<option_entry> read_options(int32_t kind, const std::string &entry) {
  std::vector<option_entry> out;
  wgf_option row{};
  row.struct_size = sizeof row;
  for (int64_t i = 0; wgf_catalogue_option(kind, entry.c_str(), i, &row) == WGF_OK; ++i)
    out.push_back({row.type, row.name, row.default_value, row.minimum, row.maximum, words(row.choices)});
  return out;
}

std::vector<std::string> read_entries(int32_t kind) {
  std::vector<std::string> out;
  wgf_entry row{};
  row.struct_size = sizeof row;
  for (int64_t i = 0; wgf_catalogue_entry(kind, i, &row) == WGF_OK; ++i) out.push_back(row.name);
  return out;
}

std::mutex guard;

bool is_of(const option_entry &o, int32_t type) { return o.type == type; }

}  // namespace

const std::vector<std::string> &entries(int32_t kind) {
  const std::lock_guard<std::mutex> hold(guard);
  static std::map<int32_t, std::vector<std::string>> known;
  const auto found = known.find(kind);
  return found != known.end() ? found->second : known[kind] = read_entries(kind);
}

const std::vector<option_entry> &options_of(int32_t kind, const std::string &entry) {
  const std::lock_guard<std::mutex> hold(guard);
  static std::map<std::pair<int32_t, std::string>, std::vector<option_entry>> known;
  const auto found = known.find({kind, entry});
  return found != known.end() ? found->second : known[{kind, entry}] = read_options(kind, entry);
}

std::string spoilt(chance &c, std::string text) {
  switch (c.below(6)) {
    case 0: return "";
    case 1: return text + text;
    case 2: return text.substr(0, text.size() / 2);
    case 3: return std::string(static_cast<size_t>(c.below(3000)), 'x');
    case 4: return text + "\xff\n%s%n";
    default:
      if (!text.empty()) text[static_cast<size_t>(c.below(static_cast<int64_t>(text.size())))] ^= static_cast<char>(1 << c.below(7));
      return text.c_str();
  }
}

std::string entry_name(chance &c, int32_t kind) {
  const std::string name = c.one_of(entries(kind));
  return c.once_in(12) ? spoilt(c, name) : name;
}

option_entry any_option(chance &c, int32_t kind, const std::string &entry, int32_t type) {
  std::vector<option_entry> fitting;
  for (const option_entry &o : options_of(kind, entry))
    if (is_of(o, type) || c.once_in(15)) fitting.push_back(o);
  option_entry o = fitting.empty() ? option_entry{type, "bandwidth", 1, 0, 1, {}} : c.one_of(fitting);
  if (c.once_in(15)) o.name = spoilt(c, o.name);
  return o;
}

double real_value(chance &c, const option_entry &o) {
  switch (c.below(6)) {
    case 0: return o.minimum;
    case 1: return o.maximum;
    case 2: return c.odd_number();
    case 3: return o.default_value;
    default: return o.default_value * (0.1 + 2 * c.uniform()) + (c.once_in(2) ? 0 : 0.1);
  }
}

int64_t integer_value(chance &c, const option_entry &o) {
  const double low = o.minimum, value = o.default_value;
  switch (c.below(8)) {
    case 0: return static_cast<int64_t>(low);
    case 1: return o.maximum < 9e18 ? static_cast<int64_t>(o.maximum) : INT64_MAX;
    case 2: return c.odd_count();
    case 3: return static_cast<int64_t>(value);
    default: return static_cast<int64_t>(low) + c.below(8);
  }
}

std::string text_value(chance &c, const option_entry &o) {
  const std::string value = o.choices.empty() ? c.one_of(entries(WGF_KERNEL)) : c.one_of(o.choices);
  return c.once_in(10) ? spoilt(c, value) : value;
}

}  // namespace wgf::fuzz
