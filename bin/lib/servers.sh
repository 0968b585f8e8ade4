#!/usr/bin/env bash
# Real store servers without root and without installing anything. Sourced by the scripts in bin/, which then call
# server_binary; run as a command by the tests: bin/lib/servers.sh etcd|consul|prometheus prints the path of a server's binary.
#
# ETCD_BIN, CONSUL_BIN or PROMETHEUS_BIN comes first, then PATH. Else the binary is taken out of Debian's package of it and kept in the
# user's cache folder.

source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

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

# Prints the path of the cached binary, after fetching it if it is not there yet.
cached_server() {
  local name="$1" suites
  case "$name" in
    etcd) suites="sid trixie bookworm" ;;
    consul) suites=bullseye ;;
    prometheus) suites="trixie bookworm sid" ;;
  esac
  keep_in_cache "$cache/servers/$name" "$name" "$suites" "unpack_server $name" "no_server $name"
  printf '%s\n' "$cache/servers/$name"
}

unpack_server() {
  local name="$1" suite="$2" mirror="$3" work="$4" package version
  case "$name" in
    etcd) package=etcd-server version=--version ;;
    consul) package=consul version=version ;;
    prometheus) package=prometheus version=--version ;;
  esac
  unpack_package "$package" "$suite" "$mirror" "$work" || return 1
  mv "$work/root/usr/bin/$name" "$work/result"
  "$work/result" "$version"
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
