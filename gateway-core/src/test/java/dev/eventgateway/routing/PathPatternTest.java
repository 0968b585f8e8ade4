package dev.eventgateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/a/",
                "/:id",
                "/:id/",
                "/a/:id/b/:other/*rest",
                "/*rest",
                "/a:b*c",
                "/%zz",
                "/%3A/%2A",
                "/ä €"
            })
    void pathsOfStaticSegmentsParametersAndAFinalWildcardAreValid(String path) {
        assertThat(PathPattern.problem(path)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/*rest/a", "/*rest/", "/*rest/*more", "/a/*rest/:id"})
    void aWildcardIsTheLastSegment(String path) {
        assertThat(PathPattern.problem(path)).contains("wildcard must be the last parameter");
    }

    @Test
    void parametersAndWildcardsHaveNames() {
        assertThat(PathPattern.problem("/a/:/b"))
                .contains("\":\" needs a name, as in \":name\" (%3A stands for the character itself)");
        assertThat(PathPattern.problem("/a/*"))
                .contains("\"*\" needs a name, as in \"*name\" (%2A stands for the character itself)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/:id/:id", "/:id/b/*id"})
    void aNameIsUsedOnce(String path) {
        assertThat(PathPattern.problem(path)).contains("parameter name \"id\" is used twice");
    }

    @Test
    void aPathHasAtMost2048Characters() {
        assertThat(PathPattern.problem("/" + "a".repeat(2_047))).isEmpty();
        assertThat(PathPattern.problem("/" + "a".repeat(2_048)))
                .contains("path has 2049 characters, at most 2048 are allowed");
    }

    @Test
    void halfASurrogatePairIsNoText() {
        assertThat(PathPattern.problem("/😀")).isEmpty();
        assertThat(PathPattern.problem("/\ud83d"))
                .contains("path is not valid Unicode: it holds half of a surrogate pair");
    }

    @Test
    void whatHasAProblemHasNoShape() {
        assertThatThrownBy(() -> PathPattern.shape("/*rest/a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wildcard must be the last parameter");
    }

    @ParameterizedTest
    @CsvSource({
        "/users/:id, /users/:name",
        "/users/:id/*rest, /users/:a/*b",
        "/a%20b, /a b",
        "/%61, /a",
        "/%C3%A4, /ä",
        "/%c3%a4, /%C3%A4",
        "/a%2fb, /a%2Fb",
        "/%3Aid, /%3aid",
        "/100%, /100%25"
    })
    void pathsThatTheSameRequestsMatchHaveTheSameShape(String left, String right) {
        assertThat(PathPattern.shape(left)).isEqualTo(PathPattern.shape(right));
    }

    @ParameterizedTest
    @CsvSource({
        "/users/:id, /users/id",
        "/users/:id, /users/*id",
        "/:id, /%3A",
        "/:id, /%3Aid",
        "/*id, /%2A",
        "/a%2Fb, /a/b",
        "/a, /a/",
        "/, //",
        "/a, /A",
        "/a+b, /a%20b"
    })
    void otherPathsHaveOtherShapes(String left, String right) {
        assertThat(PathPattern.shape(left)).isNotEqualTo(PathPattern.shape(right));
    }

    @Test
    void aQueryIsNoPartOfAPath() {
        assertThat(PathPattern.problem("/a?b=1"))
                .hasValueSatisfying(text -> assertThat(text).contains("%3F"));
        assertThat(PathPattern.problem("/a#b"))
                .hasValueSatisfying(text -> assertThat(text).contains("%23"));
        assertThat(PathPattern.problem("/a%3Fb")).isEmpty();
    }

    @Test
    void aShapeIsReadable() {
        assertThat(PathPattern.shape("/a b/:id/*rest")).isEqualTo("/a%20b/:/*");
        assertThat(PathPattern.shape("/")).isEqualTo("/");
        assertThat(PathPattern.shape("/%3A/%2A")).isEqualTo("/%3A/%2A");
    }
}
