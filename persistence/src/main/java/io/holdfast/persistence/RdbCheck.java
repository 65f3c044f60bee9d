package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Says what is in an RDB file, or where it is damaged: what redis-check-rdb is to Redis.
 *
 * <p>Every value is loaded and proved, one at a time; the file is only read.
 */
public final class RdbCheck {
  private static final int MAX_KEY_LENGTH = 100;

  private RdbCheck() {}

  /**
   * Checks a file.
   *
   * @param out where to say what is found
   * @return whether the file can be loaded
   */
  public static boolean check(Path file, PrintStream out) {
    out.println("Checking RDB file " + file);
    try (Store scratch = Holdfast.builder().invoker().databases(1).open()) {
      Engine engine = Engine.of(scratch);
      Findings findings = new Findings(engine.keyspace().database(0), out);
      boolean isGood = engine.door().call(() -> check(file, findings, out));
      findings.printCounts();
      return isGood;
    }
  }

  /**
   * Checks the RDB file that an append only file begins with.
   *
   * @return where it ends; negative if it is damaged
   */
  static long preamble(Path file, PrintStream out) throws IOException {
    try (Store scratch = Holdfast.builder().invoker().databases(1).open()) {
      Engine engine = Engine.of(scratch);
      Findings findings = new Findings(engine.keyspace().database(0), out);
      long end;
      try {
        end = engine.door().call(() -> readPreamble(file, findings));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } catch (DamagedFileException e) {
        out.println(e.getMessage());
        findings.printKey();
        return -1;
      }
      findings.printCounts();
      return end;
    }
  }

  private static long readPreamble(Path file, Findings findings) {
    try {
      return RdbFiles.read(file, findings, true, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean check(Path file, Findings findings, PrintStream out) {
    try {
      RdbFiles.read(file, findings, true, true);
      out.println("RDB file can be loaded.");
      return true;
    } catch (DamagedFileException e) {
      out.println("RDB file is damaged at byte " + e.offset() + ": " + e.reason());
      findings.printKey();
    } catch (IOException e) {
      out.println("RDB file cannot be read: " + e);
    }
    return false;
  }

  /** Counts what goes by; keeps one key at a time. */
  private static final class Findings implements RdbTarget {
    private final Database scratch;
    private final PrintStream out;
    private long keys;
    private long expiring;
    private long expired;
    private String key = "";

    Findings(Database scratch, PrintStream out) {
      this.scratch = scratch;
      this.out = out;
    }

    @Override
    public Database database(long index) {
      return scratch;
    }

    @Override
    public void aux(String name, String value) {
      out.println("  " + name + " = " + value);
    }

    @Override
    public void key(ByteRange name, int type) {
      int length = Math.min(name.length(), MAX_KEY_LENGTH);
      String text =
          new String(name.array(), name.offset(), length, StandardCharsets.ISO_8859_1)
              .replaceAll("[^ -~]", "?");
      key = text + " (type " + type + ")";
    }

    @Override
    public void loaded(Database db, int handle, long hash, boolean expires) {
      keys++;
      key = "";
      if (expires) {
        expiring++;
      }
      if (handle == 0) {
        expired++;
      } else {
        db.delete(handle, hash);
      }
    }

    @Override
    public void passedOver(String what) {
      out.println("  passed over: " + what);
    }

    @Override
    public void end(String checksum) {
      out.println("  checksum: " + checksum);
    }

    void printKey() {
      if (!key.isEmpty()) {
        out.println("  in key " + key);
      }
    }

    void printCounts() {
      out.println("  keys read: " + keys);
      out.println("  keys that expire: " + expiring);
      out.println("  keys already expired: " + expired);
    }
  }
}
