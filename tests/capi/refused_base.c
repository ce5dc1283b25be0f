/* Every bad argument of base.h and context.h. */
#include <stdlib.h>
#include <time.h>

#include "scene.h"
#include "../options_of.h"

static void names_and_versions(void) {
  CHECK(strcmp(wgf_version(), WGF_VERSION) == 0);
  CHECK(wgf_version_number() == WGF_VERSION_MAJOR * 1000000 + WGF_VERSION_MINOR * 1000 + WGF_VERSION_PATCH);
  CHECK(strcmp(wgf_status_name(WGF_E_CALLBACK), "WGF_E_CALLBACK") == 0);
  CHECK(strcmp(wgf_status_name(WGF_BUDGET), "WGF_BUDGET") == 0);
  CHECK(strcmp(wgf_status_name(77), "unknown status") == 0);
  CHECK(strcmp(wgf_last_error(), "") == 0);
  CHECK(wgf_callback_result() == 0);
  wgf_set_callback_message(NULL);
}

static void catalogue(void) {
  int64_t count = 0;
  wgf_entry entry = {0};
  wgf_option option = {0};
  entry.struct_size = sizeof entry;
  option.struct_size = sizeof option;
  REFUSED(wgf_catalogue_count(WGF_FLOW, NULL), WGF_E_ARGUMENT, "count is NULL");
  REFUSED(wgf_catalogue_count(-1, &count), WGF_E_ARGUMENT, "kind is -1");
  REFUSED(wgf_catalogue_count(5, &count), WGF_E_ARGUMENT, "kind is 5");
  OK(wgf_catalogue_count(WGF_FLOW, &count));
  REFUSED(wgf_catalogue_entry(9, 0, &entry), WGF_E_ARGUMENT, "kind is 9");
  REFUSED(wgf_catalogue_entry(WGF_FLOW, -1, &entry), WGF_E_ARGUMENT, "index is -1");
  REFUSED(wgf_catalogue_entry(WGF_FLOW, count, &entry), WGF_E_ARGUMENT, "index");
  REFUSED(wgf_catalogue_entry(WGF_FLOW, 0, NULL), WGF_E_ARGUMENT, "entry is NULL");
  entry.struct_size = 0;
  REFUSED(wgf_catalogue_entry(WGF_FLOW, 0, &entry), WGF_E_ARGUMENT, "entry->struct_size is 0");
  REFUSED(wgf_catalogue_option(-3, "svgd", 0, &option), WGF_E_ARGUMENT, "kind is -3");
  REFUSED(wgf_catalogue_option(WGF_FLOW, NULL, 0, &option), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_catalogue_option(WGF_FLOW, "svdg", 0, &option), WGF_E_ARGUMENT, "svgd");
  REFUSED(wgf_catalogue_option(WGF_TARGET, "gausian", 0, &option), WGF_E_ARGUMENT, "gaussian");
  REFUSED(wgf_catalogue_option(WGF_KERNEL, "gausian", 0, &option), WGF_E_ARGUMENT, "gausian");
  REFUSED(wgf_catalogue_option(WGF_DISCREPANCY, "mdd", 0, &option), WGF_E_ARGUMENT, "mmd");
  REFUSED(wgf_catalogue_option(WGF_CONTEXT, "svgd", 0, &option), WGF_E_ARGUMENT, "context");
  REFUSED(wgf_catalogue_option(WGF_FLOW, "svgd", -1, &option), WGF_E_ARGUMENT, "index is -1");
  REFUSED(wgf_catalogue_option(WGF_FLOW, "svgd", 1000, &option), WGF_E_ARGUMENT, "index is 1000");
  REFUSED(wgf_catalogue_option(WGF_FLOW, "svgd", 0, NULL), WGF_E_ARGUMENT, "option is NULL");
  option.struct_size = 7;
  REFUSED(wgf_catalogue_option(WGF_FLOW, "svgd", 0, &option), WGF_E_ARGUMENT, "option->struct_size is 7");
}

static void context_options(wgf_context *context) {
  wgf_options *options = NULL;
  int64_t whole = 0;
  const char *text = NULL;
  REFUSED(wgf_context_create(NULL), WGF_E_ARGUMENT, "result is NULL");
  wgf_context_destroy(NULL);
  REFUSED(wgf_context_get_options(NULL, &options), WGF_E_ARGUMENT, "context is NULL; a handle from wgf_context_create");
  REFUSED(wgf_context_get_options(context, NULL), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_int(options_of_context(NULL), "seed", 1), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_int(options_of_context(context), NULL, 1), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_int(options_of_context(context), "sed", 1), WGF_E_OPTION, "the nearest is \"seed\"");
  REFUSED(wgf_options_set_int(options_of_context(context), "isa", 1), WGF_E_OPTION, "isa");
  REFUSED(wgf_options_set_int(options_of_context(context), "seed", -1), WGF_E_OPTION, "\"seed\" is -1");
  REFUSED(wgf_options_set_int(options_of_context(context), "threads", 1000000), WGF_E_OPTION, "\"threads\" is 1000000");
  REFUSED(wgf_options_get_int(options_of_context(NULL), "seed", &whole), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_get_int(options_of_context(context), NULL, &whole), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_get_int(options_of_context(context), "seed", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_get_int(options_of_context(context), "sed", &whole), WGF_E_OPTION, "sed");
  REFUSED(wgf_options_set_string(options_of_context(NULL), "isa", "best"), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_set_string(options_of_context(context), NULL, "best"), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_set_string(options_of_context(context), "isa", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_set_string(options_of_context(context), "isa", "avx3"), WGF_E_OPTION, "avx2");
  REFUSED(wgf_options_set_string(options_of_context(context), "seed", "1"), WGF_E_OPTION, "seed");
  REFUSED(wgf_options_get_string(options_of_context(NULL), "isa", &text), WGF_E_ARGUMENT, "options is NULL");
  REFUSED(wgf_options_get_string(options_of_context(context), NULL, &text), WGF_E_ARGUMENT, "name is NULL");
  REFUSED(wgf_options_get_string(options_of_context(context), "isa", NULL), WGF_E_ARGUMENT, "value is NULL");
  REFUSED(wgf_options_get_string(options_of_context(context), "seed", &text), WGF_E_OPTION, "seed");
}

static void context_callbacks(wgf_context *context) {
  struct behaviour self = {0};
  REFUSED(wgf_context_set_log(NULL, hear, &self, count_free), WGF_E_ARGUMENT, "context is NULL");
  CHECK(self.freed == 1);
  REFUSED(wgf_context_set_poll(NULL, asked, &self, count_free), WGF_E_ARGUMENT, "context is NULL");
  CHECK(self.freed == 2);
  OK(wgf_context_set_log(context, hear, &self, count_free));
  OK(wgf_context_set_poll(context, asked, &self, count_free));
  CHECK(self.freed == 2);
  OK(wgf_context_set_log(context, NULL, &self, count_free));
  CHECK(self.freed == 4);
  OK(wgf_context_set_poll(context, NULL, NULL, NULL));
  CHECK(self.freed == 5);
  REFUSED(wgf_context_cancel(NULL), WGF_E_ARGUMENT, "context is NULL");
}

static void isa_round_trip(wgf_context *context) {
  static const char *const names[] = {"sse2", "ssse3", "sse4", "avx2", "avx512"};
  const char *best = NULL, *now = NULL;
  OK(wgf_options_set_string(options_of_context(context), "isa", "best"));
  OK(wgf_options_get_string(options_of_context(context), "isa", &best));
  for (int i = 0; i < 5; ++i) {
    const wgf_status status = wgf_options_set_string(options_of_context(context), "isa", names[i]);
    CHECK(status == WGF_OK || status == WGF_E_UNSUPPORTED);
    OK(wgf_options_get_string(options_of_context(context), "isa", &now));
    CHECK(status != WGF_OK || strcmp(now, names[i]) == 0);
  }
  OK(wgf_options_set_string(options_of_context(context), "isa", best));
  OK(wgf_options_get_string(options_of_context(context), "isa", &now));
  CHECK(strcmp(now, best) == 0);
}

/* Whole numbers are compared as such: as doubles the first two are equal. */
static void the_largest_seed(wgf_context *context) {
  int64_t kept = 0;
  const int64_t largest = (int64_t)1 << 53;
  OK(wgf_options_set_int(options_of_context(context), "seed", largest));
  REFUSED(wgf_options_set_int(options_of_context(context), "seed", largest + 1), WGF_E_OPTION, "is 9007199254740993; allowed is 0 to 9007199254740992");
  REFUSED(wgf_options_set_int(options_of_context(context), "seed", INT64_MAX), WGF_E_OPTION, "is 9223372036854775807");
  REFUSED(wgf_options_set_int(options_of_context(context), "threads", INT64_MIN), WGF_E_OPTION, "is -9223372036854775808; allowed is 0 to 1024");
  OK(wgf_options_get_int(options_of_context(context), "seed", &kept));
  CHECK(kept == largest);
}

/* A million letters are near to no name, which is found at once, and are not told in full. A tenth of a second is a twentieth of what the search for
   the nearest name would take. */
static void an_endless_name(wgf_context *context) {
  const size_t letters = 1000000;
  char *name = (char *)malloc(letters + 1);
  wgf_flow *flow = NULL;
  const clock_t start = clock();
  memset(name, 's', letters);
  name[letters] = '\0';
  REFUSED(wgf_options_set_int(options_of_context(context), name, 1), WGF_E_OPTION, "ssss...ssss");
  REFUSED(wgf_options_set_string(options_of_context(context), "isa", name), WGF_E_OPTION, "(1000000 bytes)");
  REFUSED(wgf_flow_create(context, name, &flow), WGF_E_ARGUMENT, "there is no flow of that name");
  CHECK((double)(clock() - start) / CLOCKS_PER_SEC < 0.1);
  CHECK(strlen(wgf_last_error()) < 400);
  free(name);
}

int main(void) {
  wgf_context *context = NULL;
  int64_t whole = 0;
  names_and_versions();
  catalogue();
  OK(wgf_context_create(&context));
  context_options(context);
  context_callbacks(context);
  isa_round_trip(context);
  the_largest_seed(context);
  an_endless_name(context);
  OK(wgf_options_set_int(options_of_context(context), "seed", 77));
  OK(wgf_options_get_int(options_of_context(context), "seed", &whole));
  CHECK(whole == 77);
  CHECK(wgf_live_handles() == 1);
  wgf_context_destroy(context);
  CHECK(wgf_live_handles() == 0);
  return failures != 0;
}
