package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of docs/ that is generated: a test fails when it is stale, and rewrites it when told to.
 *
 * <pre>
 * mvn -q -pl core -am test -Dtest='*PageTest' -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dholdfast.docs.rewrite=true
 * </pre>
 */
public final class DocsPage {
  private static final String REWRITE = "holdfast.docs.rewrite";

  private DocsPage() {}

  /** Compares the page of a name with what it should be. */
  public static void check(String name, String expected) throws IOException {
    Path page = Path.of("..", "docs", name);
    if (Boolean.getBoolean(REWRITE)) {
      Files.writeString(page, expected, StandardCharsets.UTF_8);
    }
    String actual = Files.exists(page) ? Files.readString(page, StandardCharsets.UTF_8) : "";
    assertThat(actual)
        .as("docs/%s is stale: run this test with -D%s=true", name, REWRITE)
        .isEqualTo(expected);
  }
}
