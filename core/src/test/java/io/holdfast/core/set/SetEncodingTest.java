package io.holdfast.core.set;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a set has which encoding, by the rules of Redis 7.2. */
class SetEncodingTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private void assertEncoding(String key, String encoding) {
    assertThat(tester.run("OBJECT ENCODING " + key)).isEqualTo('"' + encoding + '"');
  }

  /** Numbers from 0, each behind a prefix. */
  private static String numbers(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining(" "));
  }

  @Test
  void integers_areAnIntset_upToTheLimit() {
    tester.run("SADD s 1 -9223372036854775808 9223372036854775807");
    assertEncoding("s", "intset");
    assertThat(tester.run("SMEMBERS s"))
        .isEqualTo("[\"-9223372036854775808\", \"1\", \"9223372036854775807\"]");
    tester.run("SADD full " + numbers("", 512));
    assertEncoding("full", "intset");
    tester.run("SADD full 511");
    assertEncoding("full", "intset");
    tester.run("SADD full 512");
    assertEncoding("full", "hashtable");
    assertThat(tester.run("SCARD full")).isEqualTo(":513");
    tester.run("SREM full " + numbers("", 510));
    assertEncoding("full", "hashtable");
  }

  @Test
  void aText_makesAnIntsetAListpack_inItsOrder() {
    tester.run("SADD s 30 20 10");
    tester.run("SADD s text");
    assertEncoding("s", "listpack");
    tester.run("SADD s 5");
    assertThat(tester.run("SMEMBERS s")).isEqualTo("[\"10\", \"20\", \"30\", \"text\", \"5\"]");
    tester.run("SREM s text");
    assertEncoding("s", "listpack");
  }

  @Test
  void aText_makesALargeIntsetATable() {
    tester.run("SADD few " + numbers("", 127));
    tester.run("SADD few text");
    assertEncoding("few", "listpack");
    tester.run("SADD many " + numbers("", 128));
    tester.run("SADD many text");
    assertEncoding("many", "hashtable");
    assertThat(tester.run("SCARD many")).isEqualTo(":129");
    tester.run("CONFIG SET set-max-listpack-value 5");
    tester.run("SADD long 1 123456");
    tester.run("SADD long x");
    assertEncoding("long", "hashtable");
    tester.run("SADD negative 1 -12345");
    tester.run("SADD negative x");
    assertEncoding("negative", "hashtable");
    tester.run("SADD short 1 -1234");
    tester.run("SADD short x");
    assertEncoding("short", "listpack");
  }

  @Test
  void aListpack_becomesATable_byNumberAndByLength() {
    tester.run("SADD s " + numbers("m", 128));
    assertEncoding("s", "listpack");
    tester.run("SADD s m127");
    assertEncoding("s", "listpack");
    tester.run("SADD s m128");
    assertEncoding("s", "hashtable");
    tester.run("SADD t " + "x".repeat(64));
    assertEncoding("t", "listpack");
    tester.run("SADD t " + "x".repeat(65));
    assertEncoding("t", "hashtable");
    assertThat(tester.run("SISMEMBER t " + "x".repeat(64))).isEqualTo(":1");
    tester.run("SADD u " + "x".repeat(65));
    assertEncoding("u", "hashtable");
  }

  /** Even if most of them are equal, as Redis decides before it looks at them. */
  @Test
  void theNumberOfMembersNamed_decidesToo() {
    tester.run("SADD s " + "1 ".repeat(513));
    assertEncoding("s", "hashtable");
    tester.run("SADD t " + "a ".repeat(129));
    assertEncoding("t", "hashtable");
    tester.run("SADD u a");
    tester.run("SADD u " + "b ".repeat(129));
    assertEncoding("u", "hashtable");
    tester.run("SADD v 1");
    tester.run("SADD v " + "2 ".repeat(513));
    assertEncoding("v", "hashtable");
    tester.run("CONFIG SET set-max-intset-entries 3");
    tester.run("SADD w 1 2 3 1");
    assertEncoding("w", "listpack");
  }

  @Test
  void limits_countForWhatIsChangedAfterwards() {
    tester.run("SADD ints 1 2 3");
    tester.run("SADD texts a b c");
    tester.run("CONFIG SET set-max-intset-entries 0");
    tester.run("CONFIG SET set-max-listpack-entries 0");
    assertEncoding("ints", "intset");
    assertEncoding("texts", "listpack");
    tester.run("SREM ints 1");
    assertEncoding("ints", "intset");
    tester.run("SADD ints 4");
    tester.run("SADD texts a");
    assertEncoding("ints", "hashtable");
    assertEncoding("texts", "hashtable");
  }

  @Test
  void anIntersection_isAsItsSmallestSet_unlessAnIntsetWillDo() {
    tester.run("SADD small 1 2 a");
    tester.run("SADD large 1 2 a " + numbers("m", 200));
    tester.run("SADD larger 1 2 a b " + numbers("m", 250));
    tester.run("SINTERSTORE d small large");
    assertEncoding("d", "listpack");
    assertThat(tester.run("SMEMBERS d")).isEqualTo("[\"1\", \"2\", \"a\"]");
    tester.run("SINTERSTORE d large larger");
    assertEncoding("d", "hashtable");
    tester.run("SREM large " + numbers("m", 200));
    tester.run("SINTERSTORE d large larger");
    assertEncoding("d", "hashtable");
    tester.run("SREM larger a");
    tester.run("SINTERSTORE d large larger");
    assertEncoding("d", "intset");
    assertThat(tester.run("SMEMBERS d")).isEqualTo("[\"1\", \"2\"]");
  }

  @Test
  void aUnion_isAsIfAddedOneByOne() {
    tester.run("SADD ints 3 1 2");
    tester.run("SADD texts b a");
    tester.run("SADD large " + numbers("", 600));
    tester.run("SUNIONSTORE d ints texts");
    assertEncoding("d", "listpack");
    assertThat(tester.run("SMEMBERS d")).isEqualTo("[\"1\", \"2\", \"3\", \"b\", \"a\"]");
    tester.run("SUNIONSTORE d ints ints");
    assertEncoding("d", "intset");
    tester.run("SUNIONSTORE d ints large");
    assertEncoding("d", "hashtable");
    assertThat(tester.run("SCARD d")).isEqualTo(":600");
  }

  /** Of the second way of a difference Redis adds all of the first set, and takes some away. */
  @Test
  void aDifference_isAsIfAddedOneByOne_orAsTheFirstSet() {
    tester.run("SADD texts c b a");
    tester.run("SADD large " + numbers("", 600) + " a");
    tester.run("SDIFFSTORE d texts large");
    assertEncoding("d", "listpack");
    assertThat(tester.run("SMEMBERS d")).isEqualTo("[\"c\", \"b\"]");
    tester.run("SADD one 1");
    tester.run("SDIFFSTORE d large large2 one");
    assertEncoding("d", "hashtable");
    tester.run("SADD most " + numbers("", 599));
    tester.run("SDIFFSTORE d large most");
    assertEncoding("d", "listpack");
    tester.run("SDIFFSTORE d large one one one one one");
    assertEncoding("d", "hashtable");
    assertThat(tester.run("SCARD d")).isEqualTo(":600");
  }
}
