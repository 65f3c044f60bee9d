package io.holdfast.persistence.chronicle;

import io.holdfast.persistence.Appender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says whether files can be mapped here, for tests that need it. */
public final class Mapping {
  private Mapping() {}

  /** Whether they can: not where sun.misc.Unsafe is denied. */
  public static boolean isPossible() throws IOException {
    Path file = Files.createTempFile("mapping", ".aof");
    try (Appender appender = MappedAppender.open(file, new Written(file), 4096)) {
      appender.append(ByteBuffer.allocate(1));
      return true;
    } catch (IOException | LinkageError e) {
      return false;
    } finally {
      Files.delete(file);
    }
  }

  /** A file that is written to, with room for so much. */
  static final class Written implements Appender {
    private final FileChannel channel;
    long room = Long.MAX_VALUE;
    int syncs;

    Written(Path path) throws IOException {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    @Override
    public int append(ByteBuffer bytes) throws IOException {
      if (room == 0) {
        throw new IOException("No space left on device");
      }
      int count = (int) Math.min(bytes.remaining(), room);
      room -= count;
      return channel.write(bytes.slice(bytes.position(), count));
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
      syncs++;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
