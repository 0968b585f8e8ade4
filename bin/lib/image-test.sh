#!/usr/bin/env bash
# Builds the container image, unpacks it and runs its entry point as its user, with nothing but the image below it; sends it an
# event over TLS, and stops it. Needs root, or user namespaces.
set -euo pipefail
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/build.sh"
source "$root/bin/lib/container.sh"

work="$(mktemp -d)"
pid=
finish() {
  if [ -n "$pid" ]; then kill -9 "$pid" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
fail() {
  cat "$work/log" >&2 2>/dev/null || true
  die "$@"
}

require_java
image="$("$root/bin/image")"
unpack_image "$image" "$work"
user="$(image_field "$work/config.json" User)"
IFS=, read -r -a command <<<"$(image_field "$work/config.json" Entrypoint)"
[ "$user" = 65532:65532 ] || fail "the image runs as \"$user\", expected 65532:65532"
[ -x "$work/root${command[0]}" ] || fail "the image has no ${command[0]}"
[ ! -e "$work/root/bin/sh" ] || fail "the image has a shell"
[ -s "$work/root/opt/java/lib/security/cacerts" ] || fail "the image trusts nobody"

keytool="$(dirname "$java")/keytool"
"$keytool" -genkeypair -alias it -keyalg EC -dname CN=localhost -ext san=dns:localhost -validity 1 -storetype PKCS12 \
  -storepass changeit -keystore "$work/it.p12" 2>/dev/null
cat >"$work/Pem.java" <<'J'
import java.io.File;
import java.nio.file.*;
import java.security.KeyStore;
import java.util.Base64;
class Pem {
    public static void main(String[] a) throws Exception {
        KeyStore store = KeyStore.getInstance(new File(a[0]), "changeit".toCharArray());
        write(a[1] + "/tls.crt", "CERTIFICATE", store.getCertificate("it").getEncoded());
        write(a[1] + "/tls.key", "PRIVATE KEY", store.getKey("it", "changeit".toCharArray()).getEncoded());
    }
    static void write(String file, String type, byte[] bytes) throws Exception {
        String text = Base64.getMimeEncoder().encodeToString(bytes);
        Files.writeString(Path.of(file), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }
}
J
"$java" "$work/Pem.java" "$work/it.p12" "$work/root/tmp"
chmod 644 "$work/root/tmp/tls.key"

flags=(--dev --embed-data-dir=/tmp/data --events-port=0 --config-port=0 --events-bind=127.0.0.1
  --events-tls-cert=/tmp/tls.crt --events-tls-key=/tmp/tls.key)
: >"$work/log"
enter_image "$work" "${command[0]}" -Xlog:class+load:file=/tmp/classes "${command[@]:1}" "${flags[@]}" >"$work/log" 2>&1 &
pid=$!
for _ in $(seq 300); do
  grep -q 'Config API' "$work/log" && break
  kill -0 "$pid" 2>/dev/null || fail "the image's program ended"
  sleep 0.1
done
grep -q 'Picked up JAVA_TOOL_OPTIONS: -XX:+UseSerialGC' "$work/log" || fail "the image's JAVA_TOOL_OPTIONS are not in force"
events="$(sed -n 's/.*Events API https:\/\/localhost:\([0-9]*\).*/\1/p' "$work/log")"
config="$(sed -n 's/.*Config API http:\/\/localhost:\([0-9]*\).*/\1/p' "$work/log")"
[ -n "$events" ] && [ -n "$config" ] || fail "the image's program says nothing of its ports"
curl -sf "http://localhost:$config/readyz" >/dev/null || fail "the image's program is not ready"
curl -sf "http://localhost:$config/v1/status" | grep -q '"version":"[0-9]' || fail "the image's program knows no version"
reply="$(curl -s --cacert "$work/root/tmp/tls.crt" -o /dev/null -w '%{http_code} %{http_version}' \
  "https://localhost:$events/" -H 'Event: user.created' -d x)"
[ "$reply" = '202 2' ] || fail "an event over TLS was answered with \"$reply\", expected 202 by HTTP/2"
for class in dev.eventgateway.server.Server dev.eventgateway.event.EventReader io.undertow.server.DefaultByteBufferPool; do
  grep -q " $class source: shared objects file" "$work/root/tmp/classes" || fail "the image's program has $class from no archive"
done
kill "$pid"
wait "$pid" || fail "the image's program ended with $?, expected 0 after SIGTERM"
pid=
# The archive holds for its JVM as it is started; one that is told otherwise goes without, and says nothing.
version="$(enter_image "$work" "${command[0]}" -XX:-UseCompressedOops "${command[@]:1}" --version 2>/dev/null)" \
  || fail "the image's program ended with $? without compressed pointers"
[[ "$version" = "Event Gateway version: "[0-9]* && "$version" != *$'\n'* ]] || fail "the image's program says \"$version\", expected its version only"
# A jar in /app/extensions is on the class path, behind the gateway's own, of which the archive still holds.
cat >"$work/Added.java" <<'J'
class Added {
    public static void main(String[] a) throws Exception {
        System.out.println("added to " + Class.forName("dev.eventgateway.server.Server").getSimpleName());
    }
}
J
"${java}c" -d "$work/added" "$work/Added.java"
mkdir "$work/root/app/extensions"
"$(dirname "$java")/jar" --create --file "$work/root/app/extensions/added.jar" -C "$work/added" .
added="$(enter_image "$work" "${command[0]}" -Xlog:class+load:file=/tmp/classes "${command[1]}" Added 2>"$work/log")" \
  || fail "the image's JVM ended with $? with a jar in /app/extensions"
[ "$added" = "added to Server" ] || fail "a jar in /app/extensions says \"$added\""
grep -q ' dev.eventgateway.server.Server source: shared objects file' "$work/root/tmp/classes" \
  || fail "with a jar in /app/extensions the image's archive is of no use"
# One for which a jar has changed since goes without, too, and says nothing.
touch "$work"/root/app/libs/gateway-core-*.jar
version="$(enter_image "$work" "${command[@]}" --version 2>/dev/null)" || fail "the image's program ended with $? with another jar of itself"
[[ "$version" = "Event Gateway version: "[0-9]* && "$version" != *$'\n'* ]] || fail "with another jar of itself the image's program says \"$version\""
say "image: unpacked and run as $user with its archive of loaded classes, an event arrived over TLS and HTTP/2, stopped cleanly"
