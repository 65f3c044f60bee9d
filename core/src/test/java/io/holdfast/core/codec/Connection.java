package io.holdfast.core.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What a listener does with a parser: bytes come in pieces, commands come out. It moves the bytes
 * to another array and offset every time, and surrounds them with bytes that look like RESP.
 */
final class Connection {
  private static final byte[] BAIT =
      "*1\r\n$4\r\nBAIT\r\n123456789\r\n".getBytes(StandardCharsets.US_ASCII);

  final List<byte[][]> commands = new ArrayList<>();
  final RequestParser parser;
  String failure = "";
  long failureOffset;

  private final Random random = new Random(1);
  private final CommandArgs args = new CommandArgs();
  private byte[] unread = {};

  Connection() {
    this(new RequestLimits());
  }

  Connection(RequestLimits limits) {
    this.parser = new RequestParser(limits);
  }

  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Everything in one piece. */
  static Connection of(byte[] input) {
    Connection connection = new Connection();
    connection.receive(input, 0, input.length);
    return connection;
  }

  Connection receive(byte[] piece) {
    return receive(piece, 0, piece.length);
  }

  Connection receive(byte[] source, int from, int to) {
    if (!failure.isEmpty()) {
      return this;
    }
    int pad = random.nextInt(9);
    int slack = random.nextInt(20);
    int length = unread.length + to - from;
    byte[] buffer = new byte[pad + length + slack];
    for (int i = 0; i < buffer.length; i++) {
      buffer[i] = BAIT[random.nextInt(BAIT.length)];
    }
    System.arraycopy(unread, 0, buffer, pad, unread.length);
    System.arraycopy(source, from, buffer, pad + unread.length, to - from);
    int at = pad;
    int end = pad + length;
    while (at < end) {
      int consumed;
      try {
        consumed = parser.parse(buffer, at, end, args);
      } catch (ProtocolException e) {
        failure = e.getMessage();
        failureOffset = e.offset();
        return this;
      }
      if (consumed == RequestParser.NEED_MORE) {
        if (parser.needed() <= end - at) {
          throw new AssertionError("needed=" + parser.needed() + " there are " + (end - at));
        }
        if (args.count() != 0) {
          throw new AssertionError("arguments of an incomplete command: " + args);
        }
        break;
      }
      if (consumed <= 0 || consumed > end - at) {
        throw new AssertionError("consumed=" + consumed + " of " + (end - at));
      }
      if (parser.isMidRequest() || parser.heldBytes() != 0) {
        throw new AssertionError("the parser remembers something after a whole request");
      }
      if (args.count() > 0) {
        commands.add(args.toByteArrays());
      }
      at += consumed;
    }
    unread = Arrays.copyOfRange(buffer, at, end);
    return this;
  }

  int unreadBytes() {
    return unread.length;
  }

  /** Commands and how it ended, on one line. */
  String outcome() {
    StringBuilder text = new StringBuilder();
    for (byte[][] command : commands) {
      text.append(CommandArgs.of(command)).append("; ");
    }
    return text + (failure.isEmpty() ? unread.length > 0 ? "more" : "end" : failure);
  }
}
