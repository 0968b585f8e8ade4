package dev.eventgateway.kv.contract;

import dev.eventgateway.kv.KvChange;
import dev.eventgateway.kv.KvSnapshot;
import dev.eventgateway.kv.Watch;
import dev.eventgateway.kv.WatchListener;
import java.util.List;

/** Does something of its own at each call that carries data, and records the call if that went well. */
final class EagerListener implements WatchListener {

    private final WatchRecorder recorder = new WatchRecorder();
    private final Runnable first;

    EagerListener(Runnable first) {
        this.first = first;
    }

    WatchRecorder recorder() {
        return recorder;
    }

    @Override
    public void onSnapshot(KvSnapshot snapshot) {
        first.run();
        recorder.onSnapshot(snapshot);
    }

    @Override
    public void onChanges(List<KvChange> changes) {
        first.run();
        recorder.onChanges(changes);
    }

    @Override
    public void onState(Watch.State state) {
        recorder.onState(state);
    }
}
