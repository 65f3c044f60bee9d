package io.holdfast.core.sort;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.OtherType;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SORT and SORT_RO on every type and encoding that has elements: options, replies, refusals. */
class SortCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  // ---- where elements lie --------------------------------------------------------------------

  /** 600 numbers, or 5, make each type large, or leave it small. */
  @ParameterizedTest
  @CsvSource({
    "RPUSH, 5, listpack",
    "RPUSH, 3000, quicklist",
    "SADD, 5, intset",
    "SADD, 600, hashtable",
    "ZADD, 5, listpack",
    "ZADD, 600, skiplist"
  })
  void everyEncoding_isSorted(String verb, int size, String encoding) {
    List<Integer> numbers = shuffled(size);
    for (int number : numbers) {
      tester.run(verb + " k " + (verb.equals("ZADD") ? size - number + " " : "") + number);
    }
    assertThat(tester.run("OBJECT ENCODING k")).isEqualTo('"' + encoding + '"');
    assertThat(tester.run("SORT k")).isEqualTo(replyOf(IntStream.range(0, size)));
    assertThat(tester.run("SORT_RO k LIMIT 1 3")).isEqualTo("[\"1\", \"2\", \"3\"]");
    assertThat(tester.run("SORT k DESC LIMIT 0 1")).isEqualTo("[\"" + (size - 1) + "\"]");
    assertThat(tester.run("SORT k DESC STORE k")).isEqualTo(":" + size);
    assertThat(tester.run("LRANGE k 0 1"))
        .isEqualTo("[\"" + (size - 1) + "\", \"" + (size - 2) + "\"]");
  }

  @Test
  void aSetOfWords_isSortedByBytes() {
    tester.run("SADD s b a C");
    assertThat(tester.run("OBJECT ENCODING s")).isEqualTo("\"listpack\"");
    assertThat(tester.run("SORT s ALPHA")).isEqualTo("[\"C\", \"a\", \"b\"]");
  }

  private static List<Integer> shuffled(int size) {
    List<Integer> numbers = IntStream.range(0, size).boxed().collect(Collectors.toList());
    Collections.shuffle(numbers, new Random(size));
    return numbers;
  }

  private static String replyOf(IntStream numbers) {
    return numbers.mapToObj(i -> "\"" + i + '"').collect(Collectors.joining(", ", "[", "]"));
  }

  // ---- order ---------------------------------------------------------------------------------

  @Test
  void equalNumbers_areOrderedByBytes_andEqualBytesStay() {
    tester.script(
        """
        RPUSH l 1.0 1 01 0x1
        SORT l
            ["01", "0x1", "1", "1.0"]
        SORT l DESC
            ["1.0", "1", "0x1", "01"]
        SORT l BY missing_* ALPHA
            ["1.0", "1", "01", "0x1"]
        SORT l BY missing_* ALPHA DESC
            ["1.0", "1", "01", "0x1"]
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "5, before",
    "' 5', before",
    "+5, before",
    "5., before",
    "0x5, before",
    "'', before",
    "-inf, before",
    "15, after",
    "1.5e1, after",
    "infinity, after",
    "0x1p4, after"
  })
  void aWeight_isReadAsCReadsIt(String weight, String place) {
    tester.run("RPUSH l a b");
    tester.run("MSET w_a \"" + weight + "\" w_b 10");
    assertThat(tester.run("SORT l BY w_*"))
        .isEqualTo(place.equals("before") ? "[\"a\", \"b\"]" : "[\"b\", \"a\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "5 ", " ", "nan", "5e", ".", "0x", "1e400", "1e-400", "5d", "1_0"})
  void aWeightThatIsNoNumber_isRefused(String weight) {
    tester.run("RPUSH l a b");
    tester.run("SET w_a \"" + weight + '"');
    tester.script(
        """
        SORT l BY w_*
            -ERR One or more scores can't be converted into double
        SORT l BY w_* STORE d
            -ERR One or more scores can't be converted into double
        EXISTS d
            :0
        SORT l BY w_* ALPHA
            ["b", "a"]
        SET w_a 1
        SORT l BY w_*
            ["b", "a"]
        """);
  }

  @Test
  void aZeroByte_endsANumber_butNotBytes() {
    tester.script(
        """
        RPUSH l "3\\x00a" "1\\x00b" "2"
        SORT l
            ["1\\x00b", "2", "3\\x00a"]
        DEL l
        RPUSH l "a\\x00b" "a\\x00a" "a"
        SORT l ALPHA
            ["a", "a\\x00a", "a\\x00b"]
        """);
  }

  @Test
  void unorderedOnce_isUnorderedForGood() {
    tester.script(
        """
        RPUSH l 3 1 2
        SORT l BY nosort
            ["3", "1", "2"]
        SORT l BY nosort BY *
            ["3", "1", "2"]
        SORT l BY * BY nosort
            ["3", "1", "2"]
        SORT l BY nosort DESC
            ["2", "1", "3"]
        SORT l BY nosort DESC LIMIT 1 5
            ["1", "3"]
        ZADD z 1 c 2 b 3 a
        SORT z BY nosort LIMIT 1 1
            ["b"]
        SORT z BY nosort DESC LIMIT 0 2
            ["a", "b"]
        SORT z BY nosort LIMIT 3 1
            []
        SADD s 3 1 2
        SORT s BY nosort DESC LIMIT 1 5
            ["2", "3"]
        """);
  }

  @Test
  void anUnorderedSet_isStoredInOrder() {
    tester.script(
        """
        SADD s b c a
        SORT s BY nosort STORE d
            :3
        LRANGE d 0 -1
            ["a", "b", "c"]
        SORT s BY nosort DESC LIMIT 0 2 STORE d
            :2
        LRANGE d 0 -1
            ["c", "b"]
        """);
  }

  // ---- other keys ----------------------------------------------------------------------------

  @Test
  void patterns() {
    tester.script(
        """
        RPUSH l a
        MSET w_a 1 w_a_x 2 a 3 w_b 4
        HSET h_a f 5 f->g 6
        HSET h_a_x f 7
        SORT l BY nosort GET w_* GET w_*_x GET * GET # GET #* GET **
            ["1", "2", "3", "a", nil, nil]
        SORT l BY nosort GET h_*->f GET h_*_x->f GET h_*->f->g GET h_*->none GET h_*-> GET h_*
            ["5", "7", "6", nil, nil, nil]
        SORT l BY nosort GET none_* GET none_*->f GET w_*->f GET nostar GET h_a->f
            [nil, nil, nil, nil, nil]
        """);
    OtherType.put(tester, "t_a");
    assertThat(tester.run("SORT l BY nosort GET t_* GET t_*->f")).isEqualTo("[nil, nil]");
    tester.resp3();
    assertThat(tester.run("SORT l BY nosort GET none_*")).isEqualTo("[null]");
  }

  @Test
  void fieldsOfALargeHash_areFound_untilTheyAreDue() {
    tester.run("RPUSH l a b");
    tester.run("HSET h_a f 2 g 1");
    tester.run("HSET h_b f 1");
    tester.run("HPEXPIRE h_a 100 FIELDS 1 f");
    assertThat(tester.run("SORT l BY h_*->f GET # GET h_*->f"))
        .isEqualTo("[\"b\", \"1\", \"a\", \"2\"]");
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    tester.clock().advance(Duration.ofMillis(101));
    assertThat(tester.run("SORT l BY h_*->f GET # GET h_*->f"))
        .isEqualTo("[\"a\", nil, \"b\", \"1\"]");
  }

  @Test
  void keysThatExpired_areMissing() {
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    tester.run("RPUSH l a b");
    tester.run("SET w_a 9 PX 100");
    tester.run("SET w_b 5");
    assertThat(tester.run("SORT l BY w_*")).isEqualTo("[\"b\", \"a\"]");
    tester.clock().advance(Duration.ofMillis(101));
    assertThat(tester.run("SORT l BY w_* GET w_*")).isEqualTo("[nil, \"5\"]");
    tester.run("PEXPIRE l 100");
    tester.clock().advance(Duration.ofMillis(101));
    assertThat(tester.run("SORT l BY w_*")).isEqualTo("[]");
  }

  // ---- STORE ---------------------------------------------------------------------------------

  @Test
  void storing_replacesWhateverThereWas() {
    tester.script(
        """
        RPUSH l 3 1 2
        SET d v EX 100
        SORT l STORE d
            :3
        TTL d
            :-1
        OBJECT ENCODING d
            "listpack"
        SORT l GET none_* GET # STORE d
            :6
        LRANGE d 0 -1
            ["", "1", "", "2", "", "3"]
        SORT l STORE x STORE l
            :3
        LRANGE l 0 -1
            ["1", "2", "3"]
        EXISTS x
            :0
        SORT l LIMIT 9 1 STORE d
            :0
        EXISTS d
            :0
        SORT missing STORE l
            :0
        EXISTS l
            :0
        """);
  }

  @Test
  void storingOverALargeValue_givesItBack() {
    for (int i = 0; i < 3000; i++) {
      tester.run("RPUSH large element:" + i);
    }
    tester.run("SORT large ALPHA LIMIT 0 2 STORE large");
    assertThat(tester.run("LRANGE large 0 -1")).isEqualTo("[\"element:0\", \"element:1\"]");
    tester.clock().advance(Duration.ofSeconds(1));
    assertThat(tester.engine().keyspace().hasDropped()).isFalse();
  }

  // ---- refusals ------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SORT l FOO",
        "SORT l BY",
        "SORT l GET",
        "SORT l GET # GET",
        "SORT l STORE",
        "SORT l LIMIT",
        "SORT l LIMIT 1",
        "SORT_RO l STORE d"
      })
  void brokenOptions_areRefused(String command) {
    assertThat(tester.run(command)).isEqualTo("-ERR syntax error");
  }

  @Test
  void otherRefusals() {
    tester.script(
        """
        SORT
            -ERR wrong number of arguments for 'sort' command
        SORT_RO
            -ERR wrong number of arguments for 'sort_ro' command
        SORT l LIMIT a 1
            -ERR value is not an integer or out of range
        SORT l LIMIT 0 99999999999999999999
            -ERR value is not an integer or out of range
        SET s v
        SORT s
            -WRONGTYPE Operation against a key holding the wrong kind of value
        SORT s BY nosort STORE d
            -WRONGTYPE Operation against a key holding the wrong kind of value
        HSET h f v
        SORT_RO h
            -WRONGTYPE Operation against a key holding the wrong kind of value
        """);
  }

  @Test
  void getKeys_findsTheDestination() {
    tester.script(
        """
        COMMAND GETKEYS SORT l BY STORE GET STORE LIMIT STORE x STORE d STORE e
            ["l", "e"]
        COMMAND GETKEYS SORT l STORE
            ["l"]
        COMMAND GETKEYSANDFLAGS SORT l BY w_* STORE d
            [["l", [+RO, +access]], ["d", [+OW, +update]]]
        COMMAND GETKEYSANDFLAGS SORT_RO l BY w_*
            [["l", [+RO, +access]]]
        """);
  }
}
