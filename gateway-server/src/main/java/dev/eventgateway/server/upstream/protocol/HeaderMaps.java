package dev.eventgateway.server.upstream.protocol;

import dev.eventgateway.event.Headers;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;

/** Headers as Undertow has them. */
public final class HeaderMaps {

    private HeaderMaps() {}

    /** {@return all of them} */
    public static Headers read(HeaderMap received) {
        Headers.Builder headers = Headers.builder();
        for (HeaderValues values : received) {
            for (String value : values) {
                headers.add(values.getHeaderName().toString(), value);
            }
        }
        return headers.build();
    }

    /** {@return all of them} */
    public static HeaderMap write(Headers headers) {
        HeaderMap map = new HeaderMap();
        headers.forEach((name, values) -> map.addAll(HttpString.tryFromString(name), values));
        return map;
    }
}
