# Sourced by node-test.sh: Node 18 or newer, with npm. That of PATH, or Debian's packages, unpacked into the user's cache folder.
# Debian's node finds parts of itself in /usr/share only, so an unpacked one runs where that folder is its own: with a view of the
# file system of its own, as root or in a user namespace.

source "$(dirname "${BASH_SOURCE[0]}")/servers.sh"

# Makes sure that with_node works; dies, saying what to install, where there is no Node to be had.
require_node() {
  node_home=
  node_is_here || cached_node
}

node_is_here() {
  type -P node >/dev/null && type -P npm >/dev/null && is_new_enough
}

is_new_enough() {
  with_node node -e 'process.exit(process.versions.node.split(".")[0] >= 18 ? 0 : 1)'
}

# Becomes the given command, node or npm, in a process of its own.
with_node() (
  if [ -z "$node_home" ]; then exec "$@"; fi
  own=(--mount)
  if [ "$(id -u)" != 0 ]; then own=(--user --map-root-user --mount); fi
  PATH="$node_home/usr/bin:$PATH"
  LD_LIBRARY_PATH="$(printf '%s:' "$node_home"/usr/lib/*-linux-gnu "$node_home"/lib/*-linux-gnu)"
  export PATH LD_LIBRARY_PATH
  # shellcheck disable=SC2016
  exec unshare "${own[@]}" sh -c 'mount --bind "$0/usr/share" /usr/share && exec "$@"' "$node_home" "$@"
)

# Sets $node_home, after fetching what belongs there if it is not there yet. Concurrent callers wait for one of them.
cached_node() {
  local cache="${XDG_CACHE_HOME:-${HOME:-}/.cache}/event-gateway/node" tool
  if [ ! -d "$cache/root" ]; then
    for tool in apt-get dpkg flock unshare; do
      type -P "$tool" >/dev/null || no_node "there is no $tool here to fetch and run it with"
    done
    mkdir -p "$cache" && [ -w "$cache" ] || no_node "the cache folder $cache cannot be written"
    (
      flock 9
      trap 'rm -rf "$cache/fetch"' EXIT
      [ -d "$cache/root" ] || fetch_node "$cache" 9>&-
    ) 9>"$cache/.lock" || exit 1
  fi
  node_home="$cache/root"
}

# The oldest suite comes first, because it runs on every newer system. The last step is a rename, so what is there is whole.
fetch_node() {
  local cache="$1" work="$1/fetch" suite mirror mirrors
  mirrors="$(debian_mirrors)"
  [ -n "$mirrors" ] || no_node "this machine's apt names no mirror to fetch it from"
  for suite in bookworm trixie; do
    for mirror in $mirrors; do
      say "Fetching Node from Debian $suite into $cache ..."
      rm -rf "$work"
      mkdir -p "$work"
      node_home="$work/root"
      if unpack_with_dependencies "$suite" "$mirror" "$work" nodejs npm && is_new_enough && with_node npm --version; then
        mv "$work/root" "$cache/root"
        return
      fi >"$work/log" 2>&1 </dev/null
      tail -n 3 "$work/log" >&2
    done
  done
  no_node "none of Debian's packages of it could be fetched and run"
}

no_node() {
  die "no node and npm on PATH, or older than 18, and $1. Install Node 18 or newer, with npm (Debian, Ubuntu: the packages" \
    "nodejs and npm; macOS: brew install node)."
}
