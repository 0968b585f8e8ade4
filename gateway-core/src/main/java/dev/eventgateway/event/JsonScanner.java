package dev.eventgateway.event;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Walks over JSON text (RFC 8259, UTF-8) without building a tree: tells whether it is well-formed and where its values
 * begin and end. Takes no stack, however deep the text is nested.
 */
final class JsonScanner {

    /** Receivers commonly refuse what is nested deeper, so nobody is sent such a thing. */
    static final int MAX_DEPTH = 1_000;

    /** The event, and within it the request of an {@code http.request} event. */
    private static final int AROUND_DATA = 2;

    /** A member costs a hundred bytes of memory and as few as six of text: a small body must not take a lot. */
    static final int MAX_MEMBERS = 1_000;

    private final byte[] text;
    private final int end;
    private final BitSet objects = new BitSet(64);
    private int depth;
    private int at;

    private JsonScanner(byte[] text, int from, int to) {
        this.text = text;
        this.at = from;
        this.end = to;
    }

    /** {@return whether {@code text} is exactly one JSON value, white space around it allowed} */
    static boolean isValue(byte[] text) {
        return isValue(text, 0);
    }

    /** {@return whether {@code text} is one JSON value that, put into an event as its data, is not nested too deep} */
    static boolean isData(byte[] text) {
        return isValue(text, AROUND_DATA);
    }

    private static boolean isValue(byte[] text, int depthAround) {
        try {
            JsonScanner scanner = new JsonScanner(text, 0, text.length);
            scanner.depth = depthAround;
            scanner.skipValue();
            scanner.expectEnd();
            return true;
        } catch (MalformedJsonException e) {
            return false;
        }
    }

    /**
     * {@return the members of the object that {@code text} is between {@code from} and {@code to}: in order, duplicates
     * included}
     *
     * @throws MalformedJsonException if it is no JSON object, or if something stands behind it
     */
    static List<JsonMember> members(byte[] text, int from, int to) {
        JsonScanner scanner = new JsonScanner(text, from, to);
        List<JsonMember> members = scanner.members();
        scanner.expectEnd();
        return members;
    }

    /**
     * {@return the elements of the array that {@code text} is, in order; where there are more than {@code most}, one more than
     * that}
     *
     * @throws MalformedJsonException if it is no JSON array, as far as it is read
     */
    static List<JsonSpan> elements(byte[] text, int most) {
        JsonScanner scanner = new JsonScanner(text, 0, text.length);
        List<JsonSpan> elements = scanner.elements(most);
        if (elements.size() <= most) {
            scanner.expectEnd();
        }
        return elements;
    }

    private List<JsonSpan> elements(int most) {
        List<JsonSpan> elements = new ArrayList<>();
        skipSpace();
        expect('[', "expected a JSON array");
        skipSpace();
        if (skips(']')) {
            return elements;
        }
        depth = 1;
        do {
            skipSpace();
            int from = at;
            skipValue();
            elements.add(new JsonSpan(text, from, at));
            skipSpace();
        } while (elements.size() <= most && skips(','));
        if (elements.size() <= most) {
            expect(']', "expected , or ]");
        }
        return elements;
    }

    private List<JsonMember> members() {
        List<JsonMember> members = new ArrayList<>();
        skipSpace();
        expect('{', "expected a JSON object");
        skipSpace();
        if (skips('}')) {
            return members;
        }
        depth = 1;
        do {
            if (members.size() == MAX_MEMBERS) {
                throw malformed("an object of more than " + MAX_MEMBERS + " members");
            }
            members.add(member());
            skipSpace();
        } while (skips(','));
        expect('}', "expected , or }");
        return members;
    }

    private JsonMember member() {
        skipSpace();
        int nameFrom = at;
        skipString();
        JsonSpan name = new JsonSpan(text, nameFrom, at);
        skipSpace();
        expect(':', "expected : behind a name");
        skipSpace();
        int valueFrom = at;
        skipValue();
        return new JsonMember(name.string(), new JsonSpan(text, valueFrom, at));
    }

    /** Skips one value with all that is nested in it. */
    private void skipValue() {
        int floor = depth;
        do {
            skipSpace();
            if (!enters()) {
                leave(floor);
            }
        } while (depth > floor);
    }

    /** Skips what stands here; of an object or array that is not empty, only up to its first value: then true. */
    private boolean enters() {
        switch (at < end ? text[at] : 0) {
            case '{' -> {
                return entersContainer(true, '}');
            }
            case '[' -> {
                return entersContainer(false, ']');
            }
            case '"' -> skipString();
            case 't' -> skipWord("true");
            case 'f' -> skipWord("false");
            case 'n' -> skipWord("null");
            default -> skipNumber();
        }
        return false;
    }

    private boolean entersContainer(boolean isObject, char closing) {
        if (depth == MAX_DEPTH) {
            throw malformed("nested deeper than " + MAX_DEPTH + " levels");
        }
        at++;
        skipSpace();
        if (skips(closing)) {
            return false;
        }
        objects.set(depth++, isObject);
        if (isObject) {
            skipName();
        }
        return true;
    }

    /** Behind a value: goes on to the next one, or closes what ends here, down to {@code floor}. */
    private void leave(int floor) {
        while (depth > floor) {
            skipSpace();
            boolean inObject = objects.get(depth - 1);
            if (skips(',')) {
                if (inObject) {
                    skipName();
                }
                return;
            }
            expect(inObject ? '}' : ']', inObject ? "expected , or }" : "expected , or ]");
            depth--;
        }
    }

    private void skipName() {
        skipSpace();
        skipString();
        skipSpace();
        expect(':', "expected : behind a name");
    }

    private void skipString() {
        expect('"', "expected a string");
        for (at = plainEnd(); at < end; at = plainEnd()) {
            byte each = text[at];
            if (each == '"') {
                at++;
                return;
            }
            if (each == '\\') {
                skipEscape();
            } else {
                skipBeyondAscii(each);
            }
        }
        throw malformed("the text ends within a string");
    }

    /** {@return where the next character stands that is not an ordinary one of ASCII} */
    private int plainEnd() {
        int here = at;
        while (here < end && text[here] >= 0x20 && text[here] != '"' && text[here] != '\\') {
            here++;
        }
        return here;
    }

    private void skipBeyondAscii(byte lead) {
        if (lead >= 0) {
            throw malformed("a control character in a string");
        }
        int length = Utf8.sequence(text, at, end);
        if (length == 0) {
            throw malformed("a byte that is not UTF-8");
        }
        at += length;
    }

    private void skipEscape() {
        at++;
        int digits = skips('u') ? 4 : 0;
        if (digits == 0) {
            if (at == end || "\"\\/bfnrt".indexOf(text[at]) < 0) {
                throw malformed("an unknown escape in a string");
            }
            at++;
        }
        for (int digit = 0; digit < digits; digit++, at++) {
            if (at == end || Character.digit(text[at], 16) < 0) {
                throw malformed("expected four hexadecimal digits behind \\u");
            }
        }
    }

    private void skipWord(String word) {
        for (int letter = 0; letter < word.length(); letter++) {
            expect(word.charAt(letter), "expected a JSON value");
        }
    }

    private void skipNumber() {
        boolean negative = skips('-');
        if (!skips('0')) {
            skipDigits(negative ? "expected a digit behind -" : "expected a JSON value");
        }
        if (skips('.')) {
            skipDigits("expected a digit behind the decimal point");
        }
        if (skips('e') || skips('E')) {
            if (!skips('+')) {
                skips('-');
            }
            skipDigits("expected a digit in the exponent");
        }
    }

    private void skipDigits(String expected) {
        int first = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        if (at == first) {
            throw malformed(expected);
        }
    }

    private void skipSpace() {
        while (at < end && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
    }

    private boolean skips(char wanted) {
        if (at < end && text[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted, String reason) {
        if (!skips(wanted)) {
            throw malformed(reason);
        }
    }

    private void expectEnd() {
        skipSpace();
        if (at < end) {
            throw malformed("expected nothing more");
        }
    }

    private MalformedJsonException malformed(String reason) {
        return new MalformedJsonException(at == end ? reason + ", found the end" : reason, at);
    }
}
