package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.core.codec.CommandArgs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A fuzz target: any bytes are commands of a log, up to an end or to damage that has a place; what
 * was read and is written again is what stood there, annotations apart.
 *
 * <p>{@code .ci/fuzz persistence io.holdfast.persistence.AofReaderFuzz 300} lets Jazzer look.
 */
public final class AofReaderFuzz {
  private AofReaderFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Path file = Files.createTempFile("fuzz", ".aof");
      try {
        Files.write(file, input);
        use(file, input);
        AofManifest.parse(file, input);
      } catch (DamagedFileException e) {
        if (e.offset() < 0 || e.offset() > input.length) {
          throw new AssertionError("not in the file: " + e.getMessage(), e);
        }
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void use(Path file, byte[] input) throws IOException {
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    CommandArgs args = new CommandArgs();
    try (FileChannel channel = FileChannel.open(file)) {
      AofReader reader = new AofReader(file, channel, 0);
      while (reader.next(args)) {
        write(args, again);
      }
    } catch (AofReader.TruncatedException e) {
      return;
    }
    boolean isPlain = new String(input, StandardCharsets.ISO_8859_1).indexOf('#') < 0;
    boolean hasZeros = new String(input, StandardCharsets.ISO_8859_1).matches("(?s).*[*$]0\\d.*");
    // Zeros at the end are room that was not used.
    byte[] appended = Arrays.copyOf(input, lengthWithoutZeros(input));
    if (isPlain && !hasZeros && !Arrays.equals(appended, again.toByteArray())) {
      throw new AssertionError("read otherwise than written");
    }
  }

  private static int lengthWithoutZeros(byte[] input) {
    int length = input.length;
    while (length > 0 && input[length - 1] == 0) {
      length--;
    }
    return length;
  }

  private static void write(CommandArgs args, ByteArrayOutputStream to) {
    ascii("*" + args.count() + "\r\n", to);
    for (int i = 0; i < args.count(); i++) {
      ascii("$" + args.length(i) + "\r\n", to);
      to.write(args.buffer(), args.offset(i), args.length(i));
      ascii("\r\n", to);
    }
  }

  private static void ascii(String text, ByteArrayOutputStream to) {
    to.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
