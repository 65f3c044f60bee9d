package io.holdfast.core.config;

import io.holdfast.core.DocsPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** docs/configuration.md, generated from the directives. */
class ConfigurationPageTest {
  private static final String HEAD =
      """
      # Configuration

      Directives have Redis's names, units and defaults. They come from the builder, from a redis.conf, from the server's command line
      or by CONFIG SET; later ones win.

          Holdfast.builder().config("maxmemory", "200mb").configFile(Path.of("redis.conf")).open()
          java -jar holdfast-server.jar /etc/redis.conf --maxmemory 200mb
          CONFIG SET maxmemory 200mb

      A file may have comments (`#`), quoted words as in redis-cli, and `include` other files. An unknown directive or a wrong value
      ends the start with file, line and reason. Sizes take a unit: `1k` is 1000 bytes, `1kb` 1024; likewise `m`, `mb`, `g`, `gb`.

      TLS: `tls-port` with `tls-cert-file` and `tls-key-file` (PEM, as OpenSSL writes them) serves clients that speak TLS 1.2 or 1.3.
      They must have a certificate that `tls-ca-cert-file` or `tls-ca-cert-dir` vouches for, unless `tls-auth-clients` says `no` or
      `optional`. `CONFIG SET` of any of them reads all files anew, for connections from then on: setting `tls-cert-file` to what it
      is loads a renewed certificate.

      `user alice on >secret ~cached:* +@read` declares a user, once each; `aclfile` names a file of such lines instead, which ACL LOAD and
      ACL SAVE read and write. `requirepass` is the password of the user `default`. `rename-command FLUSHALL ""` takes a command away from
      clients.

      `CONFIG REWRITE` writes the values of now into the file they came from; what has not changed stays as it was written.

      Generated from the declarations.

      | directive | default | values | CONFIG SET | |
      | --- | --- | --- | --- | --- |
      """;

  @Test
  void configurationPage_saysWhatTheDirectivesSay() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    Directives.all().forEach(directive -> append(directive, page));
    DocsPage.check("configuration.md", page.toString());
  }

  private static <T> void append(Directive<T> directive, StringBuilder page) {
    String value = directive.type().format(directive.defaultValue());
    page.append("| `").append(directive.name()).append('`');
    directive.alias().ifPresent(alias -> page.append(" (`").append(alias).append("`)"));
    page.append(" | ").append(value.isEmpty() ? "" : "`" + value + "`");
    page.append(" | ").append(directive.type().description());
    page.append(" | ").append(changeable(directive));
    page.append(" | ").append(directive.description());
    page.append(directive.meaning() == Directive.Meaning.NONE ? " Without effect." : "");
    page.append(" |\n");
  }

  private static String changeable(Directive<?> directive) {
    return directive.changeable() == Directive.Changeable.ALWAYS ? "yes" : "no";
  }
}
