package dev.eventgateway.server.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a fuzz test sees of what it does. */
public final class Notes {

    /** What may fail as nothing else: a server may do anything. */
    public interface Step {

        /** Does it. */
        void run() throws IOException;
    }

    private final List<String> news = new ArrayList<>();
    private final List<Throwable> troubles = new ArrayList<>();

    /** Notes what has to be the same in whatever pieces the bytes come. */
    public void add(String text) {
        news.add(text);
    }

    /** {@return all that was noted} */
    public List<String> news() {
        return news;
    }

    /** Does what listeners do; what they throw would only be logged. */
    public void carefully(Step step) {
        try {
            step.run();
        } catch (IOException declared) {
            // As it may.
        } catch (Throwable trouble) {
            troubles.add(trouble);
        }
    }

    /** Whatever went wrong in a listener is known now. */
    public void check() {
        assertThat(troubles).isEmpty();
    }
}
