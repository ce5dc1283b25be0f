#!/bin/sh
# Usage: CC=... CXX=... headers.sh include generated. Every public header compiles alone, as strict C99 and as C++17.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for header in "$1"/wgf.h "$1"/wgf/*.h; do
  printf '#include "%s"\nint main(void) { return 0; }\n' "$header" > "$scratch/check.c"
  "$CC" -std=c99 -pedantic-errors -Wall -Wextra -Wstrict-prototypes -Werror -fsyntax-only -I"$1" -I"$2" "$scratch/check.c"
  "$CXX" -std=c++17 -x c++ -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I"$1" -I"$2" "$scratch/check.c"
done
printf '#include "wgf/wgf.hpp"\nint main() { return 0; }\n' > "$scratch/check.c"
"$CXX" -std=c++17 -x c++ -pedantic-errors -Wall -Wextra -Werror -fsyntax-only -I"$1" -I"$2" "$scratch/check.c"
