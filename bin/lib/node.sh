# Sourced by node-test.sh: Node 18 or newer, with npm. That of PATH, or Debian's packages, unpacked into the user's cache folder.
# Debian's node finds parts of itself in /usr/share only, so an unpacked one runs where that folder is its own: with a view of the
# file system of its own, as root or in a user namespace.

source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

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

# Sets $node_home, after fetching what belongs there if it is not there yet. The oldest suite comes first, because it runs on every
# newer system.
cached_node() {
  type -P unshare >/dev/null || no_node "there is no unshare here to run it with"
  keep_in_cache "$cache/node/root" Node "bookworm trixie" unpack_node no_node
  node_home="$cache/node/root"
}

unpack_node() {
  local suite="$1" mirror="$2" work="$3"
  unpack_with_dependencies "$suite" "$mirror" "$work" nodejs npm || return 1
  mv "$work/root" "$work/result"
  node_home="$work/result"
  is_new_enough && with_node npm --version
}

no_node() {
  die "no node and npm on PATH, or older than 18, and $1. Install Node 18 or newer, with npm (Debian, Ubuntu: the packages" \
    "nodejs and npm; macOS: brew install node)."
}
