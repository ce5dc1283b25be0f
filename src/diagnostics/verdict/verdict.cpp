#include "diagnostics/verdict/verdict.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/paced.h"
#include "diagnostics/verdict/mixing.h"
#include "diagnostics/verdict/shapes.h"
#include "diagnostics/verdict/stuck.h"

namespace wgf::stats {

namespace {

std::string number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 3);
  return std::string(text, end.ptr);
}

std::string percent(double share) { return number(100 * share) + " %"; }

std::string in_quotes(const std::string &name) { return "\"" + name + "\""; }

// "3, 17 and 20", counted from 1; of many, the first.
std::string chains_text(const std::vector<int64_t> &chains) {
  const size_t shown = std::min<size_t>(chains.size(), 6);
  std::string text = chains.size() == 1 ? "chain " : "chains ";
  for (size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : i + 1 == chains.size() ? " and "
                                                                                   : ", ") +
                                             std::to_string(chains[i] + 1);
  return chains.size() > shown ? text + " and " + std::to_string(chains.size() - shown) + " more" : text;
}

constexpr size_t most_suspects = 6;  // whose relations with all others are looked at

class examination {
 public:
  examination(const recorded_chains &draws, const run_facts &facts) : draws_(draws), facts_(facts), varies_(static_cast<size_t>(draws.d)) {}

  std::vector<finding> result() {
    gradient();
    rejects();
    if (!finite()) return sorted();
    if (std::none_of(varies_.begin(), varies_.end(), [](char v) { return v; })) {
      add(fault::stuck, "", "no coordinate ever changed: the sampler did not move; check the start, the step size and the log density");
    } else if (draws_.iterations < 4) {
      add(fault::too_short, "", std::to_string(draws_.iterations) + " iterations are too few to judge chains by; record at least 4, better 100");
    } else {
      chains();
    }
    return sorted();
  }

 private:
  struct patient {
    int64_t coordinate;  // -1: the log density
    mixing seen;
  };

  void add(fault what, const std::string &parameter, const std::string &sentence) {
    if (!has(what)) found_.push_back({what, parameter, sentence});
  }

  std::vector<finding> sorted() {
    std::sort(found_.begin(), found_.end(), [](const finding &a, const finding &b) { return a.what < b.what; });
    return found_;
  }

  std::string name(int64_t k) const { return k < 0 ? "log density" : draws_.names[k]; }

  void gradient() {
    if (!facts_.wrong_gradient.empty()) {
      add(fault::wrong_gradient, "", facts_.wrong_gradient + ": correct it, or give the log density alone");
    } else if (facts_.gradient_error > 0.01) {
      add(fault::wrong_gradient, name(facts_.gradient_coordinate),
          "the gradient along " + in_quotes(name(facts_.gradient_coordinate)) + " differs by " + percent(facts_.gradient_error) +
              " from the slope of the log density: correct it, or give the log density alone");
    } else if (facts_.acceptance < 0.4 && facts_.step_size < 0.01 && !(facts_.gradient_error <= 0.01)) {
      add(fault::wrong_gradient, "", "steps of " + number(facts_.step_size) + " standard deviations are still refused, " + percent(1 - facts_.acceptance) + " of them: the gradient does not belong to the log density, or the density has jumps; check the gradient");
    }
  }

  void rejects() {
    if (facts_.rejected > 0.1)
      add(fault::rejects, "", "the target had no value at " + percent(facts_.rejected) + " of the points it was asked for: give it bounds, so that it is not asked outside, or see its first message");
  }

  // What varies, and whether all is finite.
  bool finite() {
    bool all = true;
    for (int64_t k = 0; k < draws_.d; ++k) {
      const chain_set x = gather(draws_.coordinate(k));
      const auto bad = std::count_if(x.values.begin(), x.values.end(), [](double v) { return !std::isfinite(v); });
      varies_[static_cast<size_t>(k)] = stats::varies(x);
      all = all && bad == 0;
      if (bad > 0) add(fault::rejects, name(k), std::to_string(bad) + " draws of " + in_quotes(name(k)) + " are not finite: nothing can be said of the others; find where the model overflows");
    }
    return all;
  }

  void chains() {
    const stuck_chains odd = find_stuck(draws_, varies_);
    if (!odd.frozen.empty())
      add(fault::stuck, "", chains_text(odd.frozen) + " of " + std::to_string(draws_.chains) + " hardly ever moved: take a smaller step or another start, and leave these chains out");
    if (odd.frozen.empty() && odd.apart.empty()) {
      mixed();
    } else {
      rest_of(odd);
    }
    if (facts_.lost > 0)
      add(fault::stuck, "", std::to_string(facts_.lost) + " chains were given up by the sampler: the others may miss where these were; start anew from elsewhere and compare");
    energy();
  }

  bool has(fault what) const {
    return std::any_of(found_.begin(), found_.end(), [what](const finding &f) { return f.what == what; });
  }

  // The others are judged without these. A minority apart needs no word of its own where a funnel or a ridge explains it.
  void rest_of(const stuck_chains &odd) {
    std::vector<int64_t> others;
    for (int64_t c = 0; c < draws_.chains; ++c)
      if (!has_chain(odd.frozen, c) && !has_chain(odd.apart, c)) others.push_back(c);
    const std::vector<double> rows = rows_of(others);
    if (!others.empty()) {
      examination rest({rows.data(), draws_.iterations, static_cast<int64_t>(others.size()), draws_.d, draws_.names, nullptr}, {});
      for (const finding &f : rest.result()) add(f.what, f.parameter, f.sentence);
    }
    if (odd.apart.empty() || has(fault::funnel) || has(fault::ridge)) return;
    add(fault::stuck, name(odd.coordinate), chains_text(odd.apart) + " of " + std::to_string(draws_.chains) + " stayed far from all others in " + in_quotes(name(odd.coordinate)) + ": a place they cannot leave, or a rare mode; start anew from elsewhere and compare");
  }

  static bool has_chain(const std::vector<int64_t> &chains, int64_t c) { return std::find(chains.begin(), chains.end(), c) != chains.end(); }

  std::vector<double> rows_of(const std::vector<int64_t> &chains) const {
    std::vector<double> rows;
    for (int64_t t = 0; t < draws_.iterations; ++t) {
      for (int64_t c : chains) rows.insert(rows.end(), draws_.x + (t * draws_.chains + c) * draws_.d, draws_.x + (t * draws_.chains + c + 1) * draws_.d);
      breathe(4 * static_cast<double>(draws_.chains * draws_.d));
    }
    return rows;
  }

  void mixed() {
    std::vector<patient> patients = ill();
    std::sort(patients.begin(), patients.end(), [](const patient &a, const patient &b) { return a.seen.effective < b.seen.effective; });
    std::vector<patient> rest;
    for (const patient &p : patients)
      if (!modes(p)) rest.push_back(p);
    if (!rest.empty()) explain(rest, patients.size());
  }

  // Those that have not mixed.
  std::vector<patient> ill() const {
    std::vector<patient> result;
    const auto judge = [&](int64_t k, const series &s) {
      const mixing seen = mixing_of(s);
      if (seen.bad()) result.push_back({k, seen});
    };
    for (int64_t k = 0; k < draws_.d; ++k)
      if (varies_[static_cast<size_t>(k)]) judge(k, draws_.coordinate(k));
    const series density = log_density();
    if (density.values && stats::varies(gather(density))) judge(-1, density);
    return result;
  }

  series log_density() const { return {draws_.log_density, draws_.iterations, draws_.chains, draws_.chains, 1}; }

  chain_set values(const patient &p) const { return gather(p.coordinate < 0 ? log_density() : draws_.coordinate(p.coordinate)); }

  bool modes(const patient &p) {
    const chain_set x = values(p);
    const two_groups groups = groups_of(x.values);
    if (p.coordinate < 0 || !has_modes(x, groups)) return false;
    add(fault::modes, name(p.coordinate), in_quotes(name(p.coordinate)) + " lies in two groups, " + percent(1 - groups.share) + " near " + number(std::ldexp(groups.low, x.exponent)) + " and " + percent(groups.share) + " near " + number(std::ldexp(groups.high, x.exponent)) + ", and chains seldom pass: these shares are those of the starts; temper, or name the modes apart in the model");
    return true;
  }

  std::string numbers_of(const patient &p) const { return "R-hat " + number(p.seen.rhat) + ", effective draws " + number(p.seen.effective); }

  void explain(const std::vector<patient> &patients, size_t count) {
    const patient &worst = patients.front();
    std::vector<int64_t> suspects;
    for (const patient &p : patients)
      if (p.coordinate >= 0 && suspects.size() < most_suspects) suspects.push_back(p.coordinate);
    bool why = false;
    for (const relation &r : relations(draws_, suspects, worst.seen.effective, varies_)) why = related(r, worst.seen.effective) || why;
    if (why || endless(worst)) return;
    const double times = std::ceil(1.2 * enough_draws / std::max(worst.seen.effective, 1.0));
    add(fault::too_short, name(worst.coordinate), in_quotes(name(worst.coordinate)) + " has not mixed (" + numbers_of(worst) + others(count) + "): run " + number(std::max(times, 2.0)) + " times as long");
  }

  std::string others(size_t count) const { return count < 2 ? "" : "; " + std::to_string(count - 1) + " more like it"; }

  bool related(const relation &r, double effective) {
    if (r.ridge.strength > 0.85) {
      add(fault::ridge, name(r.ridge.driver), in_quotes(name(r.ridge.driver)) + " and " + in_quotes(name(r.ridge.other)) + " move along a narrow ridge, " + percent(r.ridge.strength) + " of one given by the other, and chains creep along it: write the model in coordinates across and along it");
    } else if (r.funnel.strength > std::max(0.4, 4.5 / std::sqrt(effective))) {
      add(fault::funnel, name(r.funnel.driver), "the spread of " + in_quotes(name(r.funnel.other)) + " follows " + in_quotes(name(r.funnel.driver)) + " (correlation " + number(r.funnel.strength) + "), and chains do not reach its narrow end: standardise " + in_quotes(name(r.funnel.other)) + " in the model (non-centred form)");
    } else {
      return false;
    }
    return true;
  }

  bool endless(const patient &p) {
    if (p.seen.effective >= enough_draws || p.seen.rhat <= p.seen.bound || p.coordinate < 0 || !widens(values(p))) return false;
    add(fault::ridge, name(p.coordinate), in_quotes(name(p.coordinate)) + " still spreads (" + numbers_of(p) + "): a flat direction, along which the density may have no end; give it a prior, or run longer from a wider start");
    return true;
  }

  void energy() {
    if (facts_.energy_fraction < 0.3)
      add(fault::funnel, "", "the energy changes too slowly (E-BFMI " + number(facts_.energy_fraction) + "): tails are reached too seldom; write heavy-tailed or hierarchical parameters in non-centred form");
  }

  const recorded_chains draws_;
  const run_facts facts_;
  std::vector<char> varies_;
  std::vector<finding> found_;
};

}  // namespace

const char *word_of(fault what) {
  constexpr const char *words[] = {"wrong gradient", "rejects", "stuck", "modes", "funnel", "ridge", "too short"};
  return words[static_cast<int>(what)];
}

std::vector<finding> findings(const recorded_chains &draws, const run_facts &facts) { return examination(draws, facts).result(); }

std::string text_of(const std::vector<finding> &found) {
  std::string text;
  for (const finding &f : found) text += (text.empty() ? "" : "\n") + (word_of(f.what) + (": " + f.sentence));
  return text;
}

}  // namespace wgf::stats
