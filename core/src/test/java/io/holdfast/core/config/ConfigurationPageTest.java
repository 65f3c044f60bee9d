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

      `io-threads 4` lets three threads read, parse and write while commands still run on the event thread: for a machine with cores to
      spare whose clients keep that one busy, with TLS most of all. With the default of 1 the event thread does it all, which is faster
      for few clients. As in Redis the number is that of all threads and cannot be changed later; unlike there the threads always
      read, whatever `io-threads-do-reads` says, and sleep when there is nothing to do. `INFO` tells `io_threads_active`,
      `io_threaded_reads_processed` and `io_threaded_writes_processed`.

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
