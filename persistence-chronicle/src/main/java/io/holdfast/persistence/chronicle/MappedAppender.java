package io.holdfast.persistence.chronicle;

import io.holdfast.persistence.Appender;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.io.ReferenceOwner;
import org.jspecify.annotations.Nullable;

/**
 * A file whose end is mapped into memory: what is appended is copied, and is the operating system's
 * from then on.
 *
 * <pre>
 *  | appended, and not mapped any more | appended | zeros |
 *                                      ^ a chunk  ^ size  ^ length of the file, until it is closed
 * </pre>
 *
 * <p>A chunk is filled with zeros by writing before it is mapped, so that a full disk is an
 * exception here: storing into a page for which there is no room would be a fault. On a file system
 * that finds a new place for whatever changes it still can be; it then ends as an exception, too.
 *
 * <p>Bytes are stored in their order, eight at a time: a process that is killed within leaves the
 * first of them and zeros, never zeros between them.
 *
 * <p>Forced to the disk is the file, not the memory: on Linux and macOS that includes pages changed
 * through a mapping, of chunks that are not mapped any more as well, and it fails with an
 * exception. What Chronicle has for it reports a failure to a log.
 *
 * <p>Thread: one at a time. Memory: none of the heap. Cost: no system call, but five for each
 * chunk.
 */
final class MappedAppender implements Appender {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

  private final Appender file;
  private final long chunkBytes;
  private final MappedFile mapped;
  private final ReferenceOwner owner = ReferenceOwner.temporary("holdfast");
  private @Nullable MappedBytesStore chunk;
  private long size;
  private boolean isClosed;

  private MappedAppender(Path path, Appender file, long chunkBytes) throws IOException {
    this.file = file;
    this.chunkBytes = chunkBytes;
    size = file.size();
    mapped = MappedFile.of(path.toFile(), chunkBytes, 0, false);
    mapped.syncMode(SyncMode.NONE);
  }

  /**
   * Goes on at the end of a file.
   *
   * @param chunkBytes a multiple of the size of pages
   */
  static MappedAppender open(Path path, Appender file, long chunkBytes) throws IOException {
    try {
      return new MappedAppender(path, file, chunkBytes);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  @Override
  public int append(ByteBuffer bytes) throws IOException {
    try {
      MappedBytesStore to = chunk;
      if (to == null || size == to.safeLimit()) {
        to = nextChunk();
      }
      int count = (int) Math.min(bytes.remaining(), to.safeLimit() - size);
      copy(bytes.duplicate().order(ByteOrder.nativeOrder()), to, size, count);
      bytes.position(bytes.position() + count);
      size += count;
      return count;
    } catch (RuntimeException | Error e) {
      // The thread that appends must not end by what Chronicle or a fault throws.
      throw new IOException("the mapped file takes no bytes: " + e, e);
    }
  }

  private MappedBytesStore nextChunk() throws IOException {
    release();
    allocate(size - size % chunkBytes + chunkBytes);
    MappedBytesStore next = mapped.acquireByteStore(owner, size);
    next.syncMode(SyncMode.NONE);
    chunk = next;
    return next;
  }

  /** Makes the file longer by zeros that have their place on the disk. */
  private void allocate(long length) throws IOException {
    try {
      for (long now = file.size(); now < length; ) {
        ByteBuffer zeros = ZEROS.duplicate();
        zeros.limit((int) Math.min(zeros.capacity(), length - now));
        now += file.append(zeros);
      }
    } catch (IOException e) {
      giveBack(e);
      throw e;
    }
  }

  /** Room for less than a chunk is of no use here. */
  private void giveBack(IOException reason) {
    try {
      file.truncate(size);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private static void copy(ByteBuffer from, MappedBytesStore to, long at, int count) {
    int index = from.position();
    int end = index + count;
    long offset = at;
    for (; index < end && offset % Long.BYTES != 0; index++) {
      copyByte(from, index, to, offset++);
    }
    for (; index + Long.BYTES <= end; index += Long.BYTES) {
      to.writeOrderedLong(offset, from.getLong(index));
      offset += Long.BYTES;
    }
    for (; index < end; index++) {
      copyByte(from, index, to, offset++);
    }
  }

  private static void copyByte(ByteBuffer from, int index, MappedBytesStore to, long offset) {
    VarHandle.releaseFence();
    to.writeByte(offset, from.get(index));
  }

  private void release() {
    MappedBytesStore done = chunk;
    chunk = null;
    if (done != null) {
      done.release(owner);
    }
  }

  @Override
  public void sync() throws IOException {
    file.sync();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void truncate(long newSize) throws IOException {
    release();
    file.truncate(newSize);
    size = Math.min(size, newSize);
  }

  @Override
  public void close() throws IOException {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try (file) {
      release();
      mapped.releaseLast();
      file.truncate(size);
    }
  }
}
