# shellcheck shell=bash disable=SC2034
# Shell functions that examples/run and tests/run share. Source it from the top of the tree; it needs Debian 12 and bash.

wgf_jobs=${WGF_JOBS:-$(nproc)}

# Debian packages: to build the library and compile a C program against it; to draw; to test; for tests/run --all; to be timed against.
wgf_build_packages=(g++ cmake ninja-build pkg-config libeigen3-dev libtbb-dev libhwy-dev librandom123-dev)
wgf_plot_packages=(gnuplot-nox fonts-dejavu-core)
wgf_test_packages=(doctest-dev nlohmann-json3-dev swig python3)
wgf_check_packages=(valgrind clang-format shellcheck)
wgf_peer_packages=(python3-numpy python3-torch python3-pot libopenblas0-pthread)
wgf_cross_packages=(g++-aarch64-linux-gnu)

wgf_say() { printf '\n== %s\n' "$*"; }

wgf_installed() { dpkg-query -W -f '${db:Status-Abbrev}\n' "$1" 2>/dev/null | grep '^ii' >/dev/null; }

wgf_missing() {
  local package
  for package in "$@"; do
    wgf_installed "$package" || printf '%s\n' "$package"
  done
}

wgf_apt_get() {
  local -a as_root=()
  [[ $(id -u) == 0 ]] || as_root=(sudo)
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 -y "$@" </dev/null
}

# Installs those that are missing; fails when that fails.
wgf_install() {
  local -a missing
  mapfile -t missing < <(wgf_missing "$@")
  ((${#missing[@]})) || return 0
  wgf_say "installing ${missing[*]}"
  wgf_apt_get -qq update
  wgf_apt_get -qq install --no-install-recommends "${missing[@]}"
}

# wgf_configure PRESET [cmake argument...]: into build/PRESET, with ccache where there is one.
wgf_configure() {
  local preset=$1
  shift
  mkdir -p build
  local -a launcher=()
  if command -v ccache >/dev/null; then
    launcher=(-D CMAKE_C_COMPILER_LAUNCHER=ccache -D CMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  cmake --preset "$preset" "${launcher[@]}" "$@" >"build/$preset.configure.log" || {
    cat "build/$preset.configure.log"
    return 1
  }
}

# wgf_build PRESET [target...]
wgf_build() {
  local preset=$1
  shift
  cmake --build "build/$preset" --parallel "$wgf_jobs" ${1:+--target "$@"}
}
