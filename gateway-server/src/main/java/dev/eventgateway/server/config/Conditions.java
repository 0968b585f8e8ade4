package dev.eventgateway.server.config;

import dev.eventgateway.catalog.Precondition;
import dev.eventgateway.event.Headers;
import dev.eventgateway.event.RequestException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request expects of the document that it is about (RFC 9110, section 13). A document that is not there is 404 all the same.
 *
 * @param match {@code If-Match}
 * @param noneMatch {@code If-None-Match}
 */
record Conditions(Optional<Tags> match, Optional<Tags> noneMatch) implements Precondition {

    /**
     * {@return the conditions of a request with these headers}
     *
     * @throws RequestException with 400 if a header is no list of entity tags
     */
    static Conditions of(Headers headers) {
        return new Conditions(Tags.of(headers, "If-Match"), Tags.of(headers, "If-None-Match"));
    }

    /** {@return the entity tag that stands for a version} */
    static String tag(String version) {
        return "\"" + version + "\"";
    }

    @Override
    public boolean isMet(Optional<String> version) {
        return isMatch(version) && !isKnown(version);
    }

    /** {@return whether the request does not mind this version} */
    boolean isMatch(Optional<String> version) {
        return match.map(tags ->
                        tags.any || version.filter(tags.strong::contains).isPresent())
                .orElse(true);
    }

    /** {@return whether the sender has this version already} */
    boolean isKnown(Optional<String> version) {
        return noneMatch
                .map(tags -> tags.any
                        || version.filter(each -> tags.strong.contains(each) || tags.weak.contains(each))
                                .isPresent())
                .orElse(false);
    }

    /**
     * What such a header says.
     *
     * @param any whether every version is meant
     * @param strong the tags, without quotes
     * @param weak those that are marked as weak
     */
    record Tags(boolean any, Set<String> strong, Set<String> weak) {

        private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)|\\s*,");

        private static Optional<Tags> of(Headers headers, String name) {
            String value = String.join(",", headers.all(name)).strip();
            if (headers.all(name).isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(value.equals("*") ? new Tags(true, Set.of(), Set.of()) : listed(name, value));
        }

        private static Tags listed(String name, String value) {
            Tags tags = new Tags(false, new HashSet<>(), new HashSet<>());
            Matcher tag = TAG.matcher(value);
            int end = 0;
            while (tag.lookingAt()) {
                if (tag.group(2) != null) {
                    (tag.group(1) == null ? tags.strong : tags.weak).add(tag.group(2));
                }
                end = tag.end();
                tag.region(end, value.length());
            }
            if (end < value.length() || value.isEmpty()) {
                throw RequestException.malformed(
                        name + ": expected * or entity tags in double quotes, separated by commas.");
            }
            return tags;
        }
    }
}
