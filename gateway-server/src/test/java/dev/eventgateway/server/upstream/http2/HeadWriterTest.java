package dev.eventgateway.server.upstream.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventgateway.server.upstream.protocol.RequestHead;
import io.undertow.protocols.http2.HpackDecoder;
import io.undertow.protocols.http2.HpackException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadWriterTest {

    private final HeadWriter writer = new HeadWriter();
    private final HpackDecoder server = new HpackDecoder();

    private static RequestHead head(String... namesAndValues) {
        RequestHead head = new RequestHead("GET", "x", "/", 0);
        for (int at = 0; at < namesAndValues.length; at += 2) {
            head.add(namesAndValues[at], namesAndValues[at + 1]);
        }
        return head;
    }

    /** {@return the headers, but those that stand for the first line of a request} */
    private List<String> fields(ByteBuffer block) throws HpackException {
        return read(block).stream().filter(each -> !each.startsWith(":")).toList();
    }

    private List<String> read(ByteBuffer block) throws HpackException {
        List<String> read = new ArrayList<>();
        server.setHeaderEmitter((name, value, never) -> read.add(name + "=" + value));
        server.decode(block, false);
        return read;
    }

    @Test
    void aTableThatGetsSmallerAndLargerBetweenTwoHeadsIsTheSameOnBothSides() throws Exception {
        RequestHead head = head("user-agent", "one that is kept", "content-type", "text/x-kept");
        fields(writer.write(head));
        writer.tableSize(0);
        writer.tableSize(4_096);

        for (int turn = 0; turn < 3; turn++) {
            assertThat(fields(writer.write(head)))
                    .containsExactlyInAnyOrder("user-agent=one that is kept", "content-type=text/x-kept");
        }
    }

    @Test
    void whatHttpDoesNotKnowAsANameStaysBehind() throws Exception {
        String[] wrong = {"", "v", "a b", "v", "a:b", "v", ":status", "200", "\u00e4", "v", "x-Right", "v"};

        assertThat(read(writer.write(head(wrong))))
                .containsExactlyInAnyOrder(":method=GET", ":scheme=https", ":authority=x", ":path=/", "x-right=v");
    }

    @Test
    void secretsAreNotKeptWhereOthersRequestsComeUponThem() {
        for (String name :
                List.of("authorization", "cookie", "x-api-key", "x-vault-token", "x-what-i-call-my-secret")) {
            assertThat(lengthOfSecond(name)).as(name).isGreaterThan(30);
        }
        assertThat(lengthOfSecond("user-agent")).isEqualTo(5);
    }

    /** The first line takes four of them. */
    private int lengthOfSecond(String name) {
        RequestHead head = head(name, "0123456789-0123456789-0123456789-0123456789");
        writer.write(head);
        return writer.write(head).remaining();
    }
}
