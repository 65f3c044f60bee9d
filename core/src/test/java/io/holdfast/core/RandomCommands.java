package io.holdfast.core;

import java.util.List;
import java.util.Random;

/**
 * Commands on a few keys of every type, drawn at random, such that values grow and shrink over the
 * thresholds of their encodings.
 *
 * <pre>
 *  %k a key   %s a member or field   %v a value   %i a small number   %f a score
 *  %S several members   %P several fields with values   %Z several scores with members
 *  %d a database   %a a point in time   %x an ID of a stream entry
 * </pre>
 */
final class RandomCommands {
  private static final List<String> TEMPLATES =
      """
      SET %k %v
      SET %k %v
      SET %k %i
      SET %k %v EX %i
      SET %k %v PXAT %a
      SET %k %v KEEPTTL
      SETNX %k %v
      GETSET %k %v
      GETDEL %k
      GETEX %k PXAT %a
      MSET %k %v %k %v
      APPEND %k %v
      SETRANGE %k %i %v
      INCR %k
      INCRBY %k %i
      INCRBYFLOAT %k %f
      SETBIT %k %i 1
      SETBIT %k %i 0
      BITFIELD %k SET u8 %i %i INCRBY i5 %i 1
      BITOP OR %k %k %k
      BITOP NOT %k %k
      PFADD %k %S
      PFMERGE %k %k %k
      PFCOUNT %k
      RPUSH %k %v
      RPUSH %k %S
      LPUSH %k %S
      LPUSH %k %V
      RPUSH %k %V
      LPUSHX %k %v
      LPOP %k
      RPOP %k %i
      LPOP %k %i
      LSET %k %i %v
      LINSERT %k BEFORE %s %v
      LINSERT %k AFTER %s %v
      LREM %k %i %s
      LTRIM %k %i -%i
      LTRIM %k -%i -1
      LMOVE %k %k LEFT RIGHT
      LMPOP 2 %k %k RIGHT COUNT %i
      SADD %k %S
      SADD %k %i %i %i %i
      SADD %k %S
      SREM %k %S
      SPOP %k
      SPOP %k %i
      SMOVE %k %k %s
      SUNIONSTORE %k %k %k
      SINTERSTORE %k %k %k
      SDIFFSTORE %k %k %k
      HSET %k %P
      HSET %k %P
      HSET %k %P
      HSET %k %s %v
      HDEL %k %S
      HINCRBY %k %s %i
      HINCRBYFLOAT %k %s %f
      HSETNX %k %s %v
      HPEXPIREAT %k %a FIELDS 2 %s %s
      HPEXPIREAT %k %a FIELDS 1 %s
      HPEXPIREAT %k %a FIELDS 10 %s %s %s %s %s %s %s %s %s %s
      HPEXPIREAT %k %a FIELDS 10 %s %s %s %s %s %s %s %s %s %s
      SPEXPIREAT %k %a MEMBERS 10 %s %s %s %s %s %s %s %s %s %s
      SPEXPIREAT %k %a MEMBERS 10 %s %s %s %s %s %s %s %s %s %s
      ZPEXPIREAT %k %a MEMBERS 10 %s %s %s %s %s %s %s %s %s %s
      ZPEXPIREAT %k %a MEMBERS 10 %s %s %s %s %s %s %s %s %s %s
      HPERSIST %k FIELDS 10 %s %s %s %s %s %s %s %s %s %s
      SPERSIST %k MEMBERS 10 %s %s %s %s %s %s %s %s %s %s
      HGETDEL %k FIELDS 1 %s
      ZADD %k %Z
      ZADD %k %Z
      ZADD %k %Z
      ZADD %k XX %Z
      ZADD %k GT %f %s
      ZINCRBY %k %f %s
      ZREM %k %S
      ZPOPMIN %k %i
      ZPOPMAX %k
      ZREMRANGEBYRANK %k %i %i
      ZREMRANGEBYSCORE %k %f %f
      ZUNIONSTORE %k 2 %k %k
      ZINTERSTORE %k 2 %k %k
      ZRANGESTORE %k %k 0 %i
      GEOADD %k %i %i %s
      XADD %k * %P
      XADD %k * %P
      XADD %k * f %V
      XADD %k MAXLEN ~ %i * %P
      XADD %k * %P
      XDEL %k %x %x
      XTRIM %k MAXLEN %i
      XTRIM %k MINID %x
      XSETID %k 99999999999999-1
      XGROUP CREATE %k g%d %x MKSTREAM
      XGROUP CREATE %k g%d 0
      XGROUP DESTROY %k g%d
      XGROUP SETID %k g%d %x
      XGROUP CREATECONSUMER %k g%d %s
      XGROUP DELCONSUMER %k g%d %s
      XREADGROUP GROUP g%d %s COUNT %i STREAMS %k >
      XREADGROUP GROUP g%d %s COUNT %i STREAMS %k >
      XREADGROUP GROUP g%d %s STREAMS %k 0
      XACK %k g%d %x %x
      XAUTOCLAIM %k g%d %s 0 0 COUNT %i
      XCLAIM %k g%d %s 0 %x
      DEL %k
      UNLINK %k %k
      EXPIRE %k %i
      PEXPIREAT %k %a
      PEXPIREAT %k %a
      PERSIST %k
      RENAME %k %k
      RENAMENX %k %k
      COPY %k %k
      COPY %k %k REPLACE
      COPY %k %k DB %d REPLACE
      MOVE %k %d
      SORT %k ALPHA STORE %k
      SELECT %d
      SELECT 0
      TOUCH %k
      GET %k
      EXISTS %k
      """
          .lines()
          .toList();

  private static final List<String> RARE =
      List.of("FLUSHDB", "FLUSHALL", "SWAPDB %d %d", "SWAPDB 0 %d");

  private static final String[] FAMILIES = {"t", "s", "l", "P", "H", "Z", "X"};
  private static final int KEYS = 3;
  private static final int MEMBERS = 150;

  private final Random random;
  private String family = "?";

  RandomCommands(Random random) {
    this.random = random;
  }

  /** A command line. */
  String next() {
    List<String> from = random.nextInt(120) == 0 ? RARE : TEMPLATES;
    String template = from.get(random.nextInt(from.size()));
    family = random.nextInt(12) == 0 ? "?" : family(template);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '%') {
        line.append(part(template.charAt(++i)));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private String part(char kind) {
    return switch (kind) {
      case 'k' -> key();
      case 's' -> member();
      case 'v' -> "v".repeat(random.nextInt(90)) + random.nextInt(1000);
      case 'V' -> "V".repeat(random.nextInt(9000)) + random.nextInt(1000);
      case 'i' -> Integer.toString(random.nextInt(40));
      case 'f' -> Integer.toString(random.nextInt(100)) + "." + random.nextInt(4);
      case 'd' -> Integer.toString(random.nextInt(3));
      case 'a' -> Long.toString(1_767_300_000_000L + random.nextInt(1_000_000_000));
      case 'x' -> "1767225600000-" + random.nextInt(60);
      case 'S' -> repeated("%s");
      case 'P' -> repeated("%s %v");
      case 'Z' -> repeated("%f %s");
      default -> throw new IllegalArgumentException("no such part: kind=" + kind);
    };
  }

  /** What the keys of a command's type are called. */
  private static String family(String template) {
    String command = template.substring(0, template.indexOf(' ') < 0 ? 0 : template.indexOf(' '));
    if (command.matches("SET|SETNX|SETRANGE|SETBIT|GET.*|MSET|APPEND|INCR.*|BIT.*")) {
      return "t";
    }
    if (command.matches("S(ADD|REM|POP|MOVE|UNIONSTORE|INTERSTORE|DIFFSTORE|P.*)")) {
      return "s";
    }
    if (command.matches("LP.*|RP.*|LS.*|LI.*|LR.*|LT.*|LM.*")) {
      return "l";
    }
    return command.matches("(PF|H|Z|X|GEO).*") ? command.substring(0, 1) : "?";
  }

  private String key() {
    String name = family.equals("?") ? FAMILIES[random.nextInt(FAMILIES.length)] : family;
    return name + random.nextInt(KEYS);
  }

  private String member() {
    int number = random.nextInt(MEMBERS);
    return random.nextInt(30) == 0 ? "long".repeat(20) + number : "m" + number;
  }

  private String repeated(String parts) {
    int times = random.nextInt(10) == 0 ? random.nextInt(200) : random.nextInt(4);
    StringBuilder line = new StringBuilder();
    for (int i = 0; i <= times; i++) {
      for (String part : parts.split(" ", -1)) {
        line.append(i == 0 && line.isEmpty() ? "" : " ").append(part(part.charAt(1)));
      }
    }
    return line.toString();
  }
}
