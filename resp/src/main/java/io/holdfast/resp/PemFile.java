package io.holdfast.resp;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Certificates and private keys as OpenSSL writes them.
 *
 * <pre>
 *  -----BEGIN CERTIFICATE-----                any number of them
 *  -----BEGIN PRIVATE KEY-----                PKCS#8
 *  -----BEGIN ENCRYPTED PRIVATE KEY-----      PKCS#8, with a password
 *  -----BEGIN RSA PRIVATE KEY-----            PKCS#1: becomes PKCS#8 by what says it is RSA
 *  -----BEGIN EC PRIVATE KEY-----             SEC 1: likewise, with the curve it names itself
 * </pre>
 *
 * Source: RFC 7468, 5208, 5915, 8017.
 */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };
  private static final byte[] EC_PUBLIC_KEY = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int PARAMETERS = 0xa0;

  private PemFile() {}

  private record Block(String kind, byte[] der) {}

  private static List<Block> blocks(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      String body = matcher.group(2);
      if (body.contains("Proc-Type:")) {
        throw new GeneralSecurityException(
            file + ": encrypted in a way of long ago; openssl pkcs8 -topk8 writes it anew");
      }
      try {
        blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(body)));
      } catch (IllegalArgumentException damaged) {
        throw new GeneralSecurityException(file + ": not Base64", damaged);
      }
    }
    return blocks;
  }

  /** The certificates of a file, in their order. */
  static List<Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.kind.equals("CERTIFICATE") || block.kind.equals("TRUSTED CERTIFICATE")) {
        certificates.add(factory.generateCertificate(new ByteArrayInputStream(block.der)));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException(file + ": holds no certificate");
    }
    return certificates;
  }

  /**
   * The first private key of a file.
   *
   * @param password of the key, if it is encrypted
   */
  static PrivateKey privateKey(Path file, String password)
      throws IOException, GeneralSecurityException {
    for (Block block : blocks(file)) {
      switch (block.kind) {
        case "PRIVATE KEY" -> {
          return key(block.der, file);
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return key(decrypted(block.der, password), file);
        }
        case "RSA PRIVATE KEY" -> {
          return key(pkcs8(RSA, block.der), file);
        }
        case "EC PRIVATE KEY" -> {
          return key(pkcs8(curve(block.der, file), block.der), file);
        }
        default -> {
          // Parameters, or certificates.
        }
      }
    }
    throw new GeneralSecurityException(file + ": holds no private key");
  }

  private static PrivateKey key(byte[] pkcs8, Path file) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException another) {
        // The next one may know it.
      }
    }
    throw new GeneralSecurityException(file + ": a private key of an unknown kind");
  }

  private static byte[] decrypted(byte[] der, String password)
      throws IOException, GeneralSecurityException {
    EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
    // PBES2 says only in its parameters which one of the many it is.
    String named = String.valueOf(encrypted.getAlgParameters());
    String algorithm = named.startsWith("PBE") ? named : encrypted.getAlgName();
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray())),
        encrypted.getAlgParameters());
    return encrypted.getKeySpec(cipher).getEncoded();
  }

  /** PrivateKeyInfo: a version, what kind of key it is, the key. */
  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, VERSION_0, algorithm, element(OCTET_STRING, key));
  }

  /** The kind of an EC key, whose curve stands behind version and number in [0]. */
  private static byte[] curve(byte[] sec1, Path file) throws GeneralSecurityException {
    try {
      int at = bodyOf(sec1, 0);
      at = endOf(sec1, at); // version
      at = endOf(sec1, at); // number
      if ((sec1[at] & 0xff) == PARAMETERS) {
        byte[] curve = Arrays.copyOfRange(sec1, bodyOf(sec1, at), endOf(sec1, at));
        return element(SEQUENCE, EC_PUBLIC_KEY, curve);
      }
    } catch (IndexOutOfBoundsException cut) {
      // Said below.
    }
    throw new GeneralSecurityException(file + ": an EC key that does not name its curve");
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    out.write(tag);
    if (length < 0x80) {
      out.write(length);
    } else if (length < 0x100) {
      out.write(0x81);
      out.write(length);
    } else {
      out.write(0x82);
      out.write(length >>> 8);
      out.write(length);
    }
    for (byte[] part : parts) {
      out.write(part, 0, part.length);
    }
    return out.toByteArray();
  }

  private static int bodyOf(byte[] der, int at) {
    int length = der[at + 1] & 0xff;
    return at + 2 + (length < 0x80 ? 0 : length & 0x7f);
  }

  private static int endOf(byte[] der, int at) {
    int body = bodyOf(der, at);
    int length = 0;
    for (int i = at + 2; i < body; i++) {
      length = length << 8 | der[i] & 0xff;
    }
    return body + (body == at + 2 ? der[at + 1] & 0xff : length);
  }
}
