#!/usr/bin/env bash
# Drives the real server with clients that others wrote in JavaScript: the SDK of the first Event Gateway, and that of CloudEvents; and
# has it call a Kinesis that others wrote in JavaScript.
# The server runs with --dev on free ports of loopback and asks for an access key. Needs Node 18 or newer, with npm.
set -euo pipefail
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/node.sh"

require_node
require_java
jar="$(ensure_server_jar)"
work="$(mktemp -d)"
pid=
finish() {
  if [ -n "$pid" ]; then kill -9 "$pid" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
failed() {
  tail -n 100 "$work"/*.log >&2
  die "clients in Node: $*"
}

# The exact packages of the lock file, beside a copy of the tests: the sources stay as they are.
tests="$root/gateway-server/target/node"
mkdir -p "$tests"
cp "$root"/gateway-server/src/test/node/{*.js,*.json,.npmrc} "$tests"
cd "$tests"
with_node timeout --kill-after=10 300 npm ci --ignore-scripts --prefer-offline --no-audit --no-fund >"$work/npm.log" 2>&1 \
  || failed "npm could not fetch the packages that package-lock.json names"

# One variable on both sides: the server asks for this key, and the SDK sends it.
EVENT_GATEWAY_ACCESS_KEY="$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')"
export EVENT_GATEWAY_ACCESS_KEY
: >"$work/gateway.log"
"$java" -XX:+UseSerialGC -jar "$jar" --dev --embed-data-dir="$work/data" --events-port=0 --config-port=0 \
  --events-bind=127.0.0.1 >"$work/gateway.log" 2>&1 &
pid=$!
for _ in $(seq 600); do
  grep -q 'Config API' "$work/gateway.log" && break
  kill -0 "$pid" 2>/dev/null || failed "the gateway ended"
  sleep 0.1
done
EVENTS_URL="$(sed -n 's/.*Events API \(http:[^ ,]*\).*/\1/p' "$work/gateway.log")"
CONFIG_URL="$(sed -n 's/.*Config API \(http:[^ ,]*\).*/\1/p' "$work/gateway.log")"
[ -n "$EVENTS_URL" ] && [ -n "$CONFIG_URL" ] || failed "the gateway says nothing of its ports"
export EVENTS_URL CONFIG_URL

with_node timeout --kill-after=10 300 node --test ./*.test.js >"$work/tests" 2>&1 || {
  cat "$work/tests" >&2
  failed "a test failed, or all took longer than 300 s"
}
passed="$(sed -n 's/^[^a-z]*pass \([0-9]*\)$/\1/p' "$work/tests" | tail -n 1)"
[ "${passed:-0}" -gt 0 ] || failed "no test ran"
kill "$pid"
wait "$pid" || failed "the gateway ended with $?, expected 0 after SIGTERM"
pid=
say "clients in Node $(with_node node --version): $passed tests passed"
