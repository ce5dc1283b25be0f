// A small world in which any flow of the catalogue can live: a correlated Gaussian target, samples, weighted particles; all of it
// may be moved by a rotation, a translation and a permutation.
#pragma once

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <functional>
#include <memory>
#include <vector>

#include "core/catalogue.h"
#include "core/flow.h"
#include "laws/choices.h"

namespace wgf::laws {

using matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct motion {
  matrix rotation;             // d x d
  Eigen::VectorXd shift;       // d
  std::vector<int64_t> order;  // new particle i is old particle order[i]
  double scale = 1;            // of every length, after the rest
};

motion stay(int64_t n, int64_t d);

struct setup {
  int64_t n = 23, m = 31, d = 3;
  int threads = 1;
  bool weighted = false;
  bool external = false;  // answers come by ask and tell
  uint64_t seed = 7;
  double spread = 1;  // of the particles
  std::function<void(option_set &)> options = [](option_set &) {};
  std::shared_ptr<target> density = nullptr;  // in place of the world's own
};

struct world {
  std::shared_ptr<context> host;
  std::shared_ptr<target> density, external, samples;
  std::shared_ptr<ensemble> particles;
  std::unique_ptr<flow> run;
};

world make_world(const flow_spec &spec, const setup &s, const motion &m);
world make_world(const flow_spec &spec, const setup &s);

// run(setup, choice) with every choice of every text option, the rest of the options as the setup has them.
template <class body>
void in_every_choice(const flow_spec &spec, const setup &s, body run) {
  refusals refused;
  for (const choice &c : choices_of(all_flow_options(spec))) {
    setup each = s;
    each.options = [others = s.options, c](option_set &o) {
      others(o);
      c.set(o);
    };
    refused.attempt(std::string(spec.name) + ", " + c.text(), [&] { run(each, c); });
  }
  CHECK(static_cast<int>(refused.list.size()) < refused.tried / 2);
}

// Plain Euler steps of a flow that has a choice; no warm-up.
void plain_steps(option_set &options);

// Completes one step through ask and tell, answering from the density.
void step_by_asking(world &w);

std::vector<double> drift_of(world &w);
std::vector<const flow_spec *> flows_with_drift();
std::vector<const flow_spec *> flows_with_energy();

double largest(const std::vector<double> &v);
double largest_difference(const std::vector<double> &a, const std::vector<double> &b);

}  // namespace wgf::laws
