package org.apache.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.junit.jupiter.api.Test;

/** Another version of ZooKeeper may read properties that this one did not. */
class OwnClientConfigTest {

    @Test
    void readsAllPropertiesThatZooKeeperDoesButThoseOfItsTls() throws Exception {
        Map<String, String> theirs = withAllPropertiesSet(ZKClientConfig::new);

        Map<String, String> own = withAllPropertiesSet(OwnClientConfig::new);

        assertThat(theirs.keySet().removeIf(name -> name.startsWith("zookeeper.ssl.")))
                .isTrue();
        assertThat(own).isEqualTo(theirs);
    }

    @Test
    void readsThoseOfItsTlsAsWellIfThatIsAskedFor() throws Exception {
        System.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        try {
            assertThat(properties(new OwnClientConfig())).isEqualTo(properties(new ZKClientConfig()));
        } finally {
            System.clearProperty(ZKClientConfig.SECURE_CLIENT);
        }
    }

    /** {@return what a configuration has read where each property that ZooKeeper looks for has a value of its own} */
    private static Map<String, String> withAllPropertiesSet(Supplier<ZKClientConfig> opening) throws Exception {
        Map<String, String> before = new HashMap<>();
        for (String name : properties(new ZKClientConfig()).keySet()) {
            before.put(name, System.getProperty(name));
            System.setProperty(name, "value of " + name);
        }
        try {
            return properties(opening.get());
        } finally {
            before.forEach(OwnClientConfigTest::restore);
        }
    }

    private static void restore(String name, String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }

    private static Map<String, String> properties(ZKClientConfig config) throws ReflectiveOperationException {
        Field field = ZKConfig.class.getDeclaredField("properties");
        field.setAccessible(true);
        Map<String, String> properties = new HashMap<>();
        ((Map<?, ?>) field.get(config)).forEach((name, value) -> properties.put((String) name, (String) value));
        return properties;
    }
}
