package dev.eventgateway.kv.etcd;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a failure tells to who prints it. */
final class Failure {

    private Failure() {}

    /** {@return its text and those of its causes, and where they come from} */
    static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
