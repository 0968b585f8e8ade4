package dev.eventgateway.kv.zookeeper;

import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * ZooKeeper's own list of hosts, but with a shorter pause after all of them were tried: the pause is not interrupted by
 * closing the store, which would take two seconds with it.
 */
final class Hosts implements HostProvider {

    private static final long PAUSE_MILLIS = 200;

    private final HostProvider hosts;

    Hosts(String connectString) {
        hosts = new StaticHostProvider(new ConnectStringParser(connectString).getServerAddresses());
    }

    @Override
    public int size() {
        return hosts.size();
    }

    @Override
    public InetSocketAddress next(long spinDelay) {
        return hosts.next(Math.min(spinDelay, PAUSE_MILLIS));
    }

    @Override
    public void onConnected() {
        hosts.onConnected();
    }

    @Override
    public boolean updateServerList(Collection<InetSocketAddress> addresses, InetSocketAddress current) {
        return hosts.updateServerList(addresses, current);
    }
}
