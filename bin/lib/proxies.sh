# Sourced by bench/run: nginx, haproxy and the load generator h2load. Those of PATH, or Debian's packages, unpacked into the user's
# cache folder, without root.

source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"

# Puts them on PATH; dies, saying what to install, where they are not to be had.
require_proxies() {
  if type -P nginx >/dev/null && type -P haproxy >/dev/null && type -P h2load >/dev/null; then return; fi
  local cache="${XDG_CACHE_HOME:-${HOME:-}/.cache}/event-gateway/proxies" tool
  if [ ! -d "$cache/root" ]; then
    for tool in apt-get dpkg flock; do
      type -P "$tool" >/dev/null || no_proxies "there is no $tool here to fetch them with"
    done
    mkdir -p "$cache" && [ -w "$cache" ] || no_proxies "the cache folder $cache cannot be written"
    (
      flock 9
      trap 'rm -rf "$cache/fetch"' EXIT
      [ -d "$cache/root" ] || fetch_proxies "$cache" 9>&-
    ) 9>"$cache/.lock" || exit 1
  fi
  PATH="$cache/root/with-libraries:$PATH"
}

# The oldest suite comes first, because it runs on every newer system. The last step is a rename, so what is there is whole.
fetch_proxies() {
  local cache="$1" work="$1/fetch" suite mirror mirrors
  mirrors="$(debian_mirrors)"
  [ -n "$mirrors" ] || no_proxies "this machine's apt names no mirror to fetch them from"
  for suite in bookworm trixie; do
    for mirror in $mirrors; do
      say "Fetching nginx, haproxy and h2load from Debian $suite into $cache ..."
      rm -rf "$work"
      mkdir -p "$work"
      if unpack_with_dependencies "$suite" "$mirror" "$work" nginx haproxy nghttp2-client \
        && use_own_libraries "$work/root" && proxies_run "$work/root/with-libraries"; then
        mv "$work/root" "$cache/root"
        return
      fi >"$work/log" 2>&1 </dev/null
      tail -n 3 "$work/log" >&2
    done
  done
  no_proxies "none of Debian's packages of them could be fetched and run"
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
