package dev.eventgateway.kafka;

import java.io.PrintStream;
import java.util.List;

/**
 * The command that emits events of a topic again, through the Events API of a gateway. Exit codes: 0 if all were accepted, 1 if one
 * was refused or the range could not be read to its end, 2 if it was not told properly what to do.
 */
public final class Replay {

    private static final String USAGE = """
            usage: java -jar plugin-kafka.jar --bootstrap-servers=HOSTS --topic=TOPIC --to=URL [options]

            Emits the events of a topic again, in the order of each partition. Each is sent until it is accepted or refused.

            --bootstrap-servers=HOSTS   brokers, such as h1:9092,h2:9092
            --topic=TOPIC               where the events are
            --to=URL                    the Events API, with the path that they are sent to, such as http://localhost:4000/
            --partition=N               only that partition
            --from-offset=N             from that offset on; else from the beginning
            --to-offset=N               up to that offset, which is not sent; else up to what is there now
            --from-time=TIME            from that time on, such as 2026-11-01T00:00:00Z
            --to-time=TIME              up to that time
            --types=TYPES               only those, such as user.created,order.*
            --client-NAME=VALUE         tells Kafka's client, such as --client-security-protocol=SSL
            """;

    private static final int REFUSED = 1;
    private static final int MISUSED = 2;

    private Replay() {}

    /** Runs the command and ends the process. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** {@return the exit code} */
    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty() || arguments.contains("--help")) {
            out.print(USAGE);
            return arguments.isEmpty() ? MISUSED : 0;
        }
        try (Range range = Range.open(ReplaySettings.of(arguments))) {
            Emitter emitter = new Emitter(range.settings().to(), err);
            range.forEach(emitter::emit);
            out.println(emitter.accepted() + " events accepted, " + emitter.refused() + " refused, " + range.skipped()
                    + " left out");
            return emitter.refused() == 0 ? 0 : REFUSED;
        } catch (IllegalArgumentException wrong) {
            err.println("replay: " + wrong.getMessage() + "; --help tells more");
            return MISUSED;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return REFUSED;
        } catch (RuntimeException failure) {
            err.println("replay: " + failure.getMessage());
            return REFUSED;
        }
    }
}
