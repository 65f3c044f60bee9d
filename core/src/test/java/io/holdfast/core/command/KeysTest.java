package io.holdfast.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.KeySpec.AfterKeyword;
import io.holdfast.core.command.KeySpec.AtIndex;
import io.holdfast.core.command.KeySpec.Counted;
import io.holdfast.core.command.KeySpec.Range;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeysTest {
  @Test
  void range_countsFromTheFirstKey() {
    assertThat(keys("LCS a b IDX", KeySpec.range("RO", 1, 1, 1))).contains("a b");
    assertThat(keys("OBJECT FREQ a", KeySpec.range("RO", 2, 0, 1))).contains("a");
  }

  @Test
  void negativeLastKey_countsFromTheEnd() {
    assertThat(keys("DEL a b c", KeySpec.range("RM", 1, -1, 1))).contains("a b c");
    assertThat(keys("MSET a 1 b 2", KeySpec.range("OW", 1, -1, 2))).contains("a b");
    assertThat(keys("MSET a 1 b", KeySpec.range("OW", 1, -1, 2))).contains("a b");
    assertThat(keys("BLPOP a b 0", KeySpec.range("RW", 1, -2, 1))).contains("a b");
  }

  @Test
  void keyword_isSearchedForwards() {
    KeySpec streams = KeySpec.of("RO", new AfterKeyword("STREAMS", 1), new Range(-1, 1, 2));
    assertThat(keys("XREAD COUNT 1 streams a b 0 0", streams)).contains("a b");
    assertThat(keys("XREAD COUNT 1", streams)).isEmpty();
    assertThat(keys("XREAD STREAMS", streams)).isEmpty();
  }

  @Test
  void keyword_isSearchedBackwards() {
    KeySpec keys = KeySpec.of("RO", new AfterKeyword("KEYS", -2), new Range(-1, 1, 0));
    assertThat(keys("MIGRATE h p x KEYS a KEYS b", keys)).contains("b");
    assertThat(keys("MIGRATE h p x 0 100", keys)).isEmpty();
  }

  @Test
  void counted_takesAsManyAsItSays() {
    KeySpec counted = KeySpec.counted("RO", 1);
    assertThat(keys("ZUNION 2 a b WITHSCORES", counted)).contains("a b");
    assertThat(keys("EVAL s 2 a b c", KeySpec.counted("RW", 2))).contains("a b");
    assertThat(keys("ZUNION 3 a b", counted)).isEmpty();
    assertThat(keys("ZUNION x a b", counted)).isEmpty();
    assertThat(keys("ZUNION -1 a b", counted)).isEmpty();
    assertThat(keys("ZUNION 9223372036854775807 a b", counted)).isEmpty();
    assertThat(keys("ZUNION", counted)).isEmpty();
    KeySpec spread = KeySpec.of("RO", new AtIndex(1), new Counted(0, 2, 2));
    assertThat(keys("X 2 - a - b", spread)).contains("a b");
  }

  @Test
  void severalSpecs_addUp() {
    KeySpec destination = KeySpec.range("OW UPDATE", 1, 0, 1);
    assertThat(keys("ZUNIONSTORE d 2 a b", destination, KeySpec.counted("RO", 2)))
        .contains("d a b");
  }

  private static Optional<String> keys(String line, KeySpec... specs) {
    Command.Builder builder = Command.named("X").arity(-1).handler((args, session, reply) -> {});
    for (KeySpec spec : specs) {
      builder.keys(spec);
    }
    CommandArgs args = CommandArgs.of(line.split(" "));
    Optional<List<Keys.Found>> found = Keys.find(builder.build(), args);
    return found.map(
        keys -> String.join(" ", keys.stream().map(key -> args.string(key.index())).toList()));
  }
}
