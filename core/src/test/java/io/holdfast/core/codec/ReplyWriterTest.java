package io.holdfast.core.codec;

import static io.holdfast.core.codec.Connection.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.AllocatedBytes;
import io.holdfast.encodings.number.DoubleText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReplyWriterTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");

  private final ChunkPool pool = new ChunkPool();

  private String written(boolean resp3, Consumer<ReplyWriter> replies) {
    ReplyWriter writer = new ReplyWriter(pool);
    writer.resp3(resp3);
    replies.accept(writer);
    writer.checkInvariants();
    return new String(writer.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  private void assertWritten(Consumer<ReplyWriter> reply, String resp2, String resp3) {
    assertThat(written(false, reply)).isEqualTo(resp2);
    assertThat(written(true, reply)).isEqualTo(resp3);
  }

  private void assertWritten(Consumer<ReplyWriter> reply, String text) {
    assertWritten(reply, text, text);
  }

  @Test
  void everyReply_inBothVersions() {
    assertWritten(ReplyWriter::ok, "+OK\r\n");
    assertWritten(ReplyWriter::pong, "+PONG\r\n");
    assertWritten(ReplyWriter::queued, "+QUEUED\r\n");
    assertWritten(ReplyWriter::nullBulk, "$-1\r\n", "_\r\n");
    assertWritten(ReplyWriter::nullArray, "*-1\r\n", "_\r\n");
    assertWritten(w -> w.simpleString("string"), "+string\r\n");
    assertWritten(w -> w.simpleString(""), "+\r\n");
    assertWritten(w -> w.arrayHeader(0), "*0\r\n");
    assertWritten(w -> w.arrayHeader(1234), "*1234\r\n");
    assertWritten(w -> w.mapHeader(7), "*14\r\n", "%7\r\n");
    assertWritten(w -> w.mapHeader(Integer.MAX_VALUE), "*4294967294\r\n", "%2147483647\r\n");
    assertWritten(w -> w.setHeader(7), "*7\r\n", "~7\r\n");
    assertWritten(w -> w.pushHeader(3), "*3\r\n", ">3\r\n");
    assertWritten(w -> w.bool(true), ":1\r\n", "#t\r\n");
    assertWritten(w -> w.bool(false), ":0\r\n", "#f\r\n");
    assertWritten(w -> w.doubleValue(bytes("x3.5y"), 1, 3), "$3\r\n3.5\r\n", ",3.5\r\n");
    assertWritten(w -> w.bigNumber(bytes("123"), 0, 3), "$3\r\n123\r\n", "(123\r\n");
    assertWritten(
        w -> w.verbatim("txt", bytes("a\r\nb"), 0, 4), "$4\r\na\r\nb\r\n", "=8\r\ntxt:a\r\nb\r\n");
    assertWritten(w -> w.bulk("h\u00e9"), "$3\r\nh\u00c3\u00a9\r\n");
    assertWritten(w -> w.bulk(""), "$0\r\n\r\n");
    assertWritten(w -> w.bulk(bytes("\r\n")), "$2\r\n\r\n\r\n");
    assertWritten(w -> w.bulk(bytes("abcdef"), 2, 3), "$3\r\ncde\r\n");
  }

  @Test
  void doubles_ofEveryLength() {
    for (double value :
        new double[] {
          0,
          1,
          -1,
          3.25,
          12345678.5,
          123456789.25,
          1e21,
          -1.7976931348623157e308,
          Double.MIN_VALUE,
          1e9,
          123456789,
          1234567890
        }) {
      byte[] text = new byte[DoubleText.MAX_LENGTH];
      int length = DoubleText.write(value, text, 0);
      String digits = new String(text, 0, length, StandardCharsets.US_ASCII);
      assertWritten(
          w -> w.doubleValue(value),
          "$" + length + "\r\n" + digits + "\r\n",
          "," + digits + "\r\n");
    }
    assertWritten(w -> w.doubleValue(Double.POSITIVE_INFINITY), "$3\r\ninf\r\n", ",inf\r\n");
    assertWritten(w -> w.doubleValue(-0.0), "$2\r\n-0\r\n", ",-0\r\n");
  }

  @Test
  void attributes_areRespThreeOnly() {
    assertThat(written(true, w -> w.attributeHeader(1))).isEqualTo("|1\r\n");
  }

  @Test
  void integers_ofEveryLength() {
    List<Long> values = new ArrayList<>(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE));
    for (long power = 1; power > 0 && power <= 1_000_000_000_000_000_000L; power *= 10) {
      values.addAll(List.of(power - 1, power, power + 1, -power, -power - 1, -power + 1));
    }
    for (long value = 1000; value < 1100; value++) {
      values.add(value);
    }
    for (long value : values) {
      assertWritten(w -> w.integer(value), ":" + value + "\r\n");
      String text = Long.toString(value);
      assertWritten(w -> w.bulk(value), "$" + text.length() + "\r\n" + text + "\r\n");
    }
  }

  @Test
  void lines_neverHoldALineEnd() {
    assertWritten(w -> w.error("ERR a\r\nb\n\rc"), "-ERR a  b  c\r\n");
    assertWritten(w -> w.simpleString("a\r\n"), "+a  \r\n");
    byte[] text = bytes("xERR \u00e9\r\n.\ny");
    assertWritten(w -> w.error(text, 1, text.length - 2), "-ERR \u00e9  . \r\n");
    assertWritten(w -> w.error("ERR \u00e9\n"), "-ERR \u00c3\u00a9 \r\n");
    assertWritten(
        w -> w.error(new WrongTypeException()),
        "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n");
    assertWritten(w -> w.error(new CommandException("ERR no")), "-ERR no\r\n");
    assertWritten(
        w -> w.error(new ProtocolException("expected '$', got '\u00ff'", 0)),
        "-ERR Protocol error: expected '$', got '\u00ff'\r\n");
    String longText = "ERR " + "x\n".repeat(20_000);
    assertWritten(w -> w.error(longText), "-" + longText.replace('\n', ' ') + "\r\n");
  }

  @Test
  void bulks_aroundEveryBoundary() {
    int chunk = ChunkPool.CHUNK_BYTES;
    int shared = ReplyWriter.MAX_SHARED_BULK_BYTES;
    for (int base : new int[] {0, 1000, 1024, chunk, 2 * chunk, shared, 3 * chunk}) {
      for (int length = Math.max(0, base - 40); length < base + 10; length++) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) 'v');
        ReplyWriter writer = new ReplyWriter(pool);
        writer.integer(1);
        writer.bulk(value);
        writer.ok();
        writer.checkInvariants();
        String expected = ":1\r\n$" + length + "\r\n" + "v".repeat(length) + "\r\n+OK\r\n";
        assertThat(new String(writer.toByteArray(), StandardCharsets.US_ASCII))
            .as("length %d", length)
            .isEqualTo(expected);
        writer.reset();
        writer.checkInvariants();
      }
    }
  }

  @Test
  void bulk_inPieces_isOneBulk() {
    for (int length : new int[] {0, 5, 20_000, 100_000}) {
      ReplyWriter writer = new ReplyWriter(pool);
      writer.bulkHeader(length);
      byte[] value = new byte[length];
      new Random(1).nextBytes(value);
      for (int at = 0; at < length; at += 777) {
        writer.raw(value, at, Math.min(777, length - at));
      }
      writer.bulkEnd();
      writer.checkInvariants();
      assertThat(ReplyReader.decode(writer.toByteArray())).isEqualTo(new Reply.Bulk(value));
    }
  }

  @Test
  void bulk_negativeLength_isRefused() {
    ReplyWriter writer = new ReplyWriter(pool);
    assertThatThrownBy(() -> writer.bulk(new byte[3], 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.bulkHeader(Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(writer.pendingBytes()).isZero();
  }

  @Test
  void longBulk_hasAChunkOfItsOwnSize() {
    ReplyWriter writer = new ReplyWriter(pool);
    writer.bulk(new byte[1_000_000]);
    assertThat(writer.chunkCount()).isEqualTo(1);
    assertThat(writer.heldBytes()).isEqualTo(writer.pendingBytes());
  }

  @Test
  void idleWriter_holdsNoChunk() {
    ReplyWriter writer = new ReplyWriter(pool);
    assertThat(writer.heldBytes()).isZero();
    for (int i = 0; i < 10_000; i++) {
      writer.bulk("some value or other");
    }
    assertThat(writer.heldBytes()).isGreaterThanOrEqualTo(writer.pendingBytes());
    long held = writer.heldBytes();
    writer.consume(writer.pendingBytes());
    assertThat(writer.heldBytes()).isZero();
    assertThat(writer.pendingBytes()).isZero();
    assertThat(writer.chunkCount()).isZero();
    assertThat(pool.retainedBytes()).isEqualTo(held);
    writer.ok();
    assertThat(pool.retainedBytes()).isEqualTo(held - ChunkPool.CHUNK_BYTES);
  }

  @Test
  void pool_keepsAtMostItsLimit() {
    ChunkPool small = new ChunkPool(2);
    ReplyWriter writer = new ReplyWriter(small);
    for (int i = 0; i < 100_000; i++) {
      writer.ok();
    }
    writer.reset();
    assertThat(small.retainedBytes()).isEqualTo(2 * ChunkPool.CHUNK_BYTES);
  }

  @Test
  void consume_moreThanPending_isRefused() {
    ReplyWriter writer = new ReplyWriter(pool);
    writer.ok();
    assertThatThrownBy(() -> writer.consume(6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.consume(-1)).isInstanceOf(IllegalArgumentException.class);
    writer.consume(5);
    writer.consume(0);
    assertThatThrownBy(() -> writer.consume(1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rewind_takesBackAHalfWrittenReply() {
    ReplyWriter writer = new ReplyWriter(pool);
    writer.ok();
    long mark = writer.mark();
    writer.arrayHeader(3);
    writer.bulk(new byte[100_000]);
    writer.bulk(new byte[10_000]);
    writer.rewind(mark);
    writer.checkInvariants();
    writer.error("ERR failed");
    assertThat(new String(writer.toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("+OK\r\n-ERR failed\r\n");
    assertThat(writer.heldBytes()).isEqualTo(ChunkPool.CHUNK_BYTES);
  }

  @Test
  void limit_boundsWhatIsHeld_evenWithinOneReply() {
    ReplyWriter writer = new ReplyWriter(pool);
    writer.limit(100_000);
    writer.bulk(new byte[50_000], 0, 50_000);
    assertThat(writer.isOverrun()).isFalse();
    long mark = writer.mark();
    long written = mark;
    writer.arrayHeader(1_000_000);
    for (int i = 0; i < 1_000_000; i++) {
      writer.integer(i % 10);
      assertThat(writer.mark()).isGreaterThan(written);
      written = writer.mark();
      assertThat(writer.heldBytes()).isLessThanOrEqualTo(100_000 + 2 * ChunkPool.CHUNK_BYTES);
    }
    assertThat(writer.isOverrun()).isTrue();
    writer.checkInvariants();
    writer.rewind(mark);
    writer.error("ERR x");
    writer.checkInvariants();
    writer.reset();
    writer.checkInvariants();
    assertThat(writer.heldBytes()).isZero();
  }

  @Test
  void limit_isReachedByWhatIsNotSent() {
    ReplyWriter writer = new ReplyWriter(pool);
    writer.limit(100_000);
    for (int i = 0; i < 100; i++) {
      writer.bulk(new byte[30_000], 0, 30_000);
      writer.consume(writer.pendingBytes());
    }
    assertThat(writer.isOverrun()).isFalse();
  }

  @Test
  void rewind_outsideThePendingBytes_isRefused() {
    ReplyWriter writer = new ReplyWriter(pool);
    long before = writer.mark();
    writer.ok();
    writer.consume(5);
    assertThatThrownBy(() -> writer.rewind(before)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.rewind(6)).isInstanceOf(IllegalArgumentException.class);
    writer.rewind(5);
  }

  @Test
  void randomWritesConsumesAndRewinds_matchAPlainBuffer() {
    int rounds = LONG ? 2_000 : 200;
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    for (int round = 0; round < rounds; round++) {
      try {
        randomRound(new Random(seed + round));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("repeat with -Dholdfast.seed=" + (seed + round), e);
      }
    }
  }

  private void randomRound(Random random) {
    ReplyWriter writer = new ReplyWriter(pool);
    writer.resp3(random.nextBoolean());
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    long consumed = 0;
    Deque<Long> marks = new ArrayDeque<>();
    for (int step = 0; step < 200; step++) {
      switch (random.nextInt(6)) {
        case 0 -> {
          int n = (int) Math.min(writer.pendingBytes(), random.nextInt(40_000));
          byte[] all = expected.toByteArray();
          ByteBuffer peeked = ByteBuffer.allocate(n);
          assertThat(writer.peek(peeked)).isEqualTo(n);
          assertThat(peeked.array()).isEqualTo(Arrays.copyOf(all, n));
          writer.consume(n);
          consumed += n;
          expected.reset();
          expected.write(all, n, all.length - n);
        }
        case 1 -> {
          if (!marks.isEmpty() && marks.peek() >= consumed) {
            long mark = marks.pop();
            if (mark <= writer.mark()) {
              writer.rewind(mark);
              byte[] all = expected.toByteArray();
              expected.reset();
              expected.write(all, 0, (int) (mark - consumed));
            }
          } else {
            marks.push(writer.mark());
          }
        }
        case 2 -> {
          long value = random.nextLong() >> random.nextInt(64);
          writer.integer(value);
          expected.writeBytes(bytes(":" + value + "\r\n"));
        }
        case 3 -> {
          writer.ok();
          expected.writeBytes(bytes("+OK\r\n"));
        }
        default -> {
          byte[] value = new byte[random.nextInt(random.nextInt(8) == 0 ? 50_000 : 100)];
          random.nextBytes(value);
          writer.bulk(value);
          expected.writeBytes(bytes("$" + value.length + "\r\n"));
          expected.writeBytes(value);
          expected.writeBytes(bytes("\r\n"));
        }
      }
      writer.checkInvariants();
      assertThat(writer.pendingBytes()).isEqualTo(expected.size());
      assertThat(pendingOf(writer)).isEqualTo(expected.toByteArray());
    }
    writer.reset();
    writer.checkInvariants();
  }

  private static byte[] pendingOf(ReplyWriter writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < writer.chunkCount(); i++) {
      int from = writer.chunkFrom(i);
      assertThat(writer.chunkTo(i)).isGreaterThan(from);
      bytes.write(writer.chunk(i), from, writer.chunkTo(i) - from);
    }
    return bytes.toByteArray();
  }

  @Test
  void pushedMessages_areShared_andComeWholeAmongReplies() {
    Random random = new Random(7);
    for (int step = 0; step < 500; step++) {
      int length = step < 100 ? ChunkPool.CHUNK_BYTES - 100 + step : random.nextInt(90);
      byte[] text = new byte[length];
      Arrays.fill(text, (byte) 'x');
      PushMessage message = PushMessage.of("message", ByteRange.of(bytes("c")), ByteRange.of(text));
      byte[] before = message.bytes(false).clone();
      String frame = "3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$" + length + "\r\n" + latin1(text) + "\r\n";
      for (boolean isResp3 : new boolean[] {false, true}) {
        ReplyWriter writer = new ReplyWriter(pool);
        writer.resp3(isResp3);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 6; i++) {
          if (random.nextBoolean()) {
            writer.push(message);
            expected.append(isResp3 ? '>' : '*').append(frame);
          } else {
            writer.integer(i);
            expected.append(':').append(i).append("\r\n");
          }
          long mark = writer.mark();
          writer.ok();
          writer.rewind(mark);
          writer.checkInvariants();
        }
        assertThat(latin1(writer.toByteArray())).as("step=" + step).isEqualTo(expected.toString());
        writer.reset();
        writer.checkInvariants();
      }
      new ReplyWriter(pool).bulk(new byte[20_000]);
      assertThat(message.bytes(false)).as("step=" + step).isEqualTo(before);
    }
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void smallReplies_allocateNothing() {
    ReplyWriter writer = new ReplyWriter(pool);
    byte[] value = bytes("0123456789");
    long least =
        AllocatedBytes.leastOf(
            200,
            () -> {
              for (int i = 0; i < 1000; i++) {
                writer.ok();
                writer.bulk(value, 0, 10);
                writer.integer(i * 1000L);
                writer.bulk((long) i);
                writer.nullBulk();
                writer.simpleString("string");
                if (i % 10 == 0) {
                  writer.consume(writer.pendingBytes());
                }
              }
              writer.reset();
            });
    // The measuring itself boxes a number or two.
    assertThat(least).isLessThan(100);
  }
}
