#!/bin/sh
# Usage: symbols.sh libwgf.so include. The exported symbols equal symbols.txt and the headers; none of what a guest may not do is used;
# every function occurs in a refused_*.c.
set -eu
library=$1
headers=$2
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C

nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort > "$scratch/exported"
diff "$here/symbols.txt" "$scratch/exported"

sed -n 's/^WGF_API .*[ *]\(wgf_[a-z0-9_]*\)(.*/\1/p' "$headers"/wgf/*.h | sort > "$scratch/declared"
diff "$here/symbols.txt" "$scratch/declared"

forbidden='abort|exit|_exit|quick_exit|signal|sigaction|longjmp|_longjmp|siglongjmp|printf|vprintf|puts|putchar|fputs|fprintf|fwrite|perror|stdout|stderr|rand|srand|random|drand48|setlocale|_ZSt4cout|_ZSt4cerr|_ZSt4clog'
if nm -D --undefined-only "$library" | awk '{ sub(/@.*/, "", $2); print $2 }' | grep -Ex "$forbidden"; then
  echo "the library must not use these" >&2
  exit 1
fi

while read -r name; do
  grep -q "$name(" "$here"/refused_*.c || { echo "$name is not in any refused_*.c" >&2; exit 1; }
done < "$here/symbols.txt"
