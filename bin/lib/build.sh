# Sourced by the scripts in bin/ and bench/: where the project is, which Java and Maven it uses, and how its jar is made.
# After sourcing: $root, and the functions below. Nothing here needs root or a particular working directory.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

# Finds a JDK 17 or newer: $JAVA_HOME first, then PATH. Sets $java and $java_version.
require_java() {
  if [ -n "${JAVA_HOME:-}" ]; then
    java="$JAVA_HOME/bin/java"
    [ -x "$java" ] || die "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it. Point it at a JDK 17 or newer."
  else
    java="$(command -v java || true)"
    [ -n "$java" ] || die "no java on PATH and no JAVA_HOME. Install a JDK 17 or newer."
  fi
  local version
  version="$(java_release)"
  case "$version" in
    1.* | '' | *[!0-9]*) die "$java is Java ${version:-unknown}, expected a JDK 17 or newer." ;;
  esac
  [ "$version" -ge 17 ] || die "$java is Java $version, expected a JDK 17 or newer."
  java_version="$version"
}

# Prints Java's number, such as 17. A runtime has a file that says it; to start one takes a tenth of a second.
java_release() {
  local file
  file="$(dirname "$(dirname "$(readlink -f "$java")")")/release"
  if [ -r "$file" ]; then
    sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$file"
  else
    "$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p'
  fi
}

# Sets $maven: ./mvnw when MVNW_REPOURL says where to fetch Maven, else the mvn on PATH. docs/rationale.md says why.
require_maven() {
  require_java
  local home="${java%/bin/java}"
  [ -x "$home/bin/javac" ] || [ -x "$(dirname "$(readlink -f "$java")")/javac" ] \
    || die "$java is a runtime without a compiler. Install a JDK 17 or newer to build."
  if [ -n "${MVNW_REPOURL:-}" ]; then
    maven="$root/mvnw"
  else
    maven="$(command -v mvn || true)"
    [ -n "$maven" ] || die "no mvn on PATH. Install Maven 3.8.6 or newer, or set MVNW_REPOURL to a Maven repository's address."
  fi
}

# True when the jar is missing or older than anything it is made of.
stale() {
  local jar="$1"
  [ -f "$jar" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root"/kv-* "$root"/gateway-core "$root"/extensions/aws "$root"/gateway-server \
    \( -name target -o -path '*/src/test' \) -prune -o -type f -newer "$jar" -print -quit)" ]
}

# Makes sure that the server's jar is there and current; prints its path on standard output, progress on standard error.
ensure_server_jar() {
  local jar="$root/gateway-server/target/event-gateway.jar"
  require_java
  if stale "$jar"; then
    require_maven
    mkdir -p "$root/gateway-server/target" || die "cannot write to $root/gateway-server/target"
    (
      if command -v flock >/dev/null; then
        flock 9
      fi
      if stale "$jar"; then
        build_quietly -pl gateway-server -am -Pquick -DskipTests package
        [ -s "$jar" ] || die "the build made no $jar"
        touch "$jar"
      fi
    ) 9>"$root/.build.lock" || exit 1
  fi
  printf '%s\n' "$jar"
}

# Prints the JVM's flag for an archive of the classes that the server loads in its first seconds, with which it is ready sooner. Made
# when it is missing or older than the jar; one of another JVM is passed over by this one. Where none can be made it is empty, so
# that nobody tries again, nothing is printed, and the server starts without.
archive_flag() {
  local jar="$1" archive
  archive_kind
  archive="${jar%/*}/event-gateway-$java_version.$archive_suffix"
  if [ ! -e "$archive" ] || [ "$jar" -nt "$archive" ]; then
    make_archive "$jar" "$archive" || true
  fi
  if [ -s "$archive" ]; then printf '%s\n' "$archive_use=$archive"; fi
}

# Sets how this JVM's archives are called, its option to use one, and the one by which it keeps to itself that one does not fit.
archive_kind() {
  if [ "$java_version" -ge 25 ]; then
    archive_suffix=aot archive_use=-XX:AOTCache archive_quiet='-Xlog:aot*=off,cds*=off'
  else
    archive_suffix=jsa archive_use=-XX:SharedArchiveFile archive_quiet='-Xlog:cds*=off'
  fi
}

make_archive() {
  local jar="$1" archive="$2" work
  work="$(mktemp -d "$archive.XXXXXX" 2>/dev/null)" || return
  say "Preparing for quicker starts ..."
  train "$work/archive" "$work" "$java" "${jvm_flags[@]}" -cp "$jar" >"$work/log" 2>&1 </dev/null \
    || { rm -f "$work/archive" && : >"$work/archive"; }
  mv -f "$work/archive" "$archive"
  rm -rf "$work"
}

# Makes the archive $1 of what a run of the server against itself loads, with the folder $2 for it; the rest is the command that starts
# the JVM, up to the class path. Before JDK 25 that takes two: an archive that is made at the end of a run cannot hold old classes.
# Only with G1 and a heap of a usual size can it hold objects, too, which the serial collector reads in JVMs later than 17.
train() {
  local archive="$1" folder="$2" training=dev.eventgateway.server.Training
  shift 2
  if [ "$java_version" -ge 25 ]; then
    "$@" "-XX:AOTCacheOutput=$archive" "$training" "$folder"
  else
    "$@" "-XX:DumpLoadedClassList=$archive.classes" "$training" "$folder" \
      && "$@" -XX:-UseSerialGC -XX:+UseG1GC -Xmx512m -Xshare:dump "-XX:SharedClassListFile=$archive.classes" "-XX:SharedArchiveFile=$archive"
  fi
}

# Runs Maven with the given arguments, silent but for a line that counts the seconds; shows the log's end on failure.
build_quietly() {
  local log="$root/gateway-server/target/build.log" pid seconds=0
  (cd "$root" && exec "$maven" -B -ntp "$@") >"$log" 2>&1 </dev/null 9>&- &
  pid=$!
  trap 'kill "$pid" 2>/dev/null' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    if [ -t 2 ]; then
      printf '\rBuilding Event Gateway ... %ds ' "$seconds" >&2
    elif [ $((seconds % 15)) = 0 ]; then
      say "Building Event Gateway ... ${seconds}s"
    fi
    sleep 1
    seconds=$((seconds + 1))
  done
  trap - INT TERM
  if [ -t 2 ]; then printf '\r\033[K' >&2; fi
  if ! wait "$pid"; then
    tail -n 40 "$log" >&2
    die "the build failed; the whole log is in $log"
  fi
}
