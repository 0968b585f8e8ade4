package dev.eventgateway.routing;

/**
 * How often each id of a space is referred to. Only counted: who refers is looked up when somebody asks, which is rare and which
 * a change shall not pay for.
 *
 * @param counts by id; none is 0
 */
record Uses(SpaceMap<String, Integer> counts) {

    static final Uses NONE = new Uses(SpaceMap.empty());

    boolean contains(String space, String id) {
        return counts.get(space, id).isPresent();
    }

    Uses with(String space, String id) {
        return new Uses(counts.with(space, id, counts.get(space, id).orElse(0) + 1));
    }

    /** {@return these uses with one less of {@code id}, which must be in use} */
    Uses without(String space, String id) {
        int left = counts.get(space, id).orElseThrow() - 1;
        return new Uses(left == 0 ? counts.without(space, id) : counts.with(space, id, left));
    }
}
