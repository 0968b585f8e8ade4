package dev.eventgateway.server;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** A request and the answer to it, made up by chance. */
final class ProxyCase {

    private static final String PATH = "abcXYZ019-._~!$&'()*+,;=:@";
    private static final String QUERY = PATH + "/?&&==";
    private static final String TOKEN = "abcdefXYZ0123456789-_.!#$%&'*+^`|~";
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");
    private static final List<Integer> COMMON = List.of(200, 200, 201, 204, 301, 302, 304, 400, 404, 500, 503);

    private final String method;
    private final byte[] request;
    private final int status;
    private final byte[] answer;
    private final boolean closes;

    private ProxyCase(String method, byte[] request, int status, byte[] answer, boolean closes) {
        this.method = method;
        this.request = request;
        this.status = status;
        this.answer = answer;
        this.closes = closes;
    }

    byte[] request() {
        return request.clone();
    }

    byte[] answer() {
        return answer.clone();
    }

    /** {@return whether the end of the connection is the end of the answer} */
    boolean closes() {
        return closes;
    }

    /** {@return the case of that number; the same one in each run} */
    static ProxyCase of(int number) {
        Random chance = new Random(number);
        String method = METHODS.get(chance.nextInt(METHODS.size()));
        boolean closes = chance.nextInt(20) == 0;
        int status = chance.nextInt(3) > 0 ? COMMON.get(chance.nextInt(COMMON.size())) : 200 + chance.nextInt(400);
        String head = method + " " + target(chance) + " HTTP/1.1\r\nHost: site.example\r\nX-Case: " + number + "\r\n"
                + headers(chance);
        boolean hasBody = !List.of("GET", "HEAD", "OPTIONS").contains(method) || chance.nextInt(10) == 0;
        byte[] request = hasBody ? message(chance, head, body(chance), chance.nextBoolean()) : latin1(head + "\r\n");
        return new ProxyCase(method, request, status, answer(chance, method, status, closes), closes);
    }

    private static byte[] answer(Random chance, String method, int status, boolean closes) {
        String head = "HTTP/1.1 " + status + " Whatever\r\n" + headers(chance);
        for (int cookie = chance.nextInt(3); cookie > 0; cookie--) {
            head += "Set-Cookie: c" + cookie + "=" + text(chance, TOKEN, 1, 20) + "; Path=/\r\n";
        }
        if (closes) {
            head += "Connection: close\r\n";
        }
        if (bodiless(status)) {
            return latin1(head + "\r\n");
        }
        byte[] body = body(chance);
        if (method.equals("HEAD")) {
            return latin1(head + "Content-Length: " + body.length + "\r\n\r\n");
        }
        return closes ? joined(latin1(head + "\r\n"), body) : message(chance, head, body, chance.nextBoolean());
    }

    static boolean bodiless(int status) {
        return status == 204 || status == 304;
    }

    /** {@return whether there is no body in the answer} */
    boolean isBodiless() {
        return method.equals("HEAD") || bodiless(status);
    }

    private static String target(Random chance) {
        StringBuilder target = new StringBuilder();
        for (int segments = 1 + chance.nextInt(4); segments > 0; segments--) {
            target.append("/s").append(encoded(chance, PATH, 12));
        }
        if (chance.nextBoolean()) {
            target.append("?q").append(encoded(chance, QUERY, 40));
        }
        return target.toString();
    }

    private static String encoded(Random chance, String plain, int most) {
        StringBuilder text = new StringBuilder();
        for (int length = chance.nextInt(most); length > 0; length--) {
            if (chance.nextInt(6) == 0) {
                // No zero, which nginx refuses, and no dot, which could make a segment "..".
                int octet = 0x30 + chance.nextInt(0xc0);
                text.append(String.format(chance.nextBoolean() ? "%%%02x" : "%%%02X", octet));
            } else {
                text.append(plain.charAt(chance.nextInt(plain.length())));
            }
        }
        return text.toString();
    }

    private static String headers(Random chance) {
        StringBuilder headers = new StringBuilder();
        for (int names = chance.nextInt(8); names > 0; names--) {
            String name = "X-" + text(chance, TOKEN, 1, 12);
            for (int values = 1 + chance.nextInt(3) / 2; values > 0; values--) {
                headers.append(name).append(": ").append(value(chance)).append("\r\n");
            }
        }
        return headers.toString();
    }

    /** {@return visible characters with spaces between them, rarely many, rarely none, rarely beyond ASCII} */
    private static String value(Random chance) {
        StringBuilder value = new StringBuilder();
        int length = chance.nextInt(40) == 0 ? 2_000 : chance.nextInt(40);
        for (int at = 0; at < length; at++) {
            boolean high = chance.nextInt(60) == 0;
            value.append((char) (high ? 0xa1 + chance.nextInt(0x5f) : 0x21 + chance.nextInt(0x5e)));
            if (chance.nextInt(8) == 0 && at + 1 < length) {
                value.append(' ');
            }
        }
        return value.toString();
    }

    private static byte[] body(Random chance) {
        int size = switch (chance.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 16_384 + chance.nextInt(3) - 1;
            case 2 -> chance.nextInt(300_000);
            default -> chance.nextInt(3_000);
        };
        byte[] body = new byte[size];
        chance.nextBytes(body);
        return body;
    }

    private static byte[] message(Random chance, String head, byte[] body, boolean chunked) {
        if (!chunked) {
            return joined(latin1(head + "Content-Length: " + body.length + "\r\n\r\n"), body);
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(latin1(head + "Transfer-Encoding: chunked\r\n\r\n"));
        for (int at = 0; at < body.length; ) {
            int size = Math.min(body.length - at, 1 + chance.nextInt(20_000));
            message.writeBytes(latin1(Integer.toHexString(size) + "\r\n"));
            message.write(body, at, size);
            message.writeBytes(latin1("\r\n"));
            at += size;
        }
        message.writeBytes(latin1("0\r\n\r\n"));
        return message.toByteArray();
    }

    private static String text(Random chance, String characters, int least, int most) {
        StringBuilder text = new StringBuilder();
        for (int length = least + chance.nextInt(most - least); length > 0; length--) {
            text.append(characters.charAt(chance.nextInt(characters.length())));
        }
        return text.toString();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(other);
        return all.toByteArray();
    }

    private static byte[] latin1(String text) {
        return WireMessage.latin1(text);
    }
}
