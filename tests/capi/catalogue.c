/* The catalogue describes itself: every entry can be created, every default can be set. */
#include "scene.h"
#include "../options_of.h"

static void texts_are_there(const wgf_entry *e, int32_t kind) {
  CHECK(e->name && *e->name && e->summary && *e->summary && e->reference);
  CHECK(e->energy && e->geometry && e->needs && e->symmetries && e->memory);
  if (kind == WGF_FLOW) CHECK(*e->reference && *e->energy && *e->geometry && *e->symmetries && *e->memory);
}

static void set_default(wgf_flow *f, const wgf_option *o) {
  if (o->type == WGF_OPTION_DOUBLE) OK(wgf_options_set_double(options_of_flow(f), o->name, o->default_value));
  if (o->type == WGF_OPTION_INT) OK(wgf_options_set_int(options_of_flow(f), o->name, (int64_t)o->default_value));
  if (o->type == WGF_OPTION_STRING) OK(wgf_options_set_string(options_of_flow(f), o->name, o->default_text));
}

static void get_default(wgf_flow *f, const wgf_option *o) {
  double number = 0;
  int64_t whole = 0;
  const char *text = NULL;
  if (o->type == WGF_OPTION_DOUBLE) OK(wgf_options_get_double(options_of_flow(f), o->name, &number));
  if (o->type == WGF_OPTION_INT) OK(wgf_options_get_int(options_of_flow(f), o->name, &whole));
  if (o->type == WGF_OPTION_STRING) OK(wgf_options_get_string(options_of_flow(f), o->name, &text));
  CHECK(o->type != WGF_OPTION_DOUBLE || number == o->default_value);
  CHECK(o->type != WGF_OPTION_INT || (double)whole == o->default_value);
  CHECK(o->type != WGF_OPTION_STRING || strcmp(text, o->default_text) == 0);
}

static void describe_option(int32_t kind, const char *name, int64_t index, wgf_option *o) {
  o->struct_size = sizeof *o;
  OK(wgf_catalogue_option(kind, name, index, o));
  CHECK(o->name && *o->name && o->summary && *o->summary && o->default_text && o->choices);
  CHECK(o->type >= WGF_OPTION_DOUBLE && o->type <= WGF_OPTION_VECTOR);
  if (o->type <= WGF_OPTION_INT) CHECK(o->minimum <= o->default_value && o->default_value <= o->maximum);
}

static void visit(wgf_context *context, int32_t kind, const wgf_entry *e) {
  wgf_flow *f = NULL;
  wgf_option option;
  if (kind == WGF_FLOW) OK(wgf_flow_create(context, e->name, &f));
  for (int64_t i = 0; i < e->options; ++i) {
    describe_option(kind, e->name, i, &option);
    if (f) get_default(f, &option), set_default(f, &option);
  }
  REFUSED(wgf_catalogue_option(kind, e->name, e->options, &option), WGF_E_ARGUMENT, "index");
  wgf_flow_destroy(f);
}

static void create(wgf_context *context, int32_t kind, const char *name) {
  wgf_target *t = NULL;
  wgf_discrepancy *d = NULL;
  if (kind == WGF_TARGET) OK(wgf_target_create(context, name, 2, &t));
  if (kind == WGF_DISCREPANCY) OK(wgf_discrepancy_create(context, name, &d));
  wgf_target_destroy(t);
  wgf_discrepancy_destroy(d);
}

static void visit_kind(wgf_context *context, int32_t kind) {
  int64_t count = 0;
  wgf_entry entry = {0};
  const char *before = "";
  entry.struct_size = sizeof entry;
  OK(wgf_catalogue_count(kind, &count));
  CHECK(count > 0);
  for (int64_t i = 0; i < count; ++i) {
    OK(wgf_catalogue_entry(kind, i, &entry));
    texts_are_there(&entry, kind);
    CHECK(strcmp(before, entry.name) < 0);
    before = entry.name;
    create(context, kind, entry.name);
    visit(context, kind, &entry);
  }
}

int main(void) {
  wgf_context *context = NULL;
  OK(wgf_context_create(&context));
  for (int32_t kind = WGF_FLOW; kind <= WGF_CONTEXT; ++kind) visit_kind(context, kind);
  wgf_context_destroy(context);
  CHECK(wgf_live_handles() == 0);
  return failures != 0;
}
