package io.holdfast.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What an append only file asks of a file system: small enough for tests to let it fail. */
interface FileLayer {
  /** Opens a file at its end; makes it if it is not there. */
  Appender open(Path file) throws IOException;

  /** Gives a file another name, in whose place there may be one. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(Path file) throws IOException;

  /** Forces the names in a folder to the disk. */
  void syncFolder(Path folder) throws IOException;

  /** Forces the name of a file to the disk. */
  default void syncFolderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      syncFolder(folder);
    }
  }

  /** Replaces a small file: there is always one that is complete, the old or the new. */
  default void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling("temp-" + file.getFileName());
    delete(temporary);
    try (Appender out = open(temporary)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.append(bytes);
      }
      out.sync();
    }
    rename(temporary, file);
    syncFolderOf(file);
  }

  /** The file system of the machine. */
  FileLayer SYSTEM =
      new FileLayer() {
        private final boolean canOpenFolders =
            !System.getProperty("os.name", "").startsWith("Windows");

        @Override
        public Appender open(Path file) throws IOException {
          return new ChannelAppender(
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.APPEND));
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void delete(Path file) throws IOException {
          try {
            Files.delete(file);
          } catch (NoSuchFileException e) {
            // It is not there, as wanted.
          }
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
          if (canOpenFolders) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
              channel.force(true);
            }
          }
        }
      };

  /** A file behind a channel. */
  record ChannelAppender(FileChannel channel) implements Appender {
    @Override
    public int append(ByteBuffer bytes) throws IOException {
      return channel.write(bytes);
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
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
