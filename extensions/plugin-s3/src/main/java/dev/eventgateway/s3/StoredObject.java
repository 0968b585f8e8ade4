package dev.eventgateway.s3;

/** An object on its way to the bucket. Two are never equal. */
final class StoredObject {

    private final String key;
    private final byte[] content;
    private final long size;
    private final int events;

    /**
     * @param content not copied
     * @param size how many bytes its events took in memory
     */
    StoredObject(String key, byte[] content, long size, int events) {
        this.key = key;
        this.content = content;
        this.size = size;
        this.events = events;
    }

    String key() {
        return key;
    }

    byte[] content() {
        return content;
    }

    long size() {
        return size;
    }

    int events() {
        return events;
    }
}
