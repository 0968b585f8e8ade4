package dev.eventgateway.aws;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature Version 4 as AWS documents it, computed from a request as it arrived: nothing in here knows how the gateway signs.
 */
final class SignatureCheck {

    private static final Pattern AUTHORIZATION = Pattern.compile("AWS4-HMAC-SHA256 "
            + "Credential=(?<key>[^/]+)/(?<day>\\d{8})/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request,"
            + " ?SignedHeaders=(?<names>[a-z0-9;-]+), ?Signature=(?<signature>[0-9a-f]{64})");

    private SignatureCheck() {}

    /** {@return what is wrong with the signature; empty if it is right} */
    static String fault(AwsStub.Request request, String service, String region, AwsCredentials expected) {
        Matcher said = AUTHORIZATION.matcher(request.header("Authorization"));
        if (!said.matches()) {
            return "no signature: " + request.header("Authorization");
        }
        String scope = said.group("key") + "/" + said.group("region") + "/" + said.group("service");
        if (!scope.equals(expected.accessKeyId() + "/" + region + "/" + service)) {
            return "signed for " + scope;
        }
        if (!request.header("X-Amz-Security-Token")
                .equals(expected.sessionToken().orElse(""))) {
            return "another session token";
        }
        List<String> names = Arrays.asList(said.group("names").split(";", -1));
        TreeSet<String> needed = new TreeSet<>(List.of("host", "x-amz-date"));
        request.names().stream().filter(name -> name.startsWith("x-amz-")).forEach(needed::add);
        if (!names.containsAll(needed) || !names.equals(names.stream().sorted().toList())) {
            return "signed headers " + names + ", expected at least " + needed;
        }
        String signature = signature(request, names, said, expected.secretAccessKey());
        return signature.equals(said.group("signature")) ? "" : "the signature does not match";
    }

    private static String signature(AwsStub.Request request, List<String> names, Matcher said, String secret) {
        String date = request.header("X-Amz-Date");
        String scope = said.group("day") + "/" + said.group("region") + "/" + said.group("service") + "/aws4_request";
        String toSign = String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                date,
                scope,
                hash(canonical(request, names).getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/", -1)) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static String canonical(AwsStub.Request request, List<String> names) {
        String headers = names.stream()
                .map(name -> name + ":" + request.header(name).strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n",
                request.method(),
                encodedTwice(request.path()),
                "",
                headers,
                String.join(";", names),
                hash(request.body()));
    }

    /** Every service but S3 wants each segment, as it is in the request, encoded once more. */
    private static String encodedTwice(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException never) {
            throw new IllegalStateException(never);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException never) {
            throw new IllegalStateException(never);
        }
    }
}
