#!/bin/sh
# Usage: records.sh include... The layout of every public record equals records.txt, which is that of the last release: fields may come at the end,
# and nothing else changes while the SONAME is the same. "--write" before the folders writes the file.
set -eu
here=$(dirname "$0")
write=no
[ "$1" != --write ] || { write=yes; shift; }
headers=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Lines "record field" from the headers.
sed -e 's|/\*\*.*\*/||' "$headers"/wgf/*.h | awk '
  /^typedef struct [a-z_]+ \{/ { record = $3; next }
  /^\}/ { record = ""; next }
  record && /;/ { gsub(/[*;]/, " "); sub(/\[.*\]/, ""); print record, $NF }' >"$scratch/fields"

{
  printf '#include <stddef.h>\n#include <stdio.h>\n#include <wgf.h>\n'
  printf '#define FIELD(r, f) printf("%%s.%%s at %%zu, %%zu bytes\\n", #r, #f, offsetof(r, f), sizeof ((r *)0)->f)\nint main(void) {\n'
  awk '{ printf "  FIELD(%s, %s);\n", $1, $2 }' "$scratch/fields"
  printf '  return 0;\n}\n'
} >"$scratch/records.c"
includes=
for folder in "$@"; do includes="$includes -I$folder"; done
# shellcheck disable=SC2086
${CC:-cc} -std=c99 $includes -o "$scratch/records" "$scratch/records.c"
"$scratch/records" >"$scratch/records.txt"
[ "$write" = no ] || cp "$scratch/records.txt" "$here/records.txt"
[ -s "$scratch/records.txt" ]
# Every line of the release is there still.
grep -vxFf "$scratch/records.txt" "$here/records.txt" && { echo "these fields have moved: a new SONAME is due" >&2; exit 1; }
exit 0
