#include "core/flow.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <utility>

#include "core/catalogue.h"
#include "core/flow_running.h"
#include "base/paced.h"
#include "base/text.h"

namespace wgf {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool on_users_scale(const target *t) { return !t || t->coordinates().identity(); }

}  // namespace

const option_table &common_flow_options() {
  static const option_table table{
      integer_option("warmup", 0, 0, int64_t{1} << 53,
                     "Steps that are not recorded. Flows that tune themselves (mala, microcanonical) do so during these steps and then freeze; in the first quarter of them chains "
                     "of mala that were started far away climb, and one whose climb ends far below the others starts anew."),
      integer_option("record_every", 0, 0, int64_t{1} << 53, "Record the particles every this many steps after the warm-up; 0 never."),
      integer_option("record_limit", 1000, 1, int64_t{1} << 40,
                     "Iterations to keep at most; memory for all of them is taken at bind. When they are full every second one goes and record_every doubles, "
                     "so that they are spread over the whole run; the log and the draws say so."),
      real_option("max_bytes", 2e9, 0, unbounded, "Largest memory for recorded draws, in bytes; a request for more fails at bind."),
      integer_option("seed", -1, -1, int64_t{1} << 53,
                     "Seed of the flow's random numbers. -1: of the context's seed a stream of its own, by the order in which flows are created."),
      real_option("progress_interval", 0.2, 0, unbounded, "Shortest time between two progress calls, in seconds."),
  };
  return table;
}

const option_table &all_flow_options(const flow_spec &spec) {
  static std::mutex guard;
  static std::map<const flow_spec *, option_table> tables;
  const std::lock_guard<std::mutex> hold(guard);
  const auto found = tables.find(&spec);
  if (found != tables.end()) return found->second;
  option_table table = spec.options;
  return tables.emplace(&spec, table.add(common_flow_options())).first->second;
}

flow::flow(std::shared_ptr<context> owner, const flow_spec &spec)
    : owner_(std::move(owner)), spec_(spec), options_(std::string("flow \"") + spec.name + "\"", all_flow_options(spec)),
      order_(owner_->count_handle(seeded::flow)), numbers_{unknown, unknown, unknown, unknown, unknown, unknown} {}

flow::~flow() {
  if (bound()) ensemble_->bound = ensemble_->asked = false;
}

void flow::require_unbound(const char *what) const {
  if (bound()) fail(WGF_E_STATE, std::string(what) + " cannot change once the flow is bound");
}

void flow::set_target(std::shared_ptr<target> t) {
  require_unbound("the target");
  std::shared_ptr<target> &role = t->is_samples() ? samples_ : density_;
  if (role && role != t)
    fail(WGF_E_STATE, options_.owner() + " has a target with " + (t->is_samples() ? "samples" : "a density") + " already, and takes one; make another flow for another");
  role = std::move(t);
}

void flow::set_ensemble(std::shared_ptr<ensemble> e) {
  require_unbound("the ensemble");
  ensemble_ = std::move(e);
}

void flow::set_own_kernel(std::shared_ptr<const pair::profile> p) {
  require_unbound("the kernel");
  own_kernel_ = std::move(p);
}

void flow::set_features(const feature_map &f) {
  require_unbound("the features");
  features_ = f;
}

option_set &flow::editable_options() {
  require_unbound("an option other than \"step_size\"");
  return options_;
}

void flow::take_options(const std::string &changed, option_set values) {
  if (changed != "step_size") require_unbound("an option other than \"step_size\"");
  options_ = std::move(values);
  if (bound()) recipe_->set_step_size(options_.real("step_size"));
}

void flow::check_density() {
  if (!density_) {
    if (spec_.wants != 0) fail(WGF_E_STATE, options_.owner() + " needs a target with a " + spec_.needs + "; set one with wgf_flow_set_target");
    return;
  }
  density_->freeze();
  if (density_->dim() != ensemble_->d)
    fail(WGF_E_ARGUMENT, "the target has " + std::to_string(density_->dim()) + " unconstrained dimensions and the ensemble has " +
                             std::to_string(ensemble_->d));
  if ((spec_.wants & WGF_LOG_DENSITY) && !(density_->provides() & WGF_LOG_DENSITY))
    fail(WGF_E_UNSUPPORTED, options_.owner() + " needs a log density, and the target gives only a score");
}

void flow::check_samples() {
  if (!samples_) {
    if (spec_.wants_samples) fail(WGF_E_STATE, options_.owner() + " needs a target with samples; set one with wgf_flow_set_target");
    return;
  }
  samples_->freeze();
  if (samples_->dim() != ensemble_->d)
    fail(WGF_E_ARGUMENT, "the samples have " + std::to_string(samples_->dim()) + " dimensions and the ensemble has " +
                             std::to_string(ensemble_->d));
}

void flow::check_parts() {
  check_density();
  check_samples();
  if ((!on_users_scale(density_.get()) || !on_users_scale(ensemble_->home.get())) && ensemble_->home != density_)
    fail(WGF_E_ARGUMENT, "a target with bounds needs an ensemble made for it; create it with wgf_ensemble_create_for_target");
  const std::vector<double> &w = ensemble_->w;
  if (spec_.equal_weights && std::any_of(w.begin(), w.end(), [&](double each) { return each != w[0]; }))
    fail(WGF_E_UNSUPPORTED, options_.owner() + " learns from all its chains alike and takes no weights: the ensemble has particles of different weight");
}

void flow::prepare_recorder() {
  draws empty;
  empty.chains = ensemble_->n;
  empty.d = ensemble_->user_dim();
  empty.independent = spec_.chains;
  empty.names = ensemble_->names;
  recorder_.prepare(options_.integer("record_limit"), options_.integer("record_every"), empty, (spec_.wants & WGF_LOG_DENSITY) != 0, options_.real("max_bytes"));
  recorder_.weigh(ensemble_->w);
}

void flow::bind() {
  if (bound()) return;
  require(ensemble_ != nullptr, WGF_E_STATE, "the flow has no ensemble; set one with wgf_flow_set_ensemble");
  require(!ensemble_->bound, WGF_E_BUSY, "the ensemble is bound to another flow");
  pool_ = owner_->make_workers();
  running guard(*this);
  check_parts();
  guard.watch_.check();
  const int64_t seed = options_.integer("seed");
  seed_ = seed < 0 ? owner_->seed_of(seeded::flow, &order_) : static_cast<uint64_t>(seed);
  prepare_recorder();
  ensemble &e = *ensemble_;
  if (!on_users_scale(density_.get())) resize(user_x_, e.n * e.user_dim());
  recipe_ = spec_.make({options_, e.n, e.d, density_.get(), samples_.get(), e.x.data(), e.w.data(), own_kernel_.get(),
                        features_.m > 0 ? &features_ : nullptr, seed_, *owner_, pool_});
  e.bound = true;
  seen_revision_ = e.revision;
}

particles flow::view() {
  return {ensemble_->n, ensemble_->d, ensemble_->x.data(), ensemble_->w.data(), step_, seed_};
}

target &flow::answering_target() {
  require(density_ && !density_->is_external(), WGF_E_STATE,
          "the target has no callback: its answers come by wgf_flow_ask and wgf_flow_tell");
  return *density_;
}

void flow::begin_step() {
  rejected_ = points_ = 0;
  if (ensemble_->revision != seen_revision_) {
    recipe_->particles_replaced();
    recorder_.weigh(ensemble_->w);
  }
  seen_revision_ = ensemble_->revision;
}

// The recipe's next request, or null when it has completed the step.
const request *flow::next_request() {
  if (!pending_) begin_step();
  particles cloud = view();
  const request *next = recipe_->advance(cloud);
  pending_ = next;
  ensemble_->asked = next != nullptr;
  answered_ = false;
  return next;
}

void flow::forget_request() {
  pending_ = nullptr;
  ensemble_->asked = false;
  answered_ = false;
  recipe_->give_up();
}

// The particles have moved: what is left to do is done.
void flow::complete_step() {
  const unbroken whole;
  recipe_->numbers(numbers_);
  exact_steps_ += numbers_.approximation_refused;
  ++step_;
  time_ += numbers_.step_size;
  record();
  tell_phase();
}

void flow::tell_phase() const {
  if (!owner_->log_callback) return;
  const phase next = recipe_->phase_of(step_);
  if (next.since == step_ && step_ > 0) owner_->log(WGF_LOG_INFO, options_.owner() + ", step " + std::to_string(step_) + ": " + next.name + " begins");
}

void flow::record() {
  const phase now = recipe_->phase_of(step_ - 1);
  if (now.records && std::exchange(recording_since_, now.since) != now.since) recorder_.restart();
  if (!now.records || !recorder_.wants(step_ - now.since)) return;
  if (recorder_.full()) {
    recorder_.thin();
    thinned_ = true;
    owner_->log(WGF_LOG_WARNING, "the draws are full (option \"record_limit\" is " + std::to_string(options_.integer("record_limit")) +
                                     "): every second iteration goes, and from step " + std::to_string(step_) + " on one in " +
                                     std::to_string(recorder_.kept().every) + " steps is kept");
    if (!recorder_.wants(step_ - now.since)) return;
  }
  if (spec_.moves & moves_weights) recorder_.weigh(ensemble_->w);
  ensemble_->to_user(recorder_.next_rows());
  recorder_.commit(time_, recipe_->log_density());
}

draws flow::recorded() const {
  draws out = recorder_.copy();
  out.owner = owner_;
  out.lost = recipe_ ? recipe_->lost() : 0;
  if (recipe_) recipe_->tell_facts(out.facts);
  return out;
}

namespace {

int64_t count_rejected(const request &answered) {
  const uint8_t *rejected = answered.into.rejected;
  return rejected ? std::count_if(rejected, rejected + answered.n, [](uint8_t r) { return r != 0; }) : 0;
}

}  // namespace

void flow::step() {
  bind();
  running guard(*this);
  guard.watch_.check();
  complete_one();
  tell_progress(step_);
}

void flow::answer_pending(const request &ask) {
  target &law = answering_target();
  const int64_t before = law.asked();
  law.respond(ask, pool_);
  evaluations_ += law.asked() - before;
  rejected_ += count_rejected(ask);
  points_ += ask.n;
}

void flow::complete_one() {
  require(!pending_, WGF_E_STATE, "a step begun by wgf_flow_ask waits for wgf_flow_tell; answer it or call wgf_flow_abandon");
  const double start = seconds_now();
  try {
    while (const request *ask = next_request()) {
      pool_.check();
      answer_pending(*ask);
    }
  } catch (...) {
    forget_request();
    throw;
  }
  complete_step();
  seconds_ += seconds_now() - start;
}

void flow::tell_progress(int64_t last_step) {
  if (!progress_callback) return;
  const double *x = ensemble_->x.data();
  if (!user_x_.empty()) {
    ensemble_->to_user(user_x_.data());
    x = user_x_.data();
  }
  last_progress_ = seconds_now();
  const callback<wgf_progress_fn> held = progress_callback;
  const auto ask = [&] { return held.fn(held.user, step_, last_step, ensemble_->n, ensemble_->user_dim(), x); };
  if (returned_by("progress", ask) != 0) throw cancelled();
}

const request *flow::ask() {
  bind();
  if (pending_ && !answered_) return &shown_;
  running guard(*this);
  guard.watch_.check();  // the answer to the last request is kept
  const double start = seconds_now();
  const request *next;
  try {
    next = next_request();
    if (next) show(*next);
  } catch (...) {
    forget_request();
    throw;
  }
  seconds_ += seconds_now() - start;
  if (!next) complete_step();
  return next ? &shown_ : nullptr;
}

// The request on the user's scale.
void flow::show(const request &asked) {
  require(density_ != nullptr, WGF_E_INTERNAL, "a recipe asked without a target");
  shown_ = asked;
  if (on_users_scale(density_.get())) return;
  shown_.d = density_->user_dim();
  resize(shown_x_, asked.n * shown_.d);
  if (asked.v) shown_v_.resize(shown_x_.size());
  density_->to_user(asked, shown_x_.data(), asked.v ? shown_v_.data() : nullptr);
  shown_.x = shown_x_.data();
  shown_.v = asked.v ? shown_v_.data() : nullptr;
}

void flow::tell(const double *log_density, const double *score, const double *hv) {
  require(pending_ && !answered_, WGF_E_STATE, "no request waits for an answer; call wgf_flow_ask first");
  running guard(*this);
  guard.watch_.check();
  density_->from_user(*pending_, log_density, score, hv);
  evaluations_ += pending_->n;
  rejected_ += count_rejected(*pending_);
  points_ += pending_->n;
  answered_ = true;
}

void flow::abandon() {
  if (bound()) forget_request();
}

// Answers what the recipe's drift or energy wants at the particles, in memory apart from a step's.
answer flow::evaluate_here(int32_t wants) {
  if (wants == 0) return {};
  const size_t n = static_cast<size_t>(ensemble_->n), size = n * static_cast<size_t>(ensemble_->d);
  resize(here_numbers_, static_cast<int64_t>(n + size));
  here_marks_.resize(n);
  double *numbers = here_numbers_.data();
  const answer out{wants & WGF_LOG_DENSITY ? numbers : nullptr, wants & WGF_SCORE ? numbers + n : nullptr, nullptr, here_marks_.data()};
  const bool mini_batch = density_ && (density_->provides() & WGF_MINI_BATCH);
  answering_target().respond({wants, ensemble_->n, ensemble_->d, mini_batch ? step_ : -1, ensemble_->x.data(), nullptr, out}, pool_);
  return out;
}

void flow::drift(double *v) {
  bind();
  running guard(*this);
  const answer given = evaluate_here(recipe_->drift_wants());
  if (!recipe_->drift(view(), given, v))
    fail(WGF_E_UNSUPPORTED, options_.owner() + " is not given by a drift");
}

double flow::energy() {
  bind();
  running guard(*this);
  if (!spec_.has_energy)
    fail(WGF_E_UNSUPPORTED, options_.owner() + ": its energy (" + spec_.energy + ") has no value on a cloud of particles");
  const std::string refused = recipe_->energy_refused();
  if (!refused.empty()) fail(WGF_E_UNSUPPORTED, options_.owner() + " has no energy with these options: " + refused);
  const answer given = evaluate_here(recipe_->energy_wants());
  const double value = recipe_->energy(view(), given);
  require(std::isfinite(value), WGF_E_NUMERIC, "the energy of these particles is beyond the range of a double");
  return value;
}

void flow::stats(wgf_stats &out) const {
  out.step = step_;
  out.evaluations = evaluations_;
  out.rejected = rejected_;
  out.time = time_;
  out.step_size = numbers_.step_size;
  out.energy = numbers_.energy;
  out.dissipation = numbers_.dissipation;
  out.w2_speed = numbers_.w2_speed;
  out.acceptance = numbers_.acceptance;
  out.bandwidth = numbers_.bandwidth;
  out.seconds = seconds_;
  out.approximation_error = numbers_.approximation_error;
  out.lost = recipe_ ? recipe_->lost() : 0;
  out.record_every = bound() ? recorder_.kept().every : options_.integer("record_every");
  out.exact_steps = exact_steps_;
  out.relative_speed = numbers_.relative_speed;
  out.spread = numbers_.spread;
}

}  // namespace wgf
