#!/usr/bin/env bash
# nginx, haproxy and the load generator h2load: those of PATH, or Debian's packages, unpacked into the user's cache folder, without root.
# Sourced by bench/run and bin/test; run as a command by a test: bin/lib/proxies.sh nginx prints the path of nginx.

source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

# Puts them on PATH; dies, saying what to install, where they are not to be had. The oldest suite comes first, because it runs on every
# newer system.
require_proxies() {
  if type -P nginx >/dev/null && type -P haproxy >/dev/null && type -P h2load >/dev/null; then return; fi
  keep_in_cache "$cache/proxies/root" "nginx, haproxy and h2load" "bookworm trixie" unpack_proxies no_proxies
  PATH="$cache/proxies/root/with-libraries:$PATH"
}

unpack_proxies() {
  local suite="$1" mirror="$2" work="$3"
  unpack_with_dependencies "$suite" "$mirror" "$work" nginx haproxy nghttp2-client || return 1
  mv "$work/root" "$work/result"
  use_own_libraries "$work/result" && proxies_run "$work/result/with-libraries"
}

# Makes commands that find the libraries which were unpacked beside the programs; nothing else on the machine is to use those.
use_own_libraries() {
  local folder="$1/with-libraries" program
  mkdir -p "$folder"
  for program in usr/sbin/nginx usr/sbin/haproxy usr/bin/h2load; do
    cat >"$folder/${program##*/}" <<END
#!/bin/sh
root="\${0%/*}/.."
export LD_LIBRARY_PATH="\$(printf '%s:' "\$root"/usr/lib/*-linux-gnu "\$root"/lib/*-linux-gnu)"
exec "\$root/$program" "\$@"
END
    chmod +x "$folder/${program##*/}"
  done
}

proxies_run() {
  "$1/nginx" -v && "$1/haproxy" -v && "$1/h2load" --version
}

no_proxies() {
  die "no nginx, haproxy and h2load on PATH, and $1. Install them (Debian, Ubuntu: the packages nginx, haproxy and nghttp2-client;" \
    "macOS: brew install nginx haproxy nghttp2)."
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  [ $# -eq 1 ] || die "expected one argument: nginx, haproxy or h2load"
  require_proxies
  type -P "$1"
fi
