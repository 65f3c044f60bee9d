package io.holdfast.encodings.hashing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Xxh3Test {
  /** From the documentation of DIGEST. */
  @Test
  void hash_ofTheDocumentedExample() {
    byte[] example = "Hello world".getBytes(US_ASCII);
    assertThat(hex(example, 0, example.length)).isEqualTo("b6acb9d84a38ff74");
  }

  /** Bytes 7, 38, 69, ... hashed by the reference implementation (xxHash 0.8.3). */
  @ParameterizedTest
  @CsvSource({
    "0, 2d06800538d394c2",
    "1, 4c5cca45d0f4811f",
    "2, a7e250c97710ff27",
    "3, 15f7093b173d005c",
    "4, dca012f95811b6b9",
    "5, b290cafc7b254345",
    "8, dec6a9a43575982e",
    "9, cbe393399f17ffbd",
    "15, 545e19990471dc37",
    "16, 7e484c18d74895d0",
    "17, 208bde5ee2bed407",
    "31, a937652b0119ca11",
    "32, 03df0ac5255d1446",
    "33, 199a362122d71f46",
    "64, dd30702ab46b3745",
    "96, d245cd2541582982",
    "97, 60e3e1d0d43785b3",
    "127, a915ed6396db8cc0",
    "128, f92b70eaa21a6288",
    "129, f8f76713f2bb60fa",
    "143, c372f52c27156971",
    "144, d87f00765ee3d89e",
    "192, 084028fa06f01d30",
    "239, caa9b7a588464745",
    "240, ccc7375172c41f03",
    "241, 0b3b630948ce4a00",
    "255, 89932170686cdd9a",
    "256, ec85b75bafe6ca74",
    "320, 73df0720aa2b40f3",
    "511, 0fec8fb6eae1df8b",
    "512, efc2e52d1c2ffbaa",
    "1023, f0d330ce2b3300fb",
    "1024, 23bc880ebf0d29c6",
    "1025, c09fdfbc398c7d82",
    "1088, a16bad67843c5a45",
    "2047, c49f1b36d955611e",
    "2048, 19f6f9c987331373",
    "2049, 5045460f5d85c275",
    "4096, a3c19f8174cde0bb",
    "10000, 441f01d9711bebed"
  })
  void hash_isThatOfTheReferenceImplementation(int length, String expected) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + 7);
    }
    assertThat(hex(bytes, 0, length)).isEqualTo(expected);
  }

  @Test
  void hash_dependsOnItsBytesAlone() {
    byte[] among = new byte[1500];
    for (int i = 0; i < among.length; i++) {
      among[i] = (byte) (i * i);
    }
    for (int length = 0; length <= 1400; length += 7) {
      byte[] alone = new byte[length];
      System.arraycopy(among, 3, alone, 0, length);
      assertThat(hex(among, 3, length)).isEqualTo(hex(alone, 0, length));
    }
  }

  @Test
  void hash_outsideArray_isRefused() {
    assertThatThrownBy(() -> Xxh3.hash(new byte[8], 1, 8))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static String hex(byte[] bytes, int offset, int length) {
    return String.format("%016x", Xxh3.hash(bytes, offset, length));
  }
}
