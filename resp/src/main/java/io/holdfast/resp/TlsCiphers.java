package io.holdfast.resp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * Cipher suites by the names OpenSSL has for them.
 *
 * <pre>
 *  ECDHE-RSA-AES128-GCM-SHA256     TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
 *  DEFAULT, HIGH, ALL              all that the JDK has switched on
 *  !aNULL, -MD5                    none whose name has this in it
 *  TLS_AES_128_GCM_SHA256          as it is
 * </pre>
 */
final class TlsCiphers {
  private static final Set<String> EVERYTHING = Set.of("DEFAULT", "HIGH", "ALL");

  private TlsCiphers() {}

  /**
   * The suites of TLS 1.2 and before that {@code ciphers} names, and those of TLS 1.3 that {@code
   * suites} names; where one is empty, those the JDK has switched on.
   *
   * @throws IllegalArgumentException if a name stands for nothing the JDK has
   */
  static String[] suites(SSLContext context, String ciphers, String suites) {
    List<String> enabled = List.of(context.getDefaultSSLParameters().getCipherSuites());
    Set<String> supported =
        new LinkedHashSet<>(Arrays.asList(context.getSupportedSSLParameters().getCipherSuites()));
    Set<String> chosen = new LinkedHashSet<>();
    addChosen("tls-ciphersuites", suites, only(enabled, true), supported, chosen);
    addChosen("tls-ciphers", ciphers, only(enabled, false), supported, chosen);
    return chosen.toArray(String[]::new);
  }

  /** Those of TLS 1.3 name no way to exchange keys. */
  private static List<String> only(List<String> names, boolean areOfTls13) {
    return names.stream().filter(name -> name.contains("_WITH_") != areOfTls13).toList();
  }

  private static void addChosen(
      String directive,
      String text,
      List<String> everything,
      Set<String> supported,
      Set<String> chosen) {
    if (text.isBlank()) {
      chosen.addAll(everything);
      return;
    }
    List<String> added = new ArrayList<>();
    for (String word : text.strip().split("[:, ]+", -1)) {
      if (EVERYTHING.contains(word)) {
        added.addAll(everything);
      } else if (word.startsWith("!") || word.startsWith("-")) {
        String what = word.substring(1);
        String part = what.equals("aNULL") ? "_anon_" : what.replace("-", "_");
        added.removeIf(name -> name.contains(part));
      } else if (!word.startsWith("@") && !word.startsWith("+")) {
        added.add(known(directive, word, supported));
      }
    }
    chosen.addAll(added);
  }

  private static String known(String directive, String name, Set<String> supported) {
    String standard = name.startsWith("TLS_") ? name : standardName(name);
    if (!supported.contains(standard)) {
      throw new IllegalArgumentException(directive + ": there is no cipher " + name);
    }
    return standard;
  }

  private static String standardName(String name) {
    String aes = name.replaceAll("AES(128|256)", "AES_$1").replace('-', '_');
    String mode = aes.replaceAll("(AES_\\d+)_(SHA)", "$1_CBC_$2");
    String suite = mode.replace("CHACHA20_POLY1305", "CHACHA20_POLY1305_SHA256");
    int cipher = Math.max(suite.indexOf("_AES_"), suite.indexOf("_CHACHA20_"));
    return cipher < 0
        ? "TLS_RSA_WITH_" + suite
        : "TLS_" + suite.substring(0, cipher) + "_WITH" + suite.substring(cipher);
  }
}
