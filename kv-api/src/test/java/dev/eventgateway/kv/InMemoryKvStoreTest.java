package dev.eventgateway.kv;

import dev.eventgateway.kv.contract.KvCloseContract;
import dev.eventgateway.kv.contract.KvKeysContract;
import dev.eventgateway.kv.contract.KvLeaseContract;
import dev.eventgateway.kv.contract.KvListenerContract;
import dev.eventgateway.kv.contract.KvLockContract;
import dev.eventgateway.kv.contract.KvOperationsContract;
import dev.eventgateway.kv.contract.KvScaleContract;
import dev.eventgateway.kv.contract.KvTransactionContract;
import dev.eventgateway.kv.contract.KvWatchContract;
import dev.eventgateway.kv.contract.KvWatchLoadContract;
import org.junit.jupiter.api.Nested;

/** The in-memory store keeps the contract. */
class InMemoryKvStoreTest {

    private static KvStore memory(String place) {
        return KvStores.open("memory:" + place);
    }

    @Nested
    class Operations extends KvOperationsContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Keys extends KvKeysContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Transactions extends KvTransactionContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Watches extends KvWatchContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class WatchesUnderLoad extends KvWatchLoadContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Listeners extends KvListenerContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Leases extends KvLeaseContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Locks extends KvLockContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Closing extends KvCloseContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }

    @Nested
    class Scale extends KvScaleContract {
        @Override
        protected KvStore open(String place) {
            return memory(place);
        }
    }
}
