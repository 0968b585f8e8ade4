package org.apache.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.junit.jupiter.api.Test;

class OwnClientConfigTest {

    /** Another version of ZooKeeper may read properties that this one did not. */
    @Test
    void readsAllPropertiesOfZooKeepersButThoseOfItsTls() throws Exception {
        Predicate<String> tls = name -> name.startsWith("zookeeper.ssl.") || name.equals("zookeeper.fips-mode");

        Set<String> theirs = properties(new ZKClientConfig());
        Set<String> own = properties(new OwnClientConfig());

        assertThat(theirs).anyMatch(tls);
        assertThat(own)
                .containsExactlyInAnyOrderElementsOf(
                        theirs.stream().filter(tls.negate()).collect(Collectors.toSet()));
    }

    private static Set<String> properties(ZKClientConfig config) throws ReflectiveOperationException {
        Field field = ZKConfig.class.getDeclaredField("properties");
        field.setAccessible(true);
        return ((Map<?, ?>) field.get(config))
                .keySet().stream().map(String.class::cast).collect(Collectors.toSet());
    }
}
