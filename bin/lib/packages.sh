# Sourced by servers.sh, node.sh and proxies.sh: programs out of Debian's packages, without root and without installing anything. They
# are fetched by this machine's own apt, from the mirror that it is configured with, and kept in the user's cache folder.

source "$(dirname "${BASH_SOURCE[0]}")/build.sh"

cache="${XDG_CACHE_HOME:-${HOME:-}/.cache}/event-gateway"

# Makes sure that $target, a path in the cache, is there, and whole. Concurrent callers wait for one of them.
#
#   what      what it is called when it is fetched
#   suites    Debian's, the one to try first at first
#   make      a command that is given a suite, a mirror and an empty folder, and makes "result" in that folder; fails where that suite's
#             packages cannot be fetched, or do not run here
#   missing   a command that says why there is none, and dies
keep_in_cache() {
  local target="$1" what="$2" suites="$3" make="$4" missing="$5" folder tool
  if [ -e "$target" ]; then return; fi
  folder="${target%/*}"
  for tool in apt-get dpkg flock; do
    type -P "$tool" >/dev/null || $missing "there is no $tool here to fetch it with"
  done
  mkdir -p "$folder" && [ -w "$folder" ] || $missing "the cache folder $folder cannot be written"
  (
    flock 9
    work="$folder/.fetch-${target##*/}"
    trap 'rm -rf "$work"' EXIT
    [ -e "$target" ] || fetch_into_cache "$target" "$what" "$suites" "$make" "$missing" "$work" 9>&-
  ) 9>"$folder/.lock-${target##*/}" || exit 1
}

# The last step is a rename, so what is there is whole.
fetch_into_cache() {
  local target="$1" what="$2" suites="$3" make="$4" missing="$5" work="$6" suite mirror mirrors
  mirrors="$(debian_mirrors)"
  [ -n "$mirrors" ] || $missing "this machine's apt names no mirror to fetch it from"
  for suite in $suites; do
    for mirror in $mirrors; do
      say "Fetching $what from Debian $suite into ${target%/*} ..."
      rm -rf "$work"
      mkdir -p "$work"
      if $make "$suite" "$mirror" "$work"; then
        mv "$work/result" "$target"
        return
      fi >"$work/log" 2>&1 </dev/null
      tail -n 3 "$work/log" >&2
    done
  done
  $missing "none of Debian's packages of it ($suites) could be fetched and run"
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
