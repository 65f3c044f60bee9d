package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.persistence.AofManifest.Part;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Says whether an append only file can be loaded, or where it is damaged, and cuts it there if
 * wanted: what redis-check-aof is to Redis.
 *
 * <p>Looked at is the form: whole commands, whole transactions. What the commands do is not tried.
 */
public final class AofCheck {
  private final PrintStream out;
  private final boolean isToFix;
  private final BooleanSupplier confirmation;

  private AofCheck(PrintStream out, boolean isToFix, BooleanSupplier confirmation) {
    this.out = out;
    this.isToFix = isToFix;
    this.confirmation = confirmation;
  }

  /**
   * Checks a file, or all that a manifest names.
   *
   * @param isToFix whether the last file is cut where it is damaged
   * @param confirmation asked before that
   * @param out where to say what is found
   * @return whether it can be loaded, now
   */
  public static boolean check(
      Path file, boolean isToFix, BooleanSupplier confirmation, PrintStream out) {
    AofCheck check = new AofCheck(out, isToFix, confirmation);
    try {
      return isManifest(file) ? check.manifest(file) : check.single(file);
    } catch (DamagedFileException e) {
      out.println(e.getMessage());
    } catch (IOException e) {
      out.println(file + " cannot be read: " + e);
    }
    return false;
  }

  private static boolean isManifest(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().endsWith(".manifest");
  }

  private boolean single(Path file) throws IOException {
    out.println("Start checking Old-Style AOF");
    return part(file, "AOF", true);
  }

  private boolean manifest(Path file) throws IOException {
    out.println("Start checking Multi Part AOF");
    AofManifest manifest = AofFolder.read(file);
    List<Part> parts = manifest.parts();
    List<Path> paths = parts.stream().map(part -> file.resolveSibling(part.name())).toList();
    int last = AofLoader.last(paths);
    for (int i = 0; i < parts.size(); i++) {
      boolean isBase = parts.get(i).equals(manifest.base());
      if (!part(paths.get(i), isBase ? "BASE AOF" : "INCR AOF", i >= last)) {
        return false;
      }
    }
    out.println("All AOF files and manifest are valid");
    return true;
  }

  private boolean part(Path file, String kind, boolean isLast) throws IOException {
    long size = Files.size(file);
    Found found = find(file);
    long good = found.goodBytes;
    out.println(
        "AOF analyzed: filename="
            + file.getFileName()
            + ", size="
            + size
            + ", ok_up_to="
            + Math.max(0, good)
            + ", diff="
            + (size - Math.max(0, good)));
    if (good == found.usedBytes) {
      out.println(kind + " " + file.getFileName() + " is valid");
      return good == size || unused(file, size, good);
    }
    if (good < 0 || !isLast) {
      out.println("AOF " + file.getFileName() + " is not valid, and cannot be fixed.");
      return false;
    }
    if (!isToFix) {
      out.println(
          "AOF " + file.getFileName() + " is not valid. Use the --fix option to try fixing it.");
      return false;
    }
    return cut(file, size, good);
  }

  /**
   * A file that was mapped, and whose process was killed: Holdfast starts with it, Redis does not.
   */
  private boolean unused(Path file, long size, long good) throws IOException {
    out.println(
        "AOF "
            + file.getFileName()
            + " was not closed: it ends with "
            + (size - good)
            + " zeros, which the next start, or the --fix option, takes away.");
    return !isToFix || cut(file, size, good);
  }

  private boolean cut(Path file, long size, long good) throws IOException {
    out.println(
        "This will shrink the AOF "
            + file.getFileName()
            + " from "
            + size
            + " bytes, with "
            + (size - good)
            + " bytes, to "
            + good
            + " bytes");
    out.print("Continue? [y/N]: ");
    if (!confirmation.getAsBoolean()) {
      out.println("Aborting...");
      return false;
    }
    try (Appender appender = FileLayer.SYSTEM.open(file)) {
      appender.truncate(good);
      appender.sync();
    }
    out.println("Successfully truncated AOF " + file.getFileName());
    return true;
  }

  /**
   * What is in a file.
   *
   * @param goodBytes how much of it can be loaded; negative if not even its head
   * @param usedBytes where what was appended ends
   */
  private record Found(long goodBytes, long usedBytes) {}

  private Found find(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long from = AofLoader.isRdb(channel) ? RdbCheck.preamble(file, out) : 0;
      if (from < 0) {
        return new Found(from, channel.size());
      }
      AofReader reader = new AofReader(file, channel, from);
      return new Found(goodCommands(file, reader, from), reader.length());
    }
  }

  private long goodCommands(Path file, AofReader reader, long from) throws IOException {
    CommandArgs args = new CommandArgs();
    long good = from;
    boolean isInTransaction = false;
    try {
      while (reader.next(args)) {
        if (args.equalsIgnoreCase(0, "MULTI") && !isInTransaction) {
          isInTransaction = true;
        } else if (args.equalsIgnoreCase(0, "EXEC") && isInTransaction) {
          isInTransaction = false;
        } else if (args.equalsIgnoreCase(0, "MULTI") || args.equalsIgnoreCase(0, "EXEC")) {
          out.println(
              "Unexpected " + args.string(0) + " in " + file + " before byte " + reader.position());
          return good;
        }
        if (!isInTransaction) {
          good = reader.position();
        }
      }
      if (isInTransaction) {
        out.println(file + ": it ends within a transaction, which begins at byte " + good);
      } else {
        good = reader.length(); // annotations at the end included
      }
    } catch (AofReader.TruncatedException e) {
      out.println(file + ": it ends within a command, after byte " + good);
    } catch (DamagedFileException e) {
      out.println(e.getMessage());
    }
    return good;
  }
}
