#include "arguments.h"

namespace wgf::fuzz {

namespace {

int32_t kind(world &w) { return w.c.once_in(10) ? static_cast<int32_t>(w.c.odd_count()) : static_cast<int32_t>(w.c.below(5)); }

// Records may be smaller or larger than the library's.
uint32_t record_size(world &w, size_t size) { return w.c.once_in(6) ? static_cast<uint32_t>(w.c.below(static_cast<int64_t>(size) + 1)) : static_cast<uint32_t>(size); }

}  // namespace

void call_wgf_version(world &w) { w.expect(w.call_plain(id_wgf_version, wgf_version) == std::string(WGF_VERSION), "the version is the header's"); }
void call_wgf_version_number(world &w) { w.call_plain(id_wgf_version_number, wgf_version_number); }
void call_wgf_status_name(world &w) {
  const char *name = w.call_plain(id_wgf_status_name, wgf_status_name, static_cast<wgf_status>(w.c.once_in(2) ? w.c.odd_count() : w.c.between(-15, 6)));
  w.expect(name && *name, "a status has a name");
}
void call_wgf_last_error(world &w) { w.expect(w.call_plain(id_wgf_last_error, wgf_last_error) != nullptr, "there is a text"); }
void call_wgf_callback_result(world &w) { w.call_plain(id_wgf_callback_result, wgf_callback_result); }
void call_wgf_set_callback_message(world &w) { w.call_plain(id_wgf_set_callback_message, wgf_set_callback_message, maybe(w, spoilt(w.c, "a message"))); }
void call_wgf_live_handles(world &w) { w.expect(w.call_plain(id_wgf_live_handles, wgf_live_handles) >= static_cast<int64_t>(w.targets.size()), "what is alive is counted"); }

void call_wgf_catalogue_count(world &w) {
  int64_t count = 0;
  CALL(w, wgf_catalogue_count, kind(w), maybe(w, count));
}

void call_wgf_catalogue_entry(world &w) {
  wgf_entry entry{};
  entry.struct_size = record_size(w, sizeof entry);
  CALL(w, wgf_catalogue_entry, kind(w), w.c.about(w.c.below(6)), maybe(w, entry));
}

void call_wgf_catalogue_option(world &w) {
  wgf_option option{};
  option.struct_size = record_size(w, sizeof option);
  const int32_t of = kind(w);
  const std::string name = of >= 0 && of <= WGF_CONTEXT ? entry_name(w.c, of) : "svgd";
  CALL(w, wgf_catalogue_option, of, maybe(w, name), w.c.about(w.c.below(12)), maybe(w, option));
}

// ---- context ----

void call_wgf_context_create(world &w) {
  wgf_context *made = nullptr;
  const wgf_status status = CALL(w, wgf_context_create, maybe(w, made));
  keep(w, w.contexts, status, made, "context");
  if (made) CALL(w, wgf_context_set_poll, made, keep_time, static_cast<void *>(&w), nullptr);
}
void call_wgf_context_destroy(world &w) { destroy_one(w, id_wgf_context_destroy, w.contexts, wgf_context_destroy); }

void call_wgf_context_set_log(world &w) {
  const user u = new_user(w);
  CALL(w, wgf_context_set_log, a_context(w), w.c.once_in(4) ? nullptr : act_log, static_cast<void *>(u.pointer), u.free);
}

void call_wgf_context_set_poll(world &w) {
  const user u = new_user(w);
  CALL(w, wgf_context_set_poll, a_context(w), act_poll, static_cast<void *>(u.pointer), u.free);
}

void call_wgf_context_cancel(world &w) { CALL(w, wgf_context_cancel, a_context(w)); }

}  // namespace wgf::fuzz
