package io.holdfast.resp;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Certificates of a moment, made by the JDK's keytool, as PEM files. */
final class TestCertificates {
  private static final char[] PASSWORD = "password".toCharArray();

  private final Path directory;
  private final Path store;

  TestCertificates(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("keys.p12");
  }

  /** Makes a key and a certificate it signs itself: {@code name.crt}, {@code name.key}. */
  void make(String name, String algorithm) throws IOException, GeneralSecurityException {
    List<String> command = new ArrayList<>();
    command.add(
        System.getProperty("java.home") + File.separator + "bin" + File.separator + "keytool");
    command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", algorithm));
    command.addAll(List.of("-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1", "-validity", "2"));
    command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", new String(PASSWORD)));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    write(name + ".crt", "CERTIFICATE", certificate(name).getEncoded());
    write(name + ".key", "PRIVATE KEY", key(name).getEncoded());
  }

  private KeyStore keys() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  Certificate certificate(String name) throws IOException, GeneralSecurityException {
    return keys().getCertificate(name);
  }

  Key key(String name) throws IOException, GeneralSecurityException {
    return keys().getKey(name, PASSWORD);
  }

  Path write(String file, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    return Files.writeString(directory.resolve(file), text);
  }

  String file(String name) {
    return directory.resolve(name).toString();
  }

  /** What PKCS#8 wraps: PKCS#1 of an RSA key, SEC 1 of an EC key without its curve. */
  static byte[] unwrapped(byte[] pkcs8, int firstOctetString) {
    int at = firstOctetString;
    int length = pkcs8[at + 1] & 0xff;
    int body = at + 2 + (length < 0x80 ? 0 : length & 0x7f);
    return Arrays.copyOfRange(pkcs8, body, pkcs8.length);
  }
}
