#!/usr/bin/env bash
# Programs that use the installed library. Usage: tests/consume/run.sh BUILD. It installs BUILD to BUILD/consume, moves the
# installation, and builds each consumer against it. Prints one line a consumer; one that fails shows the end of its output.
# shellcheck disable=SC2317  # the consumers are called by name
set -euo pipefail
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$build/consume
stage=$work/moved
cc=${CC:-cc}

rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --prefix "$work/installed" >/dev/null
mv "$work/installed" "$stage"
libdir=$(dirname "$(dirname "$(find "$stage" -name wgf.pc)")")
export PKG_CONFIG_PATH=$libdir/pkgconfig CMAKE_PREFIX_PATH=$stage
unset LD_LIBRARY_PATH
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi

links_shared() { readelf -d "$1" | grep 'NEEDED.*libwgf\.so' >/dev/null; }

with_cmake() { # FOLDER [cmake argument...]
  local folder=$1
  shift
  cmake -S "$here/$folder" -B "$work/$folder" -G Ninja -D CMAKE_BUILD_TYPE=None "$@"
  cmake --build "$work/$folder" --parallel 2
  "$work/$folder/consumer"
}

cmake_c() { with_cmake cmake_c && links_shared "$work/cmake_c/consumer"; }

cmake_cpp() { with_cmake cmake_cpp && links_shared "$work/cmake_cpp/consumer"; }

cmake_static() { with_cmake cmake_static && ! links_shared "$work/cmake_static/consumer"; }

cmake_wrong_version() {
  mkdir -p "$work/wrong"
  printf '%s\n' 'cmake_minimum_required(VERSION 3.25)' 'project(consumer LANGUAGES NONE)' 'find_package(wgf 99 REQUIRED)' >"$work/wrong/CMakeLists.txt"
  ! cmake -S "$work/wrong" -B "$work/wrong/build" -G Ninja
}

pkg_config() {
  local -a flags
  read -ra flags < <(pkg-config --cflags --libs wgf)
  "$cc" -std=c99 "$here/main.c" -o "$work/pkg_config" "${flags[@]}" "-Wl,-rpath,$(pkg-config --variable=libdir wgf)"
  "$work/pkg_config" && links_shared "$work/pkg_config"
}

pkg_config_static() {
  local -a flags
  read -ra flags < <(pkg-config --static --cflags --libs wgf)
  "$cc" -std=c99 "$here/main.c" -o "$work/pkg_config_static" -Wl,--as-needed -l:libwgf.a "${flags[@]}"
  "$work/pkg_config_static" && ! links_shared "$work/pkg_config_static"
}

# As part of another project nothing but the library is built.
subproject() {
  with_cmake subproject -D WGF_SOURCE="$here/../.."
  ! ninja -C "$work/subproject" -t targets all | grep -E 'test_|example_|capi_'
}

failed=0
for consumer in cmake_c cmake_cpp cmake_static cmake_wrong_version pkg_config pkg_config_static subproject; do
  set +e # bash would ignore -e inside the condition of an if
  (set -e; "$consumer") >"$work/$consumer.log" 2>&1
  status=$?
  set -e
  if ((status)); then
    echo "FAILED  $consumer"
    tail -n 40 "$work/$consumer.log"
    failed=1
  else
    echo "passed  $consumer"
  fi
done
exit $failed
