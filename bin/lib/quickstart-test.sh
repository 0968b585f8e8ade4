#!/usr/bin/env bash
# Follows the quick start of README.md literally, line after line without a pause, and checks what came of it: as it stands,
# with --dev, and with a real store of each kind in place of that one word. The only liberties: the ports are free ones and the
# data goes to a temporary folder, so that nothing on the machine is disturbed. Arguments, if any, say with which stores.
set -euo pipefail
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build.sh"
require_java

cd "$root"
ensure_server_jar >/dev/null
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Prints so many ports of loopback that are free.
free_ports() {
  cat >"$work/Ports.java" <<'J'
import java.net.ServerSocket;
class Ports {
    public static void main(String[] count) throws Exception {
        ServerSocket[] all = new ServerSocket[Integer.parseInt(count[0])];
        for (int i = 0; i < all.length; i++) all[i] = new ServerSocket(0);
        for (ServerSocket port : all) System.out.println(port.getLocalPort());
    }
}
J
  "$java" "$work/Ports.java" "$1"
}

# The shell lines of the section, with the liberties taken; each start in the background reports its process.
quick_start() {
  local store="$1" events="$2" config="$3" function="$4"
  awk '/^## Quick start/ {on = 1; next} /^## / {on = 0} on && /^```sh/ {code = 1; next} /^```/ {code = 0} on && code' README.md \
    | sed -e "s|--dev &|$store --events-port=$events --config-port=$config >\"\$folder/gateway.log\" 2>\&1 \&|" \
      -e "s|Hello.java 8080 &|Hello.java $function >\"\$folder/function.log\" 2>\&1 \&|" \
      -e "s/:4000/:$events/g; s/:4001/:$config/g; s/:8080/:$function/g" \
      -e 's/&$/\& pids+=($!)/'
}

# Starts a store of that kind and sets $uri to where it is. Fetching its binary may take a while.
start_store() {
  bin/store "$1" --data-dir "$folder/store" >"$folder/uri" 2>"$folder/store.log" &
  pids+=($!)
  until uri="$(grep -m 1 '://' "$folder/uri")"; do
    kill -0 "${pids[0]}" 2>/dev/null || failed "the store did not start"
    sleep 0.1
  done
}

failed() {
  tail -n 100 "$folder"/*.log >&2
  die "quick start with $kind: $*"
}

expect() {
  grep -q "$2" "$folder/$1" || failed "expected \"$2\" in $1"
}

finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}

# In a shell of its own, which ends what it started.
follow() (
  kind="$1" folder="$work/$1" pids=()
  shift
  mkdir "$folder"
  trap finish EXIT
  if [ "$kind" = dev ]; then
    store="--dev --embed-data-dir=$folder/store"
  else
    start_store "$kind"
    store="--store=$uri/quick-start"
  fi
  quick_start "$store" "$@" >"$folder/quickstart.sh"
  [ "$(wc -l <"$folder/quickstart.sh")" -ge 8 ] || die "found no quick start in README.md"
  grep -q -- "$store" "$folder/quickstart.sh" || die "the quick start in README.md starts no gateway with --dev"

  # shellcheck disable=SC1091
  source "$folder/quickstart.sh" >"$folder/output.log" 2>&1 || failed "a line failed"

  # The asynchronous delivery follows its 202 within moments.
  for _ in $(seq 100); do
    grep -q 'user.created' "$folder/function.log" && break
    sleep 0.1
  done

  expect output.log 'HTTP/1.1 202'
  expect output.log 'HTTP/1.1 200'
  expect output.log 'Hello from a function'
  expect function.log '"type":"user.created"'
  expect function.log '"name": "Ada"'
  expect function.log '"id":"ada"'
  # Linux shows what a process maps.
  if [ -r /proc/self/maps ]; then
    for pid in "${pids[@]}"; do cat "/proc/$pid/maps"; done >"$folder/maps"
    expect maps 'event-gateway-[0-9]*\.\(jsa\|aot\)$'
  fi
  say "quick start with $kind: followed literally, the event arrived, sync and async"
)

[ $# -gt 0 ] || set -- dev etcd consul zookeeper
mapfile -t ports < <(free_ports $(($# * 3)))
for kind in "$@"; do
  follow "$kind" "${ports[@]:0:3}"
  ports=("${ports[@]:3}")
done
