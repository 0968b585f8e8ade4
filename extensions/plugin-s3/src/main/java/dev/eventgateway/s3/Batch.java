package dev.eventgateway.s3;

import dev.eventgateway.event.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Events that become one object: a line of JSON for each, compressed as they come. Not safe for use by several threads. */
final class Batch {

    private final long begun = System.nanoTime();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final GZIPOutputStream lines;
    private long size;
    private int events;

    Batch() {
        try {
            lines = new GZIPOutputStream(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** {@return an event as one line; a line break in JSON is white space, as strings hold none} */
    static byte[] line(Event event) {
        byte[] json = event.structured();
        byte[] line = new byte[json.length + 1];
        for (int at = 0; at < json.length; at++) {
            line[at] = json[at] == '\n' || json[at] == '\r' ? (byte) ' ' : json[at];
        }
        line[json.length] = '\n';
        return line;
    }

    void add(byte[] line) {
        try {
            lines.write(line);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        size += line.length;
        events++;
    }

    /** {@return the bytes of all lines, before they are compressed} */
    long size() {
        return size;
    }

    boolean isOlderThan(long nanos) {
        return System.nanoTime() - begun > nanos;
    }

    /** {@return the object; nothing can be added any more} */
    StoredObject closed(String key) {
        try {
            lines.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new StoredObject(key, bytes.toByteArray(), size, events);
    }
}
