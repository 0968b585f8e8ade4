#!/usr/bin/env bash
# Follows the quick start of README.md literally, line after line without a pause, and checks what came of it. The only
# liberty: the ports are free ones and the data goes to a temporary folder, so that nothing on the machine is disturbed.
set -euo pipefail
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build.sh"
require_java

cd "$root"
work="$(mktemp -d)"
pids=()
finish() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

free_ports() {
  cat >"$work/Ports.java" <<'J'
import java.net.ServerSocket;
class Ports {
    public static void main(String[] args) throws Exception {
        try (ServerSocket a = new ServerSocket(0); ServerSocket b = new ServerSocket(0); ServerSocket c = new ServerSocket(0)) {
            System.out.println(a.getLocalPort() + " " + b.getLocalPort() + " " + c.getLocalPort());
        }
    }
}
J
  "$java" "$work/Ports.java"
}
read -r events config function <<<"$(free_ports)"

# The shell lines of the section, with the liberties taken; each start in the background reports its process.
awk '/^## Quick start/ {on = 1; next} /^## / {on = 0} on && /^```sh/ {code = 1; next} /^```/ {code = 0} on && code' README.md \
  | sed -e "s/--dev &/--dev --events-port=$events --config-port=$config --embed-data-dir=$(printf '%s' "$work/data" | sed 's/[\/&]/\\&/g') >\"\$work\/gateway.log\" 2>\&1 \&/" \
    -e "s/Hello.java 8080 &/Hello.java $function >\"\$work\/function.log\" 2>\&1 \&/" \
    -e "s/:4000/:$events/g; s/:4001/:$config/g; s/:8080/:$function/g" \
    -e 's/&$/\& pids+=($!)/' >"$work/quickstart.sh"
[ "$(wc -l <"$work/quickstart.sh")" -ge 8 ] || die "found no quick start in README.md"

# shellcheck disable=SC1091
source "$work/quickstart.sh" >"$work/output.log" 2>&1 || {
  cat "$work"/*.log >&2
  die "a line of the quick start failed"
}

# The asynchronous delivery follows its 202 within moments.
for _ in $(seq 100); do
  grep -q 'user.created' "$work/function.log" && break
  sleep 0.1
done

expect() {
  grep -q "$2" "$work/$1" || {
    cat "$work"/*.log >&2
    die "quick start: expected \"$2\" in $1"
  }
}
expect output.log 'HTTP/1.1 202'
expect output.log 'HTTP/1.1 200'
expect output.log 'Hello from a function'
expect function.log '"type":"user.created"'
expect function.log '"name": "Ada"'
expect function.log '"id":"ada"'
say "quick start: followed literally, the event arrived, sync and async"
