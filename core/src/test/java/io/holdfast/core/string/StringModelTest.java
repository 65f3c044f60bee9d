package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Codec;
import io.holdfast.CommandException;
import io.holdfast.ExpireTime;
import io.holdfast.Expiry;
import io.holdfast.SetCondition;
import io.holdfast.SetOptions;
import io.holdfast.Strings;
import io.holdfast.core.CommandTester;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random operations through the typed API on a store and on a map; answers, values, expiries and
 * encodings must agree after every step, and the keyspace must be sound.
 */
class StringModelTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int STEPS = LONG ? 20_000 : 1_000;

  /** Numbers to which eighths can be added without rounding, in binary and in decimal. */
  private static final Pattern EIGHTHS =
      Pattern.compile("-?\\d{1,12}(\\.(125|25|375|5|625|75|875))?");

  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,18}");
  private static final List<SetCondition> CONDITIONS = List.of(SetCondition.values());
  private static final Codec<String> LATIN_1 =
      new Codec<>() {
        @Override
        public byte[] encode(String value) {
          return value.getBytes(ISO_8859_1);
        }

        @Override
        public String decode(byte[] bytes, int offset, int length) {
          return new String(bytes, offset, length, ISO_8859_1);
        }
      };

  /** What a key holds: the text, when it expires, and whether it was made by changing a part. */
  private record Item(String text, long atMs, String encoding) {
    static Item of(String text, long atMs) {
      String encoding = isInteger(text) ? "int" : text.length() <= 44 ? "embstr" : "raw";
      return new Item(text, atMs, encoding);
    }
  }

  private final Map<String, Item> model = new HashMap<>();
  private final List<String> keys = new ArrayList<>(List.of("", "a", "b", "user:1", "\0\u00ff"));
  private final StringBuilder log = new StringBuilder();
  private Random random = new Random(0);
  private CommandTester tester;
  private Strings<String, String> strings;
  private boolean isLazy;

  static long[] seeds() {
    Long only = Long.getLong("holdfast.seed");
    return only != null ? new long[] {only} : LongStream.rangeClosed(1, LONG ? 40 : 8).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void strings_agreeWithAMap(long seed) {
    random = new Random(seed);
    keys.add("k".repeat(255));
    keys.add("k".repeat(256));
    log.append("repeat with -Dholdfast.seed=").append(seed);
    try (CommandTester opened = CommandTester.open()) {
      tester = opened;
      strings = tester.store().with(LATIN_1, LATIN_1).strings();
      isLazy = seed % 2 == 0;
      if (isLazy) {
        tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
      }
      for (int step = 0; step < STEPS; step++) {
        step();
        tester.checkInvariants();
        tester.effects();
        tester.events();
      }
      keys.forEach(this::compare);
    } catch (AssertionError | RuntimeException e) {
      int from = Math.max(0, log.length() - 5_000);
      throw new AssertionError("seed=" + seed + "\n" + log.substring(from), e);
    }
  }

  private void step() {
    String key = keys.get(random.nextInt(keys.size()));
    switch (random.nextInt(24)) {
      case 0, 1 -> set(key);
      case 2, 3 -> setWithOptions(key);
      case 4 -> getSet(key);
      case 5 -> getDel(key);
      case 6 -> getEx(key);
      case 7, 8, 9 -> append(key);
      case 10, 11 -> setRange(key);
      case 12 -> getRange(key);
      case 13, 14, 15 -> incrBy(key);
      case 16, 17 -> incrByFloat(key);
      case 18 -> mget();
      case 19 -> mset();
      case 20 -> lcs(key);
      case 21 -> delete(key);
      default -> passTime();
    }
    compare(key);
  }

  // ---- operations, on both sides -------------------------------------------------------------

  private void set(String key) {
    String value = value();
    Expiry expiry = expiry();
    log("set", key, value, expiry);
    if (random.nextBoolean()) {
      strings.set(key, value);
      put(key, value, -1);
    } else if (isRefused(expiry)) {
      refused(() -> strings.set(key, value, expiry), "ERR invalid expire time in 'set' command");
    } else {
      strings.set(key, value, expiry);
      put(key, value, atMs(expiry, model.get(key)));
    }
  }

  private void setWithOptions(String key) {
    String value = value();
    SetCondition condition = CONDITIONS.get(random.nextInt(3));
    SetOptions options = new SetOptions(condition, expiry());
    Item before = model.get(key);
    boolean holds =
        condition == SetCondition.ALWAYS || condition == SetCondition.XX == (before != null);
    boolean answersOld = random.nextBoolean();
    log("set", key, value, options, answersOld);
    if (isRefused(options.expiry())) {
      refused(() -> strings.set(key, value, options), "ERR invalid expire time in 'set' command");
      refused(
          () -> strings.getSet(key, value, options), "ERR invalid expire time in 'set' command");
      return;
    }
    if (answersOld) {
      assertThat(strings.getSet(key, value, options)).isEqualTo(text(before));
    } else if (condition == SetCondition.NX && options.expiry().equals(Expiry.none())) {
      assertThat(strings.setNx(key, value)).isEqualTo(holds);
    } else {
      assertThat(strings.set(key, value, options)).isEqualTo(holds);
    }
    if (holds) {
      put(key, value, atMs(options.expiry(), before));
    }
  }

  private void getSet(String key) {
    String value = value();
    log("getSet", key, value);
    assertThat(strings.getSet(key, value)).isEqualTo(text(model.get(key)));
    put(key, value, -1);
  }

  private void getDel(String key) {
    log("getDel", key);
    assertThat(strings.getDel(key)).isEqualTo(text(model.remove(key)));
  }

  private void getEx(String key) {
    Expiry expiry = expiry();
    Item before = model.get(key);
    log("getEx", key, expiry);
    if (before == null) {
      assertThat(strings.getEx(key, expiry)).isNull();
    } else if (isRefused(expiry)) {
      refused(() -> strings.getEx(key, expiry), "ERR invalid expire time in 'getex' command");
    } else {
      assertThat(strings.getEx(key, expiry)).isEqualTo(before.text);
      long atMs = atMs(expiry, before);
      model.put(key, new Item(before.text, atMs, before.encoding));
      removeIfDue(key);
    }
  }

  private void append(String key) {
    String value = random.nextInt(3) == 0 ? value() : text(random.nextInt(4));
    Item before = model.get(key);
    log("append", key, value);
    String text = before == null ? value : before.text + value;
    assertThat(strings.append(key, value)).isEqualTo(text.length());
    model.put(key, before == null ? Item.of(text, -1) : new Item(text, before.atMs, "raw"));
  }

  private void setRange(String key) {
    int offset = random.nextInt(random.nextInt(8) == 0 ? 5_000 : 60);
    String value = text(random.nextInt(30));
    Item before = model.get(key);
    log("setRange", key, offset, value);
    StringBuilder text = new StringBuilder(before == null ? "" : before.text);
    if (!value.isEmpty()) {
      text.setLength(Math.max(text.length(), offset + value.length()));
      text.replace(offset, offset + value.length(), value);
      model.put(key, new Item(text.toString(), before == null ? -1 : before.atMs, "raw"));
    }
    assertThat(strings.setRange(key, offset, value)).isEqualTo(text.length());
    refused(() -> strings.setRange(key, -1 - offset, value), "ERR offset is out of range");
  }

  private void getRange(String key) {
    String text = model.containsKey(key) ? model.get(key).text : "";
    int length = text.length();
    long start = index(length);
    long end = index(length);
    log("getRange", key, start, end);
    long from = Math.max(0, start < 0 ? start + length : start);
    long to = Math.min(length - 1L, Math.max(0, end < 0 ? end + length : end));
    boolean isEmpty = start < 0 && end < 0 && start > end || from > to;
    assertThat(strings.getRange(key, start, end))
        .isEqualTo(isEmpty ? "" : text.substring((int) from, (int) to + 1));
  }

  private void incrBy(String key) {
    Item before = model.get(key);
    long increment =
        switch (random.nextInt(5)) {
          case 0 -> 1;
          case 1 -> -1;
          case 2 -> random.nextLong();
          default -> random.nextInt(1000);
        };
    log("incrBy", key, increment);
    Supplier<Long> operation =
        increment == 1
            ? () -> strings.incr(key)
            : increment == -1
                ? () -> strings.decr(key)
                : increment < 0 && increment != Long.MIN_VALUE
                    ? () -> strings.decrBy(key, -increment)
                    : () -> strings.incrBy(key, increment);
    if (before != null && !isInteger(before.text)) {
      refused(operation::get, "ERR value is not an integer or out of range");
      return;
    }
    long from = before == null ? 0 : Long.parseLong(before.text);
    long sum = from + increment;
    if (increment < 0 == sum >= from && increment != 0) {
      refused(operation::get, "ERR increment or decrement would overflow");
      return;
    }
    assertThat(operation.get()).isEqualTo(sum);
    model.put(key, new Item(Long.toString(sum), before == null ? -1 : before.atMs, "int"));
  }

  private void incrByFloat(String key) {
    Item before = model.get(key);
    BigDecimal increment =
        BigDecimal.valueOf(random.nextInt(20_001) - 10_000).scaleByPowerOfTen(-3);
    increment = increment.multiply(BigDecimal.valueOf(125));
    log("incrByFloat", key, increment);
    double step = increment.doubleValue();
    if (before == null || EIGHTHS.matcher(before.text).matches()) {
      BigDecimal from = before == null ? BigDecimal.ZERO : new BigDecimal(before.text);
      BigDecimal sum = from.add(increment);
      assertThat(strings.incrByFloat(key, step)).isEqualTo(sum.doubleValue());
      String text = sum.signum() == 0 ? "0" : sum.stripTrailingZeros().toPlainString();
      model.put(key, new Item(text, before == null ? -1 : before.atMs, "embstr"));
    } else if (before.text.indexOf('x') >= 0) {
      refused(() -> strings.incrByFloat(key, step), "ERR value is not a valid float");
    }
  }

  private void mget() {
    List<String> wanted = new ArrayList<>(keys.subList(0, random.nextInt(keys.size() + 1)));
    log("mget", wanted.size());
    List<@Nullable String> expected = new ArrayList<>();
    wanted.forEach(key -> expected.add(text(model.get(key))));
    assertThat(strings.mget(wanted)).isEqualTo(expected);
  }

  private void mset() {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      values.put(keys.get(random.nextInt(keys.size())), value());
    }
    boolean onlyNew = random.nextBoolean();
    log("mset", values, onlyNew);
    boolean holds = !onlyNew || values.keySet().stream().noneMatch(model::containsKey);
    if (onlyNew) {
      assertThat(strings.msetNx(values)).isEqualTo(holds);
    } else {
      strings.mset(values);
    }
    if (holds) {
      values.forEach((key, value) -> put(key, value, -1));
    }
    values.keySet().forEach(this::compare);
  }

  private void lcs(String key) {
    String other = keys.get(random.nextInt(keys.size()));
    log("lcs", key, other);
    String first = model.containsKey(key) ? model.get(key).text : "";
    String second = model.containsKey(other) ? model.get(other).text : "";
    if ((long) first.length() * second.length() > 200_000) {
      return;
    }
    String common = strings.lcs(key, other);
    assertThat(strings.lcsLength(key, other)).isEqualTo(common.length());
    assertThat(isSubsequence(common, first)).isTrue();
    assertThat(isSubsequence(common, second)).isTrue();
  }

  private void delete(String key) {
    log("del", key);
    boolean isThere = model.remove(key) != null;
    assertThat(tester.store().with(LATIN_1, LATIN_1).keys().del(key)).isEqualTo(isThere);
  }

  private void passTime() {
    long ms = random.nextInt(1 << random.nextInt(12));
    log("advance", ms);
    tester.clock().advance(Duration.ofMillis(ms));
    keys.forEach(this::removeIfDue);
    if (!isLazy) {
      assertThat(tester.store().size()).isEqualTo(model.size());
    }
  }

  // ---- the model -----------------------------------------------------------------------------

  private void put(String key, String text, long atMs) {
    model.put(key, Item.of(text, atMs));
    removeIfDue(key);
  }

  private void removeIfDue(String key) {
    Item item = model.get(key);
    if (item != null && item.atMs >= 0 && item.atMs <= tester.clock().epochMs()) {
      model.remove(key);
    }
  }

  private void compare(String key) {
    Item item = model.get(key);
    var typed = tester.store().with(LATIN_1, LATIN_1).keys();
    ExpireTime at = typed.expireTime(key);
    if (item == null) {
      assertThat(at.isMissing()).isTrue();
      assertThat(strings.get(key)).isNull();
      assertThat(strings.length(key)).isZero();
      assertThat(typed.encoding(key)).isNull();
      return;
    }
    assertThat(at).isEqualTo(new ExpireTime(item.atMs));
    assertThat(strings.get(key)).isEqualTo(item.text);
    assertThat(strings.length(key)).isEqualTo(item.text.length());
    assertThat(typed.encoding(key)).isEqualTo(item.encoding);
  }

  private static @Nullable String text(@Nullable Item item) {
    return item == null ? null : item.text;
  }

  private static boolean isInteger(String text) {
    if (!INTEGER.matcher(text).matches()) {
      return false;
    }
    try {
      Long.parseLong(text);
      return true;
    } catch (NumberFormatException tooLarge) {
      return false;
    }
  }

  private static boolean isSubsequence(String part, String whole) {
    int found = 0;
    for (int i = 0; i < whole.length() && found < part.length(); i++) {
      found += whole.charAt(i) == part.charAt(found) ? 1 : 0;
    }
    return found == part.length();
  }

  private static boolean isRefused(Expiry expiry) {
    boolean isTimed = expiry.kind() == Expiry.Kind.AFTER || expiry.kind() == Expiry.Kind.AT;
    return isTimed && expiry.ms() <= 0;
  }

  private long atMs(Expiry expiry, @Nullable Item before) {
    return switch (expiry.kind()) {
      case NONE -> -1;
      case KEEP -> before == null ? -1 : before.atMs;
      case AFTER -> tester.clock().epochMs() + expiry.ms();
      case AT -> expiry.ms();
    };
  }

  private static void refused(ThrowingCallable operation, String text) {
    assertThatThrownBy(operation).isInstanceOf(CommandException.class).hasMessage(text);
  }

  // ---- chance --------------------------------------------------------------------------------

  private String value() {
    return switch (random.nextInt(10)) {
      case 0 -> Long.toString(random.nextLong());
      case 1, 2 -> Integer.toString(random.nextInt(2000) - 1000);
      case 3 -> text(40 + random.nextInt(10));
      case 4 -> text(random.nextInt(random.nextInt(20) == 0 ? 200_000 : 3_000));
      case 5 -> "9223372036854775807";
      case 6 -> random.nextInt(100) + ".5";
      case 7 -> "";
      default -> text(random.nextInt(20));
    };
  }

  /** Bytes of every kind, and an x at the end that makes sure it is no number. */
  private String text(int length) {
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length - 1) {
      text.append(
          random.nextInt(4) == 0 ? (char) random.nextInt(256) : (char) ('a' + random.nextInt(3)));
    }
    return length == 0 ? "" : text.append('x').toString();
  }

  private long index(int length) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextLong();
      case 1 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      default -> random.nextInt(2 * length + 3) - length - 1;
    };
  }

  private Expiry expiry() {
    long nowMs = tester.clock().epochMs();
    return switch (random.nextInt(8)) {
      case 0 -> Expiry.keep();
      case 1, 2 -> Expiry.after(Duration.ofMillis(random.nextInt(3000)));
      case 3 -> Expiry.after(Duration.ofMillis(-random.nextInt(10)));
      case 4 -> Expiry.at(Instant.ofEpochMilli(nowMs + random.nextInt(3000) - 500));
      case 5 -> Expiry.at(Instant.ofEpochMilli(Long.MAX_VALUE - random.nextInt(3)));
      default -> Expiry.none();
    };
  }

  private void log(Object... words) {
    log.append('\n');
    for (Object word : words) {
      String text = word.toString();
      log.append(text.length() > 60 ? text.length() + " x " + text.charAt(0) : text).append(' ');
    }
  }
}
