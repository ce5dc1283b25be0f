// What every way to approximate promises as an option of a flow: bits, checkpoints, the fall-back, refusals in words, cancellation.
#include <doctest/doctest.h>

#if WGF_WITH_TBB
#include <tbb/global_control.h>
#endif

#include "laws/choices.h"
#include "laws/world.h"

using namespace wgf;
using namespace wgf::laws;

namespace {

using settings = std::function<void(option_set &)>;

using way_of_flow = approximated_flow;

const std::vector<way_of_flow> ways = approximated_flows();

// Small parameters, so that much is left out.
void choose(option_set &o, const way_of_flow &w) {
  const std::string name = w.approximation;
  o.set_text("approximation", name);
  o.set_integer("landmarks", 60);
  o.set_integer("batch_size", 100);
  o.set_real("cutoff", 1e-2);
  o.set_real("approximation_tolerance", 0);
  if (name == "cells") o.set_real("bandwidth", 0.5);
  if (name == "sliced") o.set_text("kernel", "riesz");
}

setup setup_of(
    const way_of_flow &w, const settings &more = [](option_set &) {}) {
  setup s;
  s.n = 1500;
  s.m = 1100;
  s.weighted = true;
  s.options = [w, more](option_set &o) {
    choose(o, w);
    more(o);
  };
  return s;
}

world make(const way_of_flow &w, const setup &s) { return make_world(find_flow(w.flow), s); }

std::vector<double> after_steps(const way_of_flow &w, const setup &s) {
  world made = make(w, s);
  made.run->run(4, 0, 0);
  return made.particles->x;
}

wgf_stats stats_of(const world &w) {
  wgf_stats out;
  w.run->stats(out);
  return out;
}

struct log_lines {
  int count = 0;
  std::string last;
  static void take(void *user, int32_t level, const char *line) {
    log_lines *all = static_cast<log_lines *>(user);
    CHECK(level == WGF_LOG_WARNING);
    ++all->count;
    all->last = line;
  }
};

// The sentence of a refusal at bind.
std::string refusal(const char *flow, int64_t d, const settings &set) {
  setup s;
  s.d = d;
  s.options = set;
  world w = make_world(find_flow(flow), s);
  try {
    w.run->bind();
  } catch (const error &e) {
    CHECK(e.code() == WGF_E_UNSUPPORTED);
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("approximations: the same bits for 1, 2 and 7 threads") {
#if WGF_WITH_TBB
  const tbb::global_control allow(tbb::global_control::max_allowed_parallelism, 8);
#endif
  for (const way_of_flow &w : ways) {
    INFO(std::string(w.flow) << " by " << std::string(w.approximation));
    setup s = setup_of(w);
    const std::vector<double> alone = after_steps(w, s);
    for (const int threads : {2, 7}) {
      s.threads = threads;
      CHECK(after_steps(w, s) == alone);
    }
  }
}

TEST_CASE("approximations: a run resumed from a checkpoint gives the bits of one that was not interrupted") {
  for (const way_of_flow &w : ways) {
    INFO(std::string(w.flow) << " by " << std::string(w.approximation));
    setup s = setup_of(w);
    world whole = make(w, s), first = make(w, s);
    whole.run->run(6, 0, 0);
    first.run->run(3, 0, 0);
    std::vector<uint8_t> bytes(static_cast<size_t>(first.run->checkpoint_size()));
    first.run->save(bytes.data(), static_cast<int64_t>(bytes.size()));
    s.seed = 12345;  // the checkpoint brings its own
    world second = make(w, s);
    second.run->restore(bytes.data(), static_cast<int64_t>(bytes.size()));
    CHECK(stats_of(second).approximation_error == stats_of(first).approximation_error);
    second.run->run(3, 0, 0);
    CHECK(second.particles->x == whole.particles->x);
    CHECK(stats_of(second).approximation_error == stats_of(whole).approximation_error);
  }
}

TEST_CASE("approximations: every step draws anew, where it draws") {
  for (const way_of_flow &w : ways) {
    if (std::string(w.approximation) == "cells") continue;
    INFO(std::string(w.flow) << " by " << std::string(w.approximation));
    world made = make(w, setup_of(w, [](option_set &o) { o.set_real("step_size", 0); }));
    made.run->step();
    const double first = stats_of(made).w2_speed;
    made.run->step();
    CHECK(stats_of(made).w2_speed != first);
  }
}

TEST_CASE("approximations: a step whose error is above the tolerance is the exact step, and the log says so once") {
  for (const way_of_flow &w : ways) {
    INFO(std::string(w.flow) << " by " << std::string(w.approximation));
    log_lines lines;
    world strict = make(w, setup_of(w, [](option_set &o) { o.set_real("approximation_tolerance", 1e-9); }));
    strict.host->log_callback = {log_lines::take, &lines, nullptr};
    world exact = make(w, setup_of(w, [](option_set &o) { o.set_text("approximation", "exact"); }));
    for (int k = 0; k < 3; ++k) strict.run->step(), exact.run->step();  // a run would also say whether the cloud is at rest
    CHECK(strict.particles->x == exact.particles->x);
    CHECK(stats_of(strict).approximation_error > 1e-9);
    CHECK(std::isnan(stats_of(exact).approximation_error));
    CHECK(stats_of(strict).exact_steps == 3);
    CHECK(stats_of(exact).exact_steps == 0);
    CHECK(lines.count == 1);
    CHECK(lines.last.find(w.approximation) != std::string::npos);
    CHECK(lines.last.find("approximation_tolerance") != std::string::npos);
  }
}

TEST_CASE("approximations: a step whose error is below the tolerance is not the exact step") {
  for (const way_of_flow &w : ways) {
    INFO(std::string(w.flow) << " by " << std::string(w.approximation));
    log_lines lines;
    world loose = make(w, setup_of(w, [](option_set &o) { o.set_real("approximation_tolerance", 10); }));
    loose.host->log_callback = {log_lines::take, &lines, nullptr};
    world exact = make(w, setup_of(w, [](option_set &o) { o.set_text("approximation", "exact"); }));
    loose.run->step();
    exact.run->step();
    CHECK(largest_difference(loose.particles->x, exact.particles->x) > 0);
    CHECK(lines.count == 0);
  }
}

TEST_CASE("approximations: by default a bias above a tenth falls back, noise does not") {
  const auto steps_exactly = [](const way_of_flow &w, const settings &more) {
    const settings standard = [&](option_set &o) { o.set_real("approximation_tolerance", -1), more(o); };
    world made = make(w, setup_of(w, standard)), exact = make(w, setup_of(w, [&](option_set &o) { more(o), o.set_text("approximation", "exact"); }));
    made.run->step();
    exact.run->step();
    CHECK(stats_of(made).approximation_error > 0.1);
    return made.particles->x == exact.particles->x;
  };
  CHECK(steps_exactly({"svgd", "nystrom"}, [](option_set &o) { o.set_integer("landmarks", 2); }));
  CHECK(steps_exactly({"svgd", "cells"}, [](option_set &o) { o.set_real("cutoff", 0.5); }));
  CHECK(!steps_exactly({"svgd", "random_batch"}, [](option_set &o) { o.set_integer("batch_size", 2); }));
  CHECK(!steps_exactly({"mmd", "sliced"}, [](option_set &o) { o.set_integer("slices", 1); }));
}

TEST_CASE("approximations: a run with exact steps says so in its status and its stats") {
  const way_of_flow w{"mmd", "nystrom"};
  for (const int64_t landmarks : {2, 1500}) {
    INFO("landmarks: ", landmarks);
    world made = make(w, setup_of(w, [=](option_set &o) { o.set_real("approximation_tolerance", -1), o.set_integer("landmarks", landmarks); }));
    CHECK(made.run->run(3, 0, 0) == (landmarks == 2 ? WGF_ADJUSTED : WGF_OK));
    CHECK(stats_of(made).exact_steps == (landmarks == 2 ? 3 : 0));
  }
}

TEST_CASE("approximations: exact sums over more than 1e10 pairs are not taken unasked, and nothing has moved") {
  const way_of_flow w{"svgd", "nystrom"};
  setup s = setup_of(w, [](option_set &o) { o.set_real("approximation_tolerance", -1), o.set_integer("landmarks", 2); });
  s.n = 100100;  // 1.002e10 pairs
  world made = make(w, s);
  const std::vector<double> before = made.particles->x;
  try {
    made.run->run(2, 0, 0);
    FAIL("it took the exact sums");
  } catch (const error &e) {
    INFO(e.what());
    CHECK(e.code() == WGF_E_NUMERIC);
    for (const char *part : {"\"nystrom\"", "over 10020010000 pairs", "\"approximation_tolerance\"", "\"landmarks\""}) CHECK(std::string(e.what()).find(part) != std::string::npos);
  }
  CHECK(made.particles->x == before);
  CHECK(stats_of(made).step == 0);
}

TEST_CASE("approximations: particles that the target rejects leave the sums") {
  for (const char *name : {"nystrom", "random_batch", "cells"}) {
    INFO(std::string(name));
    const way_of_flow w{"svgd", name};
    setup s = setup_of(w);
    s.external = true;
    world made = make(w, s);
    const request *ask = made.run->ask();
    REQUIRE(ask != nullptr);
    std::vector<double> score(ask->x, ask->x + ask->n * ask->d);
    for (size_t i = 0; i < score.size(); i += 7) score[i] = std::nan("");
    const std::vector<double> log_density(static_cast<size_t>(ask->n));
    made.run->tell(log_density.data(), score.data(), nullptr);
    REQUIRE(made.run->ask() != nullptr);  // about the new places
    made.run->tell(log_density.data(), score.data(), nullptr);
    CHECK(made.run->ask() == nullptr);
    for (const double x : made.particles->x) REQUIRE(std::isfinite(x));
  }
}

TEST_CASE("approximations: the energy of mmd stays exact") {
  const way_of_flow w{"mmd", "random_batch"};
  world near = make(w, setup_of(w)), exact = make(w, setup_of(w, [](option_set &o) { o.set_text("approximation", "exact"); }));
  CHECK(near.run->energy() == exact.run->energy());
}

TEST_CASE("approximations: what has no meaning is refused in words") {
  const auto by = [](
                      const char *name, const settings &more = [](option_set &) {}) {
    return [=](option_set &o) { o.set_text("approximation", name), more(o); };
  };
  const auto text = [](const char *name, const char *value) { return [=](option_set &o) { o.set_text(name, value); }; };
  const auto says = [](const std::string &sentence, const char *word) { return sentence.find(word) != std::string::npos; };
  CHECK(says(refusal("svgd", 4, by("cells")), "3 dimensions"));
  CHECK(says(refusal("svgd", 2, by("nystrom", text("kernel", "linear"))), "moments"));
  CHECK(says(refusal("mmd", 2, by("nystrom", text("kernel", "riesz"))), "positive definite"));
  CHECK(says(refusal("mmd", 2, by("sliced")), "riesz"));
  CHECK(says(refusal("mmd", 2, by("sliced", [](option_set &o) { o.set_text("kernel", "riesz"), o.set_real("exponent", 1.5); })), "exponent 1"));
  CHECK(says(refusal("mmd", 2, by("sliced", [](option_set &o) { o.set_text("kernel", "riesz"), o.set_real("noise", 0.1); })), "noise"));
  CHECK(says(refusal("mmd", 2, by("sliced", [](option_set &o) { o.set_text("kernel", "riesz"), o.set_text("scale", "coordinate"); })), "scale"));
  CHECK(refusal("mmd", 2, by("sliced", text("kernel", "riesz"))).empty());
}

TEST_CASE("approximations: svgd has no slices, and a wrong name is answered with those that are") {
  for (const char *wrong : {"sliced", "nystroem"}) {
    world w = make_world(find_flow("svgd"), {});
    CHECK_THROWS_WITH_AS(w.run->editable_options().set_text("approximation", wrong), doctest::Contains("nystrom"), error);
  }
}

TEST_CASE("approximations: a step is cancelled inside, and leaves no trace") {
  for (const way_of_flow &w : ways) {
    INFO(std::string(w.flow) << " by " << std::string(w.approximation));
    setup s = setup_of(w, [](option_set &o) { o.set_integer("error_rows", 100000); });  // an estimate from all rows takes long enough
    s.n = s.m = 30000;
    world made = make(w, s);
    made.run->bind();
    const std::vector<double> before = made.particles->x;
    made.host->poll_callback = {[](void *) -> int32_t { return 1; }, nullptr, nullptr};  // first asked after 30 ms
    CHECK_THROWS_AS(made.run->step(), cancelled);
    CHECK(made.particles->x == before);
  }
}
