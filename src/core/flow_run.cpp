// A run of many steps, and what is to be said of it at its end.
#include <cmath>
#include <new>
#include <string>
#include <utility>

#include "base/text.h"
#include "core/flow_running.h"

namespace wgf {

wgf_status flow::run(int64_t steps, double seconds, double tolerance) {
  bind();
  if (tolerance > 0 && !spec_.deterministic)
    fail(WGF_E_UNSUPPORTED, options_.owner() + " is noisy and never comes to rest: tolerance must be 0; give a limit of steps or seconds");
  running guard(*this);
  const double start = seconds_now(), interval = options_.real("progress_interval");
  const int64_t last_step = step_ + steps;
  wgf_status reason = WGF_OK;
  verdict_so_far known = verdict_so_far::go_on;
  if (steps == 0) guard.watch_.check();  // a run of no steps takes back a cancel that came too late
  while (step_ < last_step && reason == WGF_OK) {
    guard.watch_.check();
    complete_one();
    known = recipe_->so_far();
    if ((tolerance > 0 && at_rest(tolerance)) || known == verdict_so_far::enough)
      reason = WGF_CONVERGED;
    else if (known == verdict_so_far::out_of_budget)
      reason = WGF_BUDGET;
    else if (seconds > 0 && seconds_now() - start >= seconds && step_ < last_step)
      reason = WGF_BUDGET;
    if (progress_callback && seconds_now() - last_progress_ >= interval && step_ < last_step) tell_progress(last_step);
  }
  tell_progress(last_step);
  if (steps == 0) return reason;
  const wgf_status said = verdict(tolerance, reason == WGF_CONVERGED);
  const bool doubted = known != verdict_so_far::go_on && said == WGF_NOT_CONVERGED;
  return reason == WGF_OK || doubted ? said : reason;
}

// Where the speed can be told without a unit, that one counts.
bool flow::at_rest(double tolerance) const {
  return (std::isnan(numbers_.relative_speed) ? numbers_.w2_speed : numbers_.relative_speed) <= tolerance;
}

void flow::tell_doubts(const std::string &text) {
  if (!text.empty() && !doubts_told_) owner_->log(WGF_LOG_WARNING, options_.owner() + ", step " + std::to_string(step_) + ": " + text);
  doubts_told_ = !text.empty();
}

// The steps are done and stay done: without memory for the words the verdict is the careful one.
wgf_status flow::verdict(double tolerance, bool converged) {
  try {
    return spoken_verdict(tolerance, converged);
  } catch (const std::bad_alloc &) {
    return WGF_NOT_CONVERGED;
  }
}

// What there is to say at the end of a run.
wgf_status flow::spoken_verdict(double tolerance, bool converged) {
  step_numbers last = numbers_;
  if (converged) last.relative_speed = 0;
  std::string text = recipe_->doubts(view(), last);
  if (text.empty() && tolerance > 0 && !converged) text = "the particles have not come to rest: their speed is above the tolerance " + to_text(tolerance);
  if (text.empty() && points_ > 0 && rejected_ >= points_) text = "in the last step the target rejected every move";
  tell_doubts(text);
  const bool adjusted = std::exchange(thinned_, false) || exact_steps_ > std::exchange(refused_told_, exact_steps_);
  if (!text.empty()) return WGF_NOT_CONVERGED;
  return adjusted ? WGF_ADJUSTED : WGF_OK;
}

}  // namespace wgf
