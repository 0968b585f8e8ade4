package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadWriterTest {

    private final HeadWriter writer = new HeadWriter();
    private final HpackDecoder server = new HpackDecoder();

    private static HeaderMap headers(String... namesAndValues) {
        HeaderMap headers = new HeaderMap();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            headers.add(new HttpString(namesAndValues[at]), namesAndValues[at + 1]);
        }
        return headers;
    }

    private List<String> read(ByteBuffer block) throws HpackException {
        List<String> read = new ArrayList<>();
        server.setHeaderEmitter((name, value, never) -> read.add(name + "=" + value));
        server.decode(block, false);
        return read;
    }

    @Test
    void aTableThatGetsSmallerAndLargerBetweenTwoHeadsIsTheSameOnBothSides() throws Exception {
        HeaderMap head = headers("user-agent", "one that is kept", "content-type", "text/x-kept");
        read(writer.write(head));
        writer.tableSize(0);
        writer.tableSize(4_096);

        for (int turn = 0; turn < 3; turn++) {
            assertThat(read(writer.write(head)))
                    .containsExactlyInAnyOrder("user-agent=one that is kept", "content-type=text/x-kept");
        }
    }

    @Test
    void whatHttpDoesNotKnowAsANameStaysBehind() throws Exception {
        String[] wrong = {"", "v", "a b", "v", "a:b", "v", ":status", "200", "\u00e4", "v", "x-Right", "v"};

        assertThat(read(writer.write(headers(wrong)))).containsExactly("x-right=v");
        assertThat(read(writer.writeTrailers(headers(wrong)))).containsExactly("x-right=v");
        assertThat(read(writer.write(headers(":path", "/")))).containsExactly(":path=/");
        assertThat(read(writer.writeTrailers(headers(":path", "/")))).isEmpty();
    }

    @Test
    void secretsAreNotKeptWhereOthersRequestsComeUponThem() {
        for (String name :
                List.of("authorization", "cookie", "x-api-key", "x-vault-token", "x-what-i-call-my-secret")) {
            assertThat(lengthOfSecond(name)).as(name).isGreaterThan(30);
        }
        assertThat(lengthOfSecond("user-agent")).isEqualTo(1);
    }

    private int lengthOfSecond(String name) {
        HeaderMap head = headers(name, "0123456789-0123456789-0123456789-0123456789");
        writer.write(head);
        return writer.write(head).remaining();
    }
}
