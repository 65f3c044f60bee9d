package io.holdfast.core.codec;

import static io.holdfast.core.codec.Connection.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ReplyReaderTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");

  private static final String DAMAGE = "*$+-:,#_(=!~>%|019\r\n.e\0\u00ff";

  private static final Map<String, String> REPLIES =
      Map.ofEntries(
          Map.entry("+OK\r\n", "+OK"),
          Map.entry("+\r\n", "+"),
          Map.entry("-ERR no\r\n", "-ERR no"),
          Map.entry("!6\r\nERR\r\n!\r\n", "-ERR\r\n!"),
          Map.entry(":0\r\n", ":0"),
          Map.entry(":+5\r\n", ":5"),
          Map.entry(":-9223372036854775808\r\n", ":-9223372036854775808"),
          Map.entry("$-1\r\n", "null bulk"),
          Map.entry("*-1\r\n", "null array"),
          Map.entry("_\r\n", "null resp3"),
          Map.entry("$0\r\n\r\n", "\"\""),
          Map.entry("$4\r\na\r\nb\r\n", "\"a\\r\\nb\""),
          Map.entry("*0\r\n", "[]"),
          Map.entry("*2\r\n:1\r\n*1\r\n$1\r\na\r\n", "[:1, [\"a\"]]"),
          Map.entry("~2\r\n:1\r\n:2\r\n", "~[:1, :2]"),
          Map.entry("%1\r\n+a\r\n*0\r\n", "%[+a=[]]"),
          Map.entry("%0\r\n", "%[]"),
          Map.entry(">2\r\n+a\r\n:1\r\n", ">[+a, :1]"),
          Map.entry("|1\r\n+a\r\n:1\r\n$1\r\nx\r\n", "|[+a=:1] \"x\""),
          Map.entry("|0\r\n$1\r\nx\r\n", "|[] \"x\""),
          Map.entry("*1\r\n|1\r\n+a\r\n:1\r\n*1\r\n+x\r\n", "[|[+a=:1] [+x]]"),
          Map.entry(",3.25\r\n", ",3.25"),
          Map.entry(",-1e5\r\n", ",-1e5"),
          Map.entry(",inf\r\n", ",inf"),
          Map.entry(",nan\r\n", ",nan"),
          Map.entry("#t\r\n", "#t"),
          Map.entry("#f\r\n", "#f"),
          Map.entry("(-12345678901234567890\r\n", "(-12345678901234567890"),
          Map.entry("=8\r\ntxt:a\r\nb\r\n", "=txt:a\r\nb"),
          Map.entry("=4\r\nmkd:\r\n", "=mkd:"));

  private static final List<String> WRONG =
      List.of(
          "x\r\n",
          "\r\n",
          "\0",
          "?1\r\n",
          ";4\r\n",
          ".\r\n",
          "+a\rb\r\n",
          "+a\nb\r\n",
          "+a\n",
          ":\r\n",
          ":a\r\n",
          ":01\r\n",
          ":+-1\r\n",
          ":++1\r\n",
          ":9223372036854775808\r\n",
          ": 1\r\n",
          "$\r\n",
          "$-2\r\n",
          "$01\r\n",
          "$?\r\n",
          "$536870913\r\n",
          "$99999999999999999999\r\n",
          "$1\r\nabc",
          "$1\r\na\rb",
          "*-2\r\n",
          "*?\r\n",
          "*2147483648\r\n",
          "%-1\r\n",
          "~-1\r\n",
          ">-1\r\n",
          "|-1\r\n",
          "_x\r\n",
          "#\r\n",
          "#x\r\n",
          "#tt\r\n",
          ",\r\n",
          ",x\r\n",
          ",0x10\r\n",
          ",infinity\r\n",
          ",1d\r\n",
          "(\r\n",
          "(-\r\n",
          "(1.5\r\n",
          "(+1\r\n",
          "=3\r\ntxt\r\n",
          "=5\r\ntxtab\r\n",
          "=-1\r\n",
          "!-1\r\n",
          "*1\r\n".repeat(ReplyReader.MAX_DEPTH + 1),
          "|0\r\n".repeat(ReplyReader.MAX_DEPTH + 1),
          ":" + "1".repeat(70_000));

  @Test
  void replies_areRead() {
    REPLIES.forEach(
        (wire, text) -> assertThat(ReplyReader.decode(bytes(wire))).as(wire).hasToString(text));
  }

  @Test
  void replies_cutAnywhere_areTheSame() {
    REPLIES.forEach(
        (wire, text) -> {
          byte[] twice = bytes(wire + wire);
          for (int cut = 0; cut <= wire.length(); cut++) {
            List<Reply> replies = readInPieces(twice, cut, 1);
            assertThat(replies).as("cut at %d", cut).hasSize(2);
            assertThat(replies.get(0)).hasToString(text).isEqualTo(replies.get(1));
            assertThat(replies.get(0).hashCode()).isEqualTo(replies.get(1).hashCode());
          }
        });
  }

  @Test
  void wrongReplies_areRefused() {
    for (String wire : WRONG) {
      assertThatThrownBy(() -> new ReplyReader().read(bytes(wire), 0, wire.length()))
          .as(wire)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void wrongReplies_nameTheOffset() {
    String wire = "*3\r\n:1\r\n$1\r\na\r\n*x\r\n";
    for (int cut = 0; cut < wire.length() - 4; cut++) {
      int first = cut;
      assertThatThrownBy(() -> readInPieces(bytes(wire), first, 1))
          .isInstanceOfSatisfying(
              ProtocolException.class, e -> assertThat(e.offset()).isEqualTo(15));
    }
  }

  @Test
  void decode_notExactlyOne_isRefused() {
    for (String wire : List.of("", "+a\r\n+b\r\n", "+a", "*2\r\n+a\r\n")) {
      assertThatThrownBy(() -> ReplyReader.decode(bytes(wire)))
          .as(wire)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void announcedCountsAndLengths_allocateNothing() {
    ReplyReader reader = new ReplyReader();
    byte[] wire = bytes("*2147483647\r\n%2147483647\r\n$536870912\r\nabc");
    assertThat(reader.read(wire, 0, wire.length)).isEqualTo(26);
    assertThat(reader.poll()).isNull();
    assertThat(reader.isMidReply()).isTrue();
    assertThat(reader.needed()).isEqualTo(12 + 536870912L + 2);
  }

  @Test
  void limit_appliesToBulksAndLines() {
    for (String wire :
        List.of("$11\r\n", "!11\r\n", "=11\r\n", "+12345678901", "-12345678901\r\n")) {
      assertThatThrownBy(() -> new ReplyReader(10).read(bytes(wire), 0, wire.length()))
          .as(wire)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void read_beforeTheReplyIsTaken_isRefused() {
    ReplyReader reader = new ReplyReader();
    byte[] wire = bytes("+a\r\n+b\r\n");
    assertThat(reader.read(wire, 0, wire.length)).isEqualTo(4);
    assertThatThrownBy(() -> reader.read(wire, 4, 8)).isInstanceOf(IllegalStateException.class);
    assertThat(reader.poll()).isEqualTo(new Reply.SimpleString("a"));
    assertThat(reader.poll()).isNull();
  }

  @Test
  void accessors_readTheContent() {
    assertThat(new Reply.ErrorReply("ERR no").code()).isEqualTo("ERR");
    assertThat(new Reply.ErrorReply("ERR").code()).isEqualTo("ERR");
    assertThat(new Reply.DoubleReply("-inf").value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(new Reply.DoubleReply("inf").value()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(new Reply.DoubleReply("nan").value()).isNaN();
    assertThat(new Reply.DoubleReply("2.5").value()).isEqualTo(2.5);
    assertThat(new Reply.Bulk(bytes("abc")).text()).isEqualTo("abc");
    assertThat(new Reply.Bulk(bytes("abc"))).isNotEqualTo(new Reply.Bulk(bytes("abd")));
  }

  @Test
  void whatTheWriterWrites_isReadBack() {
    int rounds = LONG ? 100_000 : 1_000;
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(seed + round);
      String repeat = "repeat with -Dholdfast.seed=" + (seed + round);
      Replies replies = new Replies(random);
      List<Reply> sent = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        sent.add(replies.write(3));
      }
      byte[] wire = replies.writer.toByteArray();
      assertThat(ReplyReader.decodeAll(wire)).as(repeat).isEqualTo(sent);
      int cut = random.nextInt(wire.length);
      assertThat(readInPieces(wire, cut, 1 + random.nextInt(50))).as(repeat).isEqualTo(sent);
    }
  }

  @Test
  void damagedReplies_neverLeakAnotherException() {
    int rounds = LONG ? 500_000 : 4_000;
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    for (int round = 0; round < rounds; round++) {
      Random random = new Random(seed + round);
      Replies replies = new Replies(random);
      replies.write(2);
      byte[] wire = replies.writer.toByteArray();
      for (int i = random.nextInt(4); i >= 0; i--) {
        wire[random.nextInt(wire.length)] = (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
      }
      try {
        readInPieces(wire, random.nextInt(wire.length), 1 + random.nextInt(9));
      } catch (ProtocolException e) {
        assertThat(e.offset()).isBetween(0L, (long) wire.length);
      } catch (RuntimeException e) {
        throw new AssertionError("repeat with -Dholdfast.seed=" + (seed + round), e);
      }
    }
  }

  /** A first piece of {@code first} bytes, then pieces of {@code size}. */
  private static List<Reply> readInPieces(byte[] wire, int first, int size) {
    ReplyReader reader = new ReplyReader();
    List<Reply> replies = new ArrayList<>();
    byte[] unread = {};
    int received = 0;
    int next = first;
    while (true) {
      byte[] buffer = Arrays.copyOf(unread, unread.length + next - received);
      System.arraycopy(wire, received, buffer, unread.length, next - received);
      int at = 0;
      while (at < buffer.length) {
        int consumed = reader.read(buffer, at, buffer.length);
        at += consumed;
        Reply reply = reader.poll();
        if (reply == null) {
          assertThat(reader.needed()).isGreaterThan(buffer.length - at);
          break;
        }
        replies.add(reply);
      }
      unread = Arrays.copyOfRange(buffer, at, buffer.length);
      received = next;
      if (received == wire.length) {
        return replies;
      }
      next = Math.min(wire.length, received + size);
    }
  }
}
