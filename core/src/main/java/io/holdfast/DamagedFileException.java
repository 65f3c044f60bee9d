package io.holdfast;

import java.nio.file.Path;

/** A file cannot be loaded because of what is in it. The message names file, place and reason. */
public class DamagedFileException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;
  private final String reason;

  /**
   * Says what is wrong, and where.
   *
   * @param file the file
   * @param offset how many bytes of it were read when it was noticed
   * @param reason what is wrong
   */
  public DamagedFileException(Path file, long offset, String reason) {
    super(file + ": " + reason + ", at byte " + offset);
    this.file = file.toString();
    this.offset = offset;
    this.reason = reason;
  }

  /** The file. */
  public Path file() {
    return Path.of(file);
  }

  /** How many bytes of the file were read when it was noticed. */
  public long offset() {
    return offset;
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }
}
