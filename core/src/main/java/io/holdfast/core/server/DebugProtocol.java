package io.holdfast.core.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ReplyWriter;
import java.util.Locale;

/** DEBUG PROTOCOL: a reply of each type there is, for those who write clients. */
final class DebugProtocol {
  private static final byte[] BIG_NUMBER =
      "1234567999999999999999999999999999999".getBytes(US_ASCII);
  private static final byte[] VERBATIM = "This is a verbatim\nstring".getBytes(US_ASCII);
  private static final int COUNT = 3;

  private DebugProtocol() {}

  /**
   * Writes a reply of a type.
   *
   * @throws CommandException "ERR Wrong protocol type name ..."; "ERR RESP2 is not supported by
   *     this command"
   */
  static void reply(String type, ReplyWriter reply) {
    switch (type.toLowerCase(Locale.ROOT)) {
      case "string" -> reply.bulk("Hello World");
      case "integer" -> reply.integer(12345);
      case "double" -> reply.doubleValue(3.141);
      case "null" -> reply.nullBulk();
      case "array" -> {
        reply.arrayHeader(COUNT);
        integers(reply);
      }
      case "set" -> {
        reply.setHeader(COUNT);
        integers(reply);
      }
      case "map" -> {
        reply.mapHeader(COUNT);
        for (int i = 0; i < COUNT; i++) {
          reply.integer(i);
          reply.bool(i == 1);
        }
      }
      case "attrib" -> attributes(reply);
      case "push" -> push(reply);
      case "true" -> reply.bool(true);
      case "false" -> reply.bool(false);
      case "verbatim" -> reply.verbatim("txt", VERBATIM, 0, VERBATIM.length);
      case "bignum" -> reply.bigNumber(BIG_NUMBER, 0, BIG_NUMBER.length);
      default ->
          throw new CommandException(
              "ERR Wrong protocol type name. Please use one of the following:"
                  + " string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    }
  }

  private static void integers(ReplyWriter reply) {
    for (int i = 0; i < COUNT; i++) {
      reply.integer(i);
    }
  }

  private static void attributes(ReplyWriter reply) {
    if (reply.isResp3()) {
      reply.attributeHeader(1);
      reply.bulk("key-popularity");
      reply.arrayHeader(2);
      reply.bulk("key:123");
      reply.integer(90);
    }
    reply.bulk("Some real reply following the attribute");
  }

  private static void push(ReplyWriter reply) {
    if (!reply.isResp3()) {
      throw new CommandException("ERR RESP2 is not supported by this command");
    }
    reply.pushHeader(2);
    reply.bulk("server-cpu-usage");
    reply.integer(42);
    reply.bulk("Some real reply following the push reply");
  }
}
