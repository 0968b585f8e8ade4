package org.apache.zookeeper;

import java.util.List;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;

/**
 * A handle's configuration as ZooKeeper's, by the same properties of the JVM, but for those of ZooKeeper's own TLS, unless {@code
 * zookeeper.client.secure} asks for it: before it reads them, it reads all the certificates that the JDK trusts, which took a fifth of
 * the time until a gateway was ready. Part of the store contract's back end, not of ZooKeeper; not for anybody else.
 */
public class OwnClientConfig extends ZKClientConfig {

    /** Of TLS, and of SASL as well: unless it is false, DIGEST-MD5 is refused. The class that has its name reads the certificates. */
    private static final String FIPS_MODE = "zookeeper.fips-mode";

    private static final List<String> PROPERTIES = List.of(
            FIPS_MODE,
            ZKConfig.JUTE_MAXBUFFER,
            ZKConfig.KINIT_COMMAND,
            ZKConfig.JGSS_NATIVE,
            ZK_SASL_CLIENT_USERNAME,
            ZK_SASL_CLIENT_CANONICALIZE_HOSTNAME,
            LOGIN_CONTEXT_NAME_KEY,
            ENABLE_CLIENT_SASL_KEY,
            ZOOKEEPER_SERVER_REALM,
            DISABLE_AUTO_WATCH_RESET,
            ZOOKEEPER_CLIENT_CNXN_SOCKET,
            SECURE_CLIENT);

    /** Called by ZooKeeper's constructors, before there is anything else. */
    @Override
    protected void handleBackwardCompatibility() {
        if (Boolean.getBoolean(SECURE_CLIENT)) {
            super.handleBackwardCompatibility();
        } else {
            PROPERTIES.forEach(property -> setProperty(property, System.getProperty(property)));
        }
    }
}
