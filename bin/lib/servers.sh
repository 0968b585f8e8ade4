#!/usr/bin/env bash
# Real store servers without root and without installing anything. Sourced by the scripts in bin/, which then call
# server_binary; run as a command by the tests: bin/lib/servers.sh etcd|consul|prometheus prints the path of a server's binary.
#
# ETCD_BIN, CONSUL_BIN or PROMETHEUS_BIN comes first, then PATH. Else the binary is taken out of Debian's package of it, fetched by this
# machine's own apt from the mirror that it is configured with, and kept in the user's cache folder.

source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

# Prints the path of the binary of etcd, consul or prometheus; dies, saying what to install, where there is none to be had.
server_binary() {
  local name="${1:-}" wanted found
  case "$name" in
    etcd) wanted="${ETCD_BIN:-}" ;;
    consul) wanted="${CONSUL_BIN:-}" ;;
    prometheus) wanted="${PROMETHEUS_BIN:-}" ;;
    *) die "unknown server \"$name\", expected etcd, consul or prometheus" ;;
  esac
  if [ -n "$wanted" ]; then
    [ -f "$wanted" ] && [ -x "$wanted" ] \
      || die "$(server_variable "$name") is $wanted, which is no program. Point it at the $name binary, or unset it."
    printf '%s\n' "$wanted"
  elif found="$(type -P "$name")"; then
    printf '%s\n' "$found"
  else
    cached_server "$name"
  fi
}

server_variable() {
  case "$1" in
    etcd) printf 'ETCD_BIN' ;;
    consul) printf 'CONSUL_BIN' ;;
    prometheus) printf 'PROMETHEUS_BIN' ;;
  esac
}

# Prints the path of the cached binary, after fetching it if it is not there yet. Concurrent callers wait for one of them.
cached_server() {
  local name="$1" cache binary work tool
  cache="${XDG_CACHE_HOME:-${HOME:-}/.cache}/event-gateway/servers"
  binary="$cache/$name" work="$cache/.fetch-$name"
  if [ ! -x "$binary" ]; then
    for tool in apt-get dpkg flock; do
      type -P "$tool" >/dev/null || no_server "$name" "there is no $tool here to fetch it with"
    done
    mkdir -p "$cache" && [ -w "$cache" ] || no_server "$name" "the cache folder $cache cannot be written"
    (
      flock 9
      trap 'rm -rf "$work"' EXIT
      [ -x "$binary" ] || fetch_server "$name" "$work" "$binary" 9>&-
    ) 9>"$cache/.lock-$name" || exit 1
  fi
  printf '%s\n' "$binary"
}

# Takes the newest reachable package that runs here. The last step is a rename, so a binary that is there is whole.
fetch_server() {
  local name="$1" work="$2" binary="$3" package suites version suite mirror mirrors
  case "$name" in
    etcd) package=etcd-server suites="sid trixie bookworm" version=--version ;;
    consul) package=consul suites=bullseye version=version ;;
    prometheus) package=prometheus suites="trixie bookworm sid" version=--version ;;
  esac
  mirrors="$(debian_mirrors)"
  [ -n "$mirrors" ] || no_server "$name" "this machine's apt names no mirror to fetch it from"
  for suite in $suites; do
    for mirror in $mirrors; do
      say "Fetching $name from Debian $suite into ${binary%/*} ..."
      rm -rf "$work"
      mkdir -p "$work"
      if unpack_package "$package" "$suite" "$mirror" "$work" && "$work/root/usr/bin/$name" "$version"; then
        mv -f "$work/root/usr/bin/$name" "$binary"
        return
      fi >"$work/log" 2>&1 </dev/null
      tail -n 3 "$work/log" >&2
    done
  done
  no_server "$name" "none of Debian's packages of it ($suites) could be fetched and run"
}

# The addresses, one a line, that this machine gets its distribution's main packages from.
debian_mirrors() {
  apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null \
    | awk '$3 == "main" && $2 !~ /security|\/updates$/ && !seen[$1]++ { print $1 }'
}

# Fetches a package and unpacks it to $work/root.
unpack_package() {
  local package="$1" suite="$2" mirror="$3" work="$4"
  know_suite "$suite" "$mirror" "$work" || return 1
  (cd "$work" && apt-get -q -c "$work/apt.conf" download "$package") || return 1
  dpkg -x "$work/$package"_*.deb "$work/root"
}

# Fetches packages with all that they need and unpacks them to $work/root, but for the C library: that is the machine's own.
unpack_with_dependencies() {
  local suite="$1" mirror="$2" work="$3" package
  shift 3
  know_suite "$suite" "$mirror" "$work" || return 1
  apt-get -q -c "$work/apt.conf" install -y --no-install-recommends --download-only "$@" || return 1
  for package in "$work"/cache/archives/*.deb; do
    case "${package##*/}" in
      libc6_* | libc-bin_*) ;;
      *) dpkg -x "$package" "$work/root" || return 1 ;;
    esac
  done
}

# Makes $work/apt.conf, of an apt that knows one suite and thinks nothing is installed.
know_suite() {
  local suite="$1" mirror="$2" work="$3" keys=/usr/share/keyrings/debian-archive-keyring.gpg
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  [ -f "$keys" ] && keys="[signed-by=$keys]" || keys=
  printf 'deb %s %s %s main\n' "$keys" "$mirror" "$suite" >"$work/sources.list"
  : >"$work/status"
  {
    printf 'Dir::Etc::sourcelist "%s/sources.list";\n' "$work"
    printf 'Dir::State::Lists "%s/lists";\n' "$work"
    printf 'Dir::State::status "%s/status";\n' "$work"
    printf 'Dir::Cache "%s/cache";\n' "$work"
    printf 'APT::Sandbox::User "%s";\n' "$(id -un)"
    printf '%s\n' 'Dir::Etc::sourceparts "-";' 'Dir::Etc::preferences "-";' 'Dir::Etc::preferencesparts "-";' \
      'Acquire::Languages "none";' 'APT::Update::Error-Mode "any";' '#clear APT::Update::Post-Invoke;' \
      '#clear APT::Update::Post-Invoke-Success;'
  } >"$work/apt.conf"
  apt-get -q -c "$work/apt.conf" update
}

no_server() {
  local name="$1" why="$2" package
  case "$name" in
    etcd) package='an etcd server, 3.4 or newer (Debian, Ubuntu: the package etcd-server; macOS: brew install etcd)' ;;
    consul) package='Consul, 1.8 or newer (its makers offer packages and plain binaries for every system)' ;;
    prometheus) package='Prometheus, 2.40 or newer (Debian, Ubuntu: the package prometheus; macOS: brew install prometheus)' ;;
  esac
  die "no $name on PATH, and $why. Install $package, or set $(server_variable "$name") to its binary."
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  [ $# -eq 1 ] || die "expected one argument: etcd, consul or prometheus"
  server_binary "$1"
fi
