// The C++ owner types: a flow runs, a failure is an exception with its text, and nothing is left behind.
#include <wgf/wgf.hpp>

#include <cstdio>
#include <cstring>

namespace {

void run() {
  const wgf::context_handle context = wgf::make_context();
  const wgf::target_handle target = wgf::make_target(context, "gaussian", 3);
  const wgf::ensemble_handle particles = wgf::make_ensemble(target, 20);
  const wgf::flow_handle flow = wgf::make_flow(context, "svgd");
  wgf::check(wgf_ensemble_init_normal(particles.get(), 0, 1));
  wgf::check(wgf_flow_set_target(flow.get(), target.get()));
  wgf::check(wgf_flow_set_ensemble(flow.get(), particles.get()));
  wgf::check(wgf_flow_run(flow.get(), 10, 0, 0));
}

bool samples() {
  const wgf::context_handle context = wgf::make_context();
  const auto [draws, said] = wgf::sample(wgf::make_target(context, "gaussian", 3));
  return draws && said == WGF_CONVERGED;
}

bool misspelt_name_throws() {
  try {
    wgf::make_flow(wgf::make_context(), "svgdd");
  } catch (const wgf::exception &e) {
    return e.code() < 0 && std::strstr(e.what(), "svgd");
  }
  return false;
}

}  // namespace

int main() {
  run();
  const bool ok = samples() && misspelt_name_throws() && wgf_live_handles() == 0;
  std::puts(ok ? "ok" : "failed");
  return ok ? 0 : 1;
}
