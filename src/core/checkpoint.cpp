// Checkpoints: a header that names the format; sections for the flow and its shape, its options by name, and its state; a checksum over all of it.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "core/flow_running.h"
#include "base/text.h"
#include "base/paced.h"

namespace wgf {

namespace {

constexpr std::array<char, 8> magic{'W', 'G', 'F', 'S', 'T', 'A', 'T', 'E'};
constexpr uint32_t format_version = 3;
constexpr uint32_t byte_order = 0x01020304;
constexpr int64_t checksum_bytes = 8;
constexpr int64_t piece = 1 << 20;  // bytes between two polls

// FNV-1a, 64 bits: against damage, not against malice.
uint64_t checksum(const uint8_t *bytes, int64_t n) {
  uint64_t h = 14695981039346656037ULL;
  for (int64_t i = 0; i < n; ++i) {
    h = (h ^ bytes[i]) * 1099511628211ULL;
    if (i % piece == 0) breathe(1e6);
  }
  return h;
}

std::string value_text(const option_set &options, const option &row) {
  switch (row.type) {
    case option_type::real: return to_text(options.real(row.name));
    case option_type::integer: return std::to_string(options.integer(row.name));
    case option_type::text: return options.text(row.name);
    case option_type::vector: break;
  }
  std::string out;
  for (double v : options.vector(row.name)) out += to_text(v) + " ";
  return out;
}

// What decides what the flow computes. The step size is state: it may change during a run. The recorder refuses more iterations than its own limit.
bool decides(const std::string &name) {
  return name != "step_size" && name != "progress_interval" && name != "max_bytes" && name != "record_limit" && name != "seed";
}

std::map<std::string, std::string> deciding_options(const option_set &options) {
  std::map<std::string, std::string> out;
  for (const option &row : options.table().rows())
    if (decides(row.name)) out[row.name] = value_text(options, row);
  return out;
}

[[noreturn]] void fail_option(const std::string &name, const std::string &saved, const std::string &here) {
  fail(WGF_E_FORMAT, "the checkpoint is of a flow with other options: saved \"" + name + " = " + saved + "\", here \"" + name + " = " + here + "\"");
}

// Options that the saving library did not have meant their defaults there.
void compare_options(const std::map<std::string, std::string> &saved, const option_set &options) {
  const std::map<std::string, std::string> here = deciding_options(options), usual = deciding_options({options.owner(), options.table()});
  for (const auto &[name, value] : saved) {
    const auto found = here.find(name);
    if (found == here.end()) fail(WGF_E_FORMAT, "the checkpoint is of a flow with an option that this libwgf does not have: \"" + name + " = " + value + "\"");
    if (found->second != value) fail_option(name, value, found->second);
  }
  for (const auto &[name, value] : here)
    if (!saved.count(name) && value != usual.at(name)) fail_option(name, usual.at(name) + " (the default)", value);
}

void archive_options(archive &bytes, const option_set &options) {
  const std::map<std::string, std::string> here = deciding_options(options);
  int64_t count = static_cast<int64_t>(here.size());
  bytes.count(count, 10'000);
  if (!bytes.reading()) {
    for (auto [name, value] : here) {
      std::string written = name;
      bytes.text(written);
      bytes.text(value);
    }
    return;
  }
  std::map<std::string, std::string> saved;
  for (; count > 0; --count) {
    std::string name;
    bytes.text(name);
    bytes.text(saved[name]);
  }
  compare_options(saved, options);
}

template <class T>
void expect(archive &bytes, T here, const char *text) {
  T saved = here;
  bytes.value(saved);
  if (saved != here) fail(WGF_E_FORMAT, text);
}

void archive_format(archive &bytes) {
  expect(bytes, magic, "these bytes are not a checkpoint of libwgf");
  expect(bytes, byte_order, "the checkpoint was written on a machine of another byte order");
  uint32_t format = format_version;
  bytes.value(format);
  if (format != format_version)
    fail(WGF_E_FORMAT, "the checkpoint has format " + std::to_string(format) + "; this libwgf reads format " + std::to_string(format_version) +
                           (format < format_version ? ", which came with version 0.2: continue the run with the version that saved it" : ": a newer one wrote it"));
}

void archive_shape(archive &bytes, const flow &f) {
  std::string name = f.spec().name;
  bytes.text(name);
  if (name != f.spec().name)
    fail(WGF_E_FORMAT, "the checkpoint is of a flow \"" + name + "\", and this one is \"" + f.spec().name + "\"");
  expect(bytes, f.particles_ensemble()->n, "the checkpoint has another number of particles");
  expect(bytes, f.particles_ensemble()->d, "the checkpoint has another dimension");
}

}  // namespace

void step_numbers::archive(wgf::archive &bytes) {
  for (double *each : {&step_size, &energy, &dissipation, &w2_speed, &acceptance, &bandwidth, &approximation_error, &relative_speed, &spread})
    bytes.value(*each);
  bytes.count(approximation_refused, 1);
}

void flow::archive(wgf::archive &bytes) {
  archive_format(bytes);
  bytes.section("flow", 1, [&](uint32_t) { archive_shape(bytes, *this); });
  bytes.section("options", 1, [&](uint32_t) { archive_options(bytes, options_); });
  bytes.section("run", 1, [&](uint32_t) { archive_run(bytes); });
  bytes.section("cloud", 1, [&](uint32_t) {
    bytes.numbers(ensemble_->x);
    bytes.numbers(ensemble_->w, 0);
  });
  if (bytes.reading()) check_restored();
  bytes.section("recipe", 1, [&](uint32_t) { recipe_->archive(bytes); });
  bytes.section("draws", 1, [&](uint32_t) { recorder_.archive(bytes); });
  if (!bytes.reading()) return;
  recorder_.weigh(ensemble_->w);
  recording_since_ = recipe_->phase_of(std::max<int64_t>(step_ - 1, 0)).since;
}

void flow::archive_run(wgf::archive &bytes) {
  bytes.value(seed_);
  bytes.count(step_);
  bytes.count(evaluations_);
  bytes.count(rejected_);  // over all requests of a step
  bytes.count(exact_steps_);
  bytes.value(time_);
  bytes.section("numbers", 1, [&](uint32_t) { numbers_.archive(bytes); });
}

void flow::check_restored() const {
  const double total = std::accumulate(ensemble_->w.begin(), ensemble_->w.end(), 0.0);
  const double rounding = 1e-15 * static_cast<double>(ensemble_->n + 10);  // of the sum and of the division by it
  require(std::abs(total - 1) <= rounding, WGF_E_FORMAT, "the checkpoint holds weights that do not sum to 1");
  require(time_ >= 0, WGF_E_FORMAT, "the checkpoint holds a negative time");  // infinite: steps can be that long
}

int64_t flow::largest_checkpoint() { return checkpoint_size() + recorder_.bytes_left(); }

int64_t flow::checkpoint_size() {
  require(bound(), WGF_E_STATE, "the flow is not bound");
  require(!pending_, WGF_E_STATE, "a step is in progress (wgf_flow_ask); a checkpoint is taken between steps");
  wgf::archive measured(archive::mode::measure, nullptr, 0);
  archive(measured);
  return measured.position() + checksum_bytes;
}

void flow::save(uint8_t *bytes, int64_t n) {
  const int64_t size = checkpoint_size();
  if (n != size)
    fail(WGF_E_ARGUMENT, "n is " + std::to_string(n) + "; allowed is " + std::to_string(size) + " (wgf_flow_get_checkpoint_size)");
  wgf::archive written(archive::mode::write, bytes, n - checksum_bytes);
  archive(written);
  const uint64_t sum = checksum(bytes, n - checksum_bytes);
  std::memcpy(bytes + n - checksum_bytes, &sum, checksum_bytes);
}

void flow::restore(const uint8_t *bytes, int64_t n) {
  bind();
  require(!pending_, WGF_E_STATE, "a step is in progress (wgf_flow_ask); answer it or call wgf_flow_abandon");
  const running guard(*this);
  const bool foreign = n < static_cast<int64_t>(magic.size()) + checksum_bytes || !std::equal(magic.begin(), magic.end(), bytes);
  require(!foreign, WGF_E_FORMAT, "these bytes are not a checkpoint of libwgf");
  uint64_t sum;
  std::memcpy(&sum, bytes + n - checksum_bytes, checksum_bytes);
  require(sum == checksum(bytes, n - checksum_bytes), WGF_E_FORMAT, "the checkpoint is damaged: its checksum does not match");
  std::vector<uint8_t> before;
  resize(before, checkpoint_size());
  save(before.data(), static_cast<int64_t>(before.size()));
  try {
    read(wgf::archive::mode::read, bytes, n);
  } catch (...) {
    const unbroken back;
    read(wgf::archive::mode::read_back, before.data(), static_cast<int64_t>(before.size()));
    throw;
  }
}

void flow::read(wgf::archive::mode how, const uint8_t *bytes, int64_t n) {
  wgf::archive source(how, const_cast<uint8_t *>(bytes), n - checksum_bytes);
  archive(source);
  require(source.position() == n - checksum_bytes, WGF_E_FORMAT, "the checkpoint is longer than its content");
}

}  // namespace wgf
