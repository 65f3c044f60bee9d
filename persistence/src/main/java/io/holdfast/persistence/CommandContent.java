package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.rdb.CommandOutput;
import io.holdfast.core.rdb.RdbInput;
import io.holdfast.core.rdb.RdbOutput;
import io.holdfast.core.rdb.ValueAsCommands;

/**
 * The base of an append only file in commands: what the owner copies as for an RDB file, made into
 * commands by the thread that writes them.
 *
 * <pre>
 *  blocks    | SELECTDB | index | RESIZEDB ... | EXPIRETIME_MS | ms | type | key | value | ... | EOF |
 *  file      | #TS:seconds LF | SELECT index | commands of the value | PEXPIREAT key ms | ...
 *            |   if wanted    |
 * </pre>
 *
 * <p>So there is one code that walks through data while it changes, and the owner has no more to do
 * for either form. Memory: of the blocks a window, or the longest string.
 *
 * @param stamp what stands before the commands
 */
record CommandContent(String stamp) implements BlockFile.Content {
  /** Without the time it was written at. */
  static final CommandContent UNSTAMPED = new CommandContent("");

  private static final byte[] SELECT = "SELECT".getBytes(US_ASCII);
  private static final byte[] PEXPIREAT = "PEXPIREAT".getBytes(US_ASCII);

  /** With the second it was written in. */
  static CommandContent of(long second) {
    return new CommandContent("#TS:" + second + "\r\n");
  }

  @Override
  public void write(BlockFile blocks, FileBytes file) {
    RdbInput in = new RdbInput(new BlockInput(blocks), BlockInput.LENGTH);
    RdbOutput out = new RdbOutput(null, file::write);
    byte[] before = stamp.getBytes(US_ASCII);
    out.raw(before, 0, before.length);
    write(in, new CommandOutput(out));
    out.flush();
  }

  private static void write(RdbInput in, CommandOutput out) {
    ValueAsCommands values = new ValueAsCommands(in, out);
    long expireAtMs = Database.NO_EXPIRY;
    for (int code = in.u8(); code != RdbOpcode.EOF; code = in.u8()) {
      switch (code) {
        case RdbOpcode.SELECTDB -> {
          out.command(SELECT, 1);
          out.argument(in.length());
        }
        case RdbOpcode.RESIZEDB -> {
          in.length();
          in.length();
        }
        case RdbOpcode.EXPIRETIME_MS -> expireAtMs = in.i64();
        default -> {
          ByteRange key = in.string();
          values.write(key, code);
          if (expireAtMs != Database.NO_EXPIRY) {
            expire(key, expireAtMs, out);
            expireAtMs = Database.NO_EXPIRY;
          }
          in.forget();
        }
      }
    }
  }

  private static void expire(ByteRange key, long atMs, CommandOutput out) {
    out.command(PEXPIREAT, 2);
    out.argument(key);
    out.argument(atMs);
  }
}
