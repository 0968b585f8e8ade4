package dev.eventgateway.kv.spi;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** As much of ASN.1's encoding as the envelope of a private key needs. */
final class Der {

    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OBJECT_ID = 0x06;
    static final int SEQUENCE = 0x30;
    static final int PARAMETERS = 0xa0;

    private final byte[] bytes;
    private int position;

    /** Reads {@code bytes}. */
    Der(byte[] bytes) {
        this.bytes = bytes;
    }

    /** {@return the encoding of one value that is made of {@code parts}} */
    static byte[] of(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tag);
        writeLength(all, content.size());
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }

    private static void writeLength(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
            return;
        }
        int count = (39 - Integer.numberOfLeadingZeros(length)) / 8;
        out.write(0x80 | count);
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            out.write(length >> shift);
        }
    }

    /** {@return whether there is another value, and it has that tag} */
    boolean isNext(int tag) {
        return position < bytes.length && (bytes[position] & 0xff) == tag;
    }

    /**
     * {@return the content of the next value}
     *
     * @throws IllegalArgumentException if it has another tag, or is cut off
     */
    byte[] next(int tag) {
        if (!isNext(tag)) {
            throw new IllegalArgumentException("expected a value with tag " + tag);
        }
        position++;
        int length = length();
        if (length < 0 || length > bytes.length - position) {
            throw new IllegalArgumentException("expected " + length + " more bytes");
        }
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    private int length() {
        int first = octet();
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int count = first & 0x7f; count > 0; count--) {
            length = length << 8 | octet();
        }
        return length;
    }

    private int octet() {
        if (position >= bytes.length) {
            throw new IllegalArgumentException("expected a length");
        }
        return bytes[position++] & 0xff;
    }
}
