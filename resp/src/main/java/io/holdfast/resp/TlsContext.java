package io.holdfast.resp;

import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directive;
import io.holdfast.core.config.Directives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates and rules of TLS as the tls-* directives say; new connections get what is said now.
 *
 * <p>When a directive changes, everything is read anew, files included: setting {@code
 * tls-cert-file} to what it is loads a certificate that was renewed. What cannot be used changes
 * nothing. Thread: the owner.
 */
final class TlsContext {
  private static final List<Directive<?>> DIRECTIVES =
      List.of(
          Directives.TLS_CERT_FILE,
          Directives.TLS_KEY_FILE,
          Directives.TLS_KEY_FILE_PASS,
          Directives.TLS_CA_CERT_FILE,
          Directives.TLS_CA_CERT_DIR,
          Directives.TLS_AUTH_CLIENTS,
          Directives.TLS_PROTOCOLS,
          Directives.TLS_CIPHERS,
          Directives.TLS_CIPHERSUITES,
          Directives.TLS_PREFER_SERVER_CIPHERS,
          Directives.TLS_SESSION_CACHING,
          Directives.TLS_SESSION_CACHE_SIZE,
          Directives.TLS_SESSION_CACHE_TIMEOUT);

  private final Config config;
  private SSLContext context;
  private SSLParameters parameters;

  /**
   * Reads the files.
   *
   * @throws IOException if they cannot be used
   */
  TlsContext(Config config) throws IOException {
    this.config = config;
    try {
      context = newContext();
      parameters = newParameters(context);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("Failed to configure TLS: " + e.getMessage(), e);
    }
  }

  /** Reads everything anew when a directive changes. */
  void follow() {
    boolean[] isFollowing = {false};
    for (Directive<?> directive : DIRECTIVES) {
      config.bind(
          directive,
          value -> {
            if (isFollowing[0]) {
              reload();
            }
          });
    }
    isFollowing[0] = true;
  }

  private void reload() {
    try {
      SSLContext fresh = newContext();
      parameters = newParameters(fresh);
      context = fresh;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Unable to update TLS configuration: " + e.getMessage(), e);
    }
  }

  /** The server's side of a new connection. */
  SSLEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }

  private SSLContext newContext() throws IOException, GeneralSecurityException {
    SSLContext fresh = SSLContext.getInstance("TLS");
    fresh.init(keys().getKeyManagers(), trust().getTrustManagers(), null);
    boolean isCaching = config.get(Directives.TLS_SESSION_CACHING);
    long size = isCaching ? config.get(Directives.TLS_SESSION_CACHE_SIZE) : 1;
    long seconds = isCaching ? config.get(Directives.TLS_SESSION_CACHE_TIMEOUT) : 1;
    fresh.getServerSessionContext().setSessionCacheSize((int) Math.min(size, Integer.MAX_VALUE));
    fresh.getServerSessionContext().setSessionTimeout((int) Math.min(seconds, Integer.MAX_VALUE));
    return fresh;
  }

  private KeyManagerFactory keys() throws IOException, GeneralSecurityException {
    String certificate = config.get(Directives.TLS_CERT_FILE);
    String key = config.get(Directives.TLS_KEY_FILE);
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new IllegalArgumentException("No tls-cert-file or tls-key-file configured!");
    }
    String password = config.get(Directives.TLS_KEY_FILE_PASS);
    KeyStore store = newStore();
    store.setKeyEntry(
        "server",
        PemFile.privateKey(Path.of(key), password),
        new char[0],
        PemFile.certificates(Path.of(certificate)).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory;
  }

  private TrustManagerFactory trust() throws IOException, GeneralSecurityException {
    List<Certificate> trusted = new ArrayList<>();
    String file = config.get(Directives.TLS_CA_CERT_FILE);
    if (!file.isEmpty()) {
      trusted.addAll(PemFile.certificates(Path.of(file)));
    }
    String directory = config.get(Directives.TLS_CA_CERT_DIR);
    if (!directory.isEmpty()) {
      addAll(Path.of(directory), trusted);
    }
    if (trusted.isEmpty() && !config.get(Directives.TLS_AUTH_CLIENTS).equals("no")) {
      throw new IllegalArgumentException(
          "Either tls-ca-cert-file or tls-ca-cert-dir must be specified when tls-cluster,"
              + " tls-replication or tls-auth-clients are enabled!");
    }
    KeyStore store = newStore();
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("ca" + i, trusted.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static void addAll(Path directory, List<Certificate> trusted)
      throws IOException, GeneralSecurityException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      trusted.addAll(PemFile.certificates(file));
    }
  }

  private static KeyStore newStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private SSLParameters newParameters(SSLContext fresh) {
    SSLParameters rules = fresh.getDefaultSSLParameters();
    rules.setProtocols(protocols());
    rules.setCipherSuites(
        TlsCiphers.suites(
            fresh, config.get(Directives.TLS_CIPHERS), config.get(Directives.TLS_CIPHERSUITES)));
    rules.setUseCipherSuitesOrder(config.get(Directives.TLS_PREFER_SERVER_CIPHERS));
    switch (config.get(Directives.TLS_AUTH_CLIENTS)) {
      case "yes" -> rules.setNeedClientAuth(true);
      case "optional" -> rules.setWantClientAuth(true);
      default -> rules.setNeedClientAuth(false);
    }
    return rules;
  }

  private String[] protocols() {
    List<String> words = config.get(Directives.TLS_PROTOCOLS);
    if (words.isEmpty()) {
      return new String[] {"TLSv1.2", "TLSv1.3"};
    }
    Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Stream.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3").forEach(name -> known.put(name, name));
    if (!known.keySet().containsAll(words)) {
      throw new IllegalArgumentException(
          "Invalid tls-protocols specified. Use a combination of 'TLSv1', 'TLSv1.1', 'TLSv1.2' and"
              + " 'TLSv1.3'.");
    }
    return words.stream().map(known::get).toArray(String[]::new);
  }
}
