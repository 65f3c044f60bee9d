package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.config.Directive;
import io.holdfast.core.config.Directives;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir private static Path directory;
  private static TestCertificates files;

  @BeforeAll
  static void makeCertificates() throws IOException, GeneralSecurityException {
    files = new TestCertificates(directory);
    files.make("server", "RSA");
    files.make("renewed", "EC");
    files.make("ann", "EC");
    files.make("stranger", "EC");
  }

  /** A store whose listener is tested. */
  Holdfast.Builder builder() {
    return Holdfast.builder()
        .config("tls-cert-file", files.file("server.crt"))
        .config("tls-key-file", files.file("server.key"))
        .config("tls-auth-clients", "no");
  }

  @Test
  void clients_speakTls12And13_shortAndLong() throws Exception {
    try (Store store = builder().open();
        RespListener listener = open(store)) {
      for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
        try (SSLSocket client = connect(listener, "server", null)) {
          client.setEnabledProtocols(new String[] {version});
          assertThat(exchange(client, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
          assertThat(client.getSession().getProtocol()).isEqualTo(version);
          String value = "x".repeat(300_000);
          assertThat(exchange(client, "SET k " + "y\r\n", 5)).isEqualTo("+OK\r\n");
          String set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$300000\r\n" + value + "\r\n";
          assertThat(exchange(client, set, 5)).isEqualTo("+OK\r\n");
          String reply = "$300000\r\n" + value + "\r\n";
          assertThat(exchange(client, "GET k\r\n".repeat(20), 20 * reply.length()))
              .isEqualTo(reply.repeat(20));
          assertThat(exchange(client, "PING\r\n".repeat(5000), 35_000))
              .isEqualTo("+PONG\r\n".repeat(5000));
        }
      }
      assertThat(listener.port()).isZero();
      assertThat(listener.description()).startsWith("tls 127.0.0.1:");
    }
  }

  @Test
  void request_mayComeByteByByte() throws Exception {
    try (Store store = builder().open();
        RespListener listener = open(store);
        SSLSocket client = connect(listener, "server", null)) {
      for (byte b : "ECHO hello\r\n".getBytes(StandardCharsets.US_ASCII)) {
        client.getOutputStream().write(b);
        client.getOutputStream().flush();
      }
      assertThat(exchange(client, "", 11)).isEqualTo("$5\r\nhello\r\n");
    }
  }

  @Test
  void clientCertificate_isAskedFor() throws Exception {
    Holdfast.Builder builder =
        builder()
            .config("tls-auth-clients", "yes")
            .config("tls-ca-cert-file", files.file("ann.crt"));
    try (Store store = builder.open();
        RespListener listener = open(store)) {
      assertThat(answers(listener, "ann")).isTrue();
      assertThat(answers(listener, "stranger")).isFalse();
      assertThat(answers(listener, null)).isFalse();
      configSet(store, "tls-auth-clients", "optional");
      assertThat(answers(listener, "ann")).isTrue();
      assertThat(answers(listener, null)).isTrue();
    }
  }

  @Test
  void certificate_isReloaded_andAWrongOneIsNot() throws Exception {
    try (Store store = builder().open();
        RespListener listener = open(store);
        SSLSocket old = connect(listener, "server", null)) {
      assertThat(exchange(old, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
      Files.copy(Path.of(files.file("renewed.crt")), directory.resolve("now.crt"));
      Files.copy(Path.of(files.file("renewed.key")), directory.resolve("now.key"));
      configSet(
          store, "tls-cert-file", files.file("now.crt"), "tls-key-file", files.file("now.key"));
      try (SSLSocket client = connect(listener, "renewed", null)) {
        assertThat(exchange(client, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
        X509Certificate shown = (X509Certificate) client.getSession().getPeerCertificates()[0];
        assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=renewed");
      }
      assertThatThrownBy(() -> configSet(store, "tls-cert-file", files.file("missing.crt")))
          .hasMessageContaining("Unable to update TLS configuration");
      assertThatThrownBy(() -> configSet(store, "tls-protocols", "TLSv9"))
          .hasMessageContaining("Invalid tls-protocols specified");
      assertThatThrownBy(() -> configSet(store, "tls-ciphers", "NOSUCH"))
          .hasMessageContaining("there is no cipher NOSUCH");
      try (SSLSocket client = connect(listener, "renewed", null)) {
        assertThat(exchange(client, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
      }
      assertThat(exchange(old, "PING\r\n", 7)).as("as before").isEqualTo("+PONG\r\n");
    }
  }

  @Test
  void protocolsAndCiphers_areThoseAllowed() throws Exception {
    Holdfast.Builder builder =
        builder()
            .config("tls-protocols", "TLSv1.2")
            .config("tls-ciphers", "ECDHE-RSA-AES256-GCM-SHA384:!aNULL");
    try (Store store = builder.open();
        RespListener listener = open(store)) {
      try (SSLSocket client = connect(listener, "server", null)) {
        assertThat(exchange(client, "PING\r\n", 7)).isEqualTo("+PONG\r\n");
        assertThat(client.getSession().getCipherSuite())
            .isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
      }
      try (SSLSocket client = connect(listener, "server", null)) {
        client.setEnabledProtocols(new String[] {"TLSv1.3"});
        assertThatThrownBy(client::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void whoeverSpeaksNoTls_isCutOff() throws Exception {
    try (Store store = builder().open();
        RespListener listener = open(store);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.tlsPort())) {
      client
          .getOutputStream()
          .write("PING\r\nPING\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = client.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("PONG");
      try (SSLSocket other = connect(listener, "server", null)) {
        assertThat(exchange(other, "PING\r\nQUIT\r\n", 12)).isEqualTo("+PONG\r\n+OK\r\n");
        assertThat(other.getInputStream().read()).as("close_notify").isEqualTo(-1);
      }
    }
  }

  @Test
  void keys_areReadInEveryForm() throws Exception {
    byte[] rsa = files.key("server").getEncoded();
    byte[] ec = files.key("ann").getEncoded();
    // Behind the version (3 bytes) and what kind of key it is.
    Path pkcs1 =
        files.write("pkcs1.key", "RSA PRIVATE KEY", TestCertificates.unwrapped(rsa, 4 + 3 + 15));
    assertThat(PemFile.privateKey(pkcs1, "")).isEqualTo(files.key("server"));
    assertThat(PemFile.privateKey(Path.of(files.file("ann.key")), "").getEncoded()).isEqualTo(ec);
    assertThatThrownBy(() -> PemFile.privateKey(Path.of(files.file("ann.crt")), ""))
        .hasMessageContaining("holds no private key");
    Path cut = files.write("cut.key", "EC PRIVATE KEY", new byte[] {0x30, 0x10, 2});
    assertThatThrownBy(() -> PemFile.privateKey(cut, ""))
        .hasMessageContaining("does not name its curve");
    // One key as openssl ecparam -genkey writes it, and with a password by openssl pkcs8 -topk8.
    Path sec1 =
        Files.writeString(
            directory.resolve("sec1.key"),
            """
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIMRZ5qzLHUOPhu7S3v24tVD5IPG2+0kQsTIdnsfWBxaKoAoGCCqGSM49
            AwEHoUQDQgAEn+6cspRAciaCquSPUYaxwM6riy8GqwAdANPafSPOI1qwQcUt6A3i
            JP0KmpdRMXfR3QNmOyrtTrN/YMmKX0dsvg==
            -----END EC PRIVATE KEY-----
            """);
    Path encrypted =
        Files.writeString(
            directory.resolve("encrypted.key"),
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj9XRgU7lx3NwICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEAY30TZmYieCQYp3SeG/iIEEgZBn
            onmiATjZC9P3oblg3D3slT8zmESjfSQSpP+19fjOOLGzgY3kfbewSzs4nqy1Vfyo
            0MiYTnfVCyBLrsQu9jXGQlIb46+3Dpk/mP8yPgTasB45pP8ImOGouW0Sg/jiD0ZH
            STyX5H6aygi7Qq6yVZUx20QFLCtQsbkMOmtERZs1UyNWiSHcXvBlBJEdu9LzPy4=
            -----END ENCRYPTED PRIVATE KEY-----
            """);
    PrivateKey plain = PemFile.privateKey(sec1, "");
    assertThat(plain.getAlgorithm()).isEqualTo("EC");
    assertThat(((ECPrivateKey) PemFile.privateKey(encrypted, "open sesame")).getS())
        .isEqualTo(((ECPrivateKey) plain).getS());
    assertThatThrownBy(() -> PemFile.privateKey(encrypted, "wrong"))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void missingFiles_endTheStart() {
    try (Store store = Holdfast.open()) {
      assertThatThrownBy(() -> open(store))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No tls-cert-file or tls-key-file configured!");
    }
    try (Store store = builder().config("tls-auth-clients", "yes").open()) {
      assertThatThrownBy(() -> open(store))
          .hasMessageContaining("Either tls-ca-cert-file or tls-ca-cert-dir must be specified");
    }
  }

  private static RespListener open(Store store) throws IOException {
    return RespListener.builder()
        .port(0)
        .tlsPort(ListenerBuilder.ANY_PORT)
        .bind("127.0.0.1")
        .open(store);
  }

  private static void configSet(Store store, String... namesAndValues) {
    Map<Directive<?>, String> values = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(Objects.requireNonNull(Directives.find(namesAndValues[i])), namesAndValues[i + 1]);
    }
    Engine engine = Engine.of(store);
    engine.door().run(() -> engine.config().set(values));
  }

  private static boolean answers(RespListener listener, String client) throws Exception {
    try (SSLSocket socket = connect(listener, "server", client)) {
      return exchange(socket, "PING\r\n", 7).equals("+PONG\r\n");
    } catch (IOException refused) {
      return false;
    }
  }

  private static SSLSocket connect(RespListener listener, String trusted, String client)
      throws Exception {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("server", files.certificate(trusted));
    TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
    trusts.init(trust);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    if (client != null) {
      Certificate[] chain = {files.certificate(client)};
      own.setKeyEntry("client", files.key(client), new char[0], chain);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", listener.tlsPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends, from a thread of its own if it is much, and reads so many bytes. */
  private static String exchange(SSLSocket socket, String requests, int replyBytes)
      throws Exception {
    Thread sender =
        new Thread(
            () -> {
              try {
                socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
              } catch (IOException e) {
                // The reader finds out.
              }
            });
    if (!requests.isEmpty()) {
      sender.start();
    }
    InputStream in = socket.getInputStream();
    byte[] reply = in.readNBytes(replyBytes);
    sender.join();
    return new String(reply, StandardCharsets.US_ASCII);
  }
}
