/* The catalogue as the Markdown of README.md, from the library's own description of itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wgf.h"

static void must(wgf_status status) {
  if (status == WGF_OK) return;
  fprintf(stderr, "%s: %s\n", wgf_status_name(status), wgf_last_error());
  exit(EXIT_FAILURE);
}

/* A text inside a table cell. */
static void put(const char *text) {
  for (; *text; ++text) {
    if (*text == '|') putchar('\\');
    putchar(*text);
  }
}

static void put_flow(const wgf_entry *entry) {
  printf("| `%s` | ", entry->name);
  put(entry->summary), printf(" | "), put(entry->energy), printf(" | "), put(entry->geometry), printf(" | ");
  put(entry->needs), printf(" | "), put(entry->reference), printf(" |\n");
}

static void put_other(const wgf_entry *entry) {
  printf("| `%s` | ", entry->name);
  put(entry->summary), printf(" | "), put(*entry->reference ? entry->reference : "-"), printf(" |\n");
}

static void put_kind(int32_t kind, const char *heading, const char *columns) {
  int64_t count, i;
  wgf_entry entry;
  const char *c;
  printf("\n**%s**\n\n| name | %s |\n|---|", heading, columns);
  for (c = columns; c; c = strstr(c + 1, "| ")) printf("---|");
  putchar('\n');
  must(wgf_catalogue_count(kind, &count));
  for (i = 0; i < count; ++i) {
    entry.struct_size = sizeof entry;
    must(wgf_catalogue_entry(kind, i, &entry));
    if (kind == WGF_FLOW)
      put_flow(&entry);
    else
      put_other(&entry);
  }
}

int main(void) {
  put_kind(WGF_FLOW, "Flows", "what | energy that falls | geometry | needs | from");
  put_kind(WGF_TARGET, "Ready-made targets", "what | from");
  put_kind(WGF_DISCREPANCY, "Discrepancies", "what | from");
  put_kind(WGF_KERNEL, "Kernels", "what | from");
  return 0;
}
