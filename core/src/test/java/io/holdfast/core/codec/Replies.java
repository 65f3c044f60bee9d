package io.holdfast.core.codec;

import static io.holdfast.core.codec.Connection.bytes;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Writes random replies and says how they are to be read. */
final class Replies {
  final ReplyWriter writer = new ReplyWriter(new ChunkPool());
  private final Random random;

  Replies(Random random) {
    this.random = random;
    writer.resp3(random.nextInt(4) > 0);
  }

  Reply write(int depth) {
    return random.nextInt(3) > 0 || depth == 0 ? leaf() : aggregate(depth);
  }

  private Reply aggregate(int depth) {
    int count = random.nextInt(4);
    List<Reply> elements = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      writer.mapHeader(count);
      List<Reply.Pair> pairs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Reply key = write(depth - 1);
        Reply value = write(depth - 1);
        pairs.add(new Reply.Pair(key, value));
        elements.add(key);
        elements.add(value);
      }
      return writer.isResp3() ? new Reply.MapReply(pairs) : new Reply.Array(elements);
    }
    int kind = random.nextInt(3);
    switch (kind) {
      case 0 -> writer.arrayHeader(count);
      case 1 -> writer.setHeader(count);
      default -> writer.pushHeader(count);
    }
    for (int i = 0; i < count; i++) {
      elements.add(write(depth - 1));
    }
    if (!writer.isResp3() || kind == 0) {
      return new Reply.Array(elements);
    }
    return kind == 1 ? new Reply.SetReply(elements) : new Reply.Push(elements);
  }

  private Reply leaf() {
    boolean resp3 = writer.isResp3();
    return switch (random.nextInt(12)) {
      case 0 -> {
        writer.ok();
        yield new Reply.SimpleString("OK");
      }
      case 1 -> {
        writer.error("ERR \u00e9");
        yield new Reply.ErrorReply("ERR \u00e9");
      }
      case 2 -> {
        long number = random.nextLong() >> random.nextInt(64);
        writer.integer(number);
        yield new Reply.IntegerReply(number);
      }
      case 3 -> {
        writer.nullBulk();
        yield resp3 ? Reply.Null.RESP3 : Reply.Null.BULK;
      }
      case 4 -> {
        writer.nullArray();
        yield resp3 ? Reply.Null.RESP3 : Reply.Null.ARRAY;
      }
      case 5 -> {
        String text = random.nextBoolean() ? "inf" : "-12.5e-7";
        writer.doubleValue(bytes(text), 0, text.length());
        yield resp3 ? new Reply.DoubleReply(text) : new Reply.Bulk(bytes(text));
      }
      case 6 -> {
        boolean value = random.nextBoolean();
        writer.bool(value);
        yield resp3 ? new Reply.BooleanReply(value) : new Reply.IntegerReply(value ? 1 : 0);
      }
      case 7 -> {
        BigInteger big = new BigInteger(200, random);
        writer.bigNumber(bytes(big.toString()), 0, big.toString().length());
        yield resp3 ? new Reply.BigNumber(big) : new Reply.Bulk(bytes(big.toString()));
      }
      case 8 -> {
        writer.verbatim("mkd", bytes("a\r\nb"), 0, 4);
        yield resp3 ? new Reply.Verbatim("mkd", "a\r\nb") : new Reply.Bulk(bytes("a\r\nb"));
      }
      case 9 -> {
        long digits = random.nextLong() >> random.nextInt(64);
        writer.bulk(digits);
        yield new Reply.Bulk(bytes(Long.toString(digits)));
      }
      default -> {
        byte[] bulk = new byte[random.nextInt(random.nextInt(50) == 0 ? 60_000 : 60)];
        random.nextBytes(bulk);
        writer.bulk(bulk);
        yield new Reply.Bulk(bulk);
      }
    };
  }
}
