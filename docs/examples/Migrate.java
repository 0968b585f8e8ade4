import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Copies what is registered on one Event Gateway to another, space by space, and says what could not be copied. What is there already stays.
 * An access key of the other one is taken from EVENT_GATEWAY_ACCESS_KEY.
 *
 * <p>java docs/examples/Migrate.java http://old:4001 http://localhost:4001 default another-space
 */
public class Migrate {

    /** In this order, as later ones refer to earlier ones. */
    private static final List<String> KINDS = List.of("functions", "eventtypes", "subscriptions", "cors");

    private static final Pattern NAME = Pattern.compile("\"(?:subscriptionId|corsId|functionId|name)\":\"([^\"]*)\"");

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String KEY = System.getenv().getOrDefault("EVENT_GATEWAY_ACCESS_KEY", "");

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 3) {
            System.err.println("usage: java Migrate.java FROM TO SPACE...");
            System.exit(2);
        }
        int failed = 0;
        for (String space : List.of(arguments).subList(2, arguments.length)) {
            for (String kind : KINDS) {
                failed += copy(arguments[0], arguments[1], "/v1/spaces/" + space + "/" + kind);
            }
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private static int copy(String from, String to, String path) throws Exception {
        HttpResponse<String> list = send(HttpRequest.newBuilder(URI.create(from + path)));
        if (list.statusCode() != 200) {
            System.err.println(from + path + ": " + list.statusCode() + " " + list.body().strip());
            return 1;
        }
        int failed = 0;
        List<String> documents = documents(list.body());
        for (String document : documents) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to + path))
                    .POST(HttpRequest.BodyPublishers.ofString(document));
            HttpResponse<String> reply = send(KEY.isEmpty() ? request : request.header("Authorization", "bearer " + KEY));
            boolean isThere = reply.statusCode() == 409 && reply.body().contains("already");
            if (reply.statusCode() != 201 && !isThere) {
                System.err.println(path + " " + name(document) + ": " + reply.body().strip());
                failed++;
            }
        }
        System.out.println(path + ": " + (documents.size() - failed) + " of " + documents.size());
        return failed;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** {@return what the document is called; never the document itself, in which there may be secrets} */
    private static String name(String document) {
        Matcher name = NAME.matcher(document);
        return name.find() ? name.group(1) : "(without a name)";
    }

    /** {@return the objects in the one array of {@code {"kind":[{…},{…}]}}} */
    private static List<String> documents(String list) {
        List<String> documents = new ArrayList<>();
        int depth = 0;
        int start = 0;
        boolean inText = false;
        for (int at = list.indexOf('[') + 1; at < list.length(); at++) {
            char next = list.charAt(at);
            if (inText && next == '\\') {
                at++;
            } else if (next == '"') {
                inText = !inText;
            } else if (!inText && next == '{' && depth++ == 0) {
                start = at;
            } else if (!inText && next == '}' && --depth == 0) {
                documents.add(list.substring(start, at + 1));
            }
        }
        return documents;
    }
}
