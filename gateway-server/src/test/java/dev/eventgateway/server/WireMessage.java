package dev.eventgateway.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A message of HTTP/1.1 as it came over the wire.
 *
 * @param start its first line
 * @param headers by name in lower case, the values in the order in which they came
 * @param hash of its body
 */
record WireMessage(String start, Map<String, List<String>> headers, String hash) {

    private static final String EMPTY = hash(new byte[0]);

    /**
     * {@return the next message; empty headers and a first line of {@code ""} at the end of the stream}
     *
     * @param bodiless whether it has no body whatever its head says
     */
    static WireMessage read(InputStream in, boolean bodiless) throws IOException {
        String start = line(in);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = start.isEmpty() ? "" : line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        boolean answer = start.startsWith("HTTP/");
        return new WireMessage(start, headers, hash(bodiless ? new byte[0] : body(in, headers, answer)));
    }

    private static byte[] body(InputStream in, Map<String, List<String>> headers, boolean answer) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            return chunks(in);
        }
        List<String> length = headers.get("content-length");
        if (length != null) {
            return exactly(in, Integer.parseInt(length.get(0)));
        }
        return answer ? in.readAllBytes() : new byte[0];
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = size(in); size > 0; size = size(in)) {
            body.writeBytes(exactly(in, size));
            line(in);
        }
        while (!line(in).isEmpty()) {
            // A trailer.
        }
        return body.toByteArray();
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).strip(), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a body of " + length + " bytes ended after " + bytes.length);
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    static String hash(byte[] body) {
        try {
            return body.length + " bytes, "
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** {@return this with the length of its body told by a number, if it was told by chunks} */
    WireMessage withLength() {
        Map<String, List<String>> rest = new TreeMap<>(headers);
        if (rest.remove("transfer-encoding", List.of("chunked"))) {
            rest.put("content-length", List.of(hash.substring(0, hash.indexOf(' '))));
        }
        return new WireMessage(start, rest, hash);
    }

    /**
     * {@return this without those headers, without its reason phrase if it is an answer, and if its body is empty without how that was
     * said: by a length of zero or by no chunks}
     */
    WireMessage without(Set<String> names) {
        Map<String, List<String>> rest = new TreeMap<>(headers);
        rest.keySet().removeAll(names);
        if (hash.equals(EMPTY)) {
            rest.remove("transfer-encoding", List.of("chunked"));
            rest.remove("content-length", List.of("0"));
        }
        return new WireMessage(start.startsWith("HTTP/") ? start.substring(0, 12) : start, rest, hash);
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
