package io.holdfast.core.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.Reply;
import io.holdfast.encodings.glob.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void emptyDatabase_isOnePage() {
    tester.script("SCAN 0\n  [\"0\", []]\nSET k v\nSCAN 0\n  [\"0\", [\"k\"]]\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 10, 100, 1000, 1_000_000})
  void everyKey_isFound(int count) {
    fill(3000);
    assertThat(scan("COUNT " + count)).hasSize(3000);
  }

  @Test
  void count_boundsThePage() {
    fill(20_000);
    long pages = 0;
    String cursor = "0";
    do {
      Page page = page(cursor, "COUNT 50");
      assertThat(page.keys.size()).isBetween(0, 50 + 60);
      cursor = page.cursor;
      pages++;
    } while (!cursor.equals("0"));
    assertThat(pages).isBetween(150L, 400L);
  }

  @Test
  void count_boundsTheBucketsOfAStepThatFindsLittle() {
    fill(20_000);
    for (int i = 0; i < 20_000; i++) {
      if (i % 5 != 0) {
        tester.run("DEL key:" + i);
      }
    }
    assertThat(scan("COUNT 5")).hasSize(4000);
  }

  @Test
  void match_andType_filterWhatIsReturned() {
    fill(200);
    assertThat(scan("MATCH key:1?")).hasSize(10);
    assertThat(scan("match key:1[0-4] count 3 type string")).hasSize(5);
    assertThat(scan("TYPE STRING")).hasSize(200);
    assertThat(scan("TYPE list")).isEmpty();
    assertThat(scan("TYPE nosuchtype")).isEmpty();
    assertThat(scan("TYPE list TYPE string MATCH x MATCH *")).hasSize(200);
  }

  @Test
  void expiredKeys_areDeletedWhereMet_keysLeavesThem() {
    tester.script("SET a 1\nSET b 2\nPEXPIRE b 5\n  :1\n");
    tester.effects();
    tester.events();
    var db = tester.session().database();
    tester.engine().keyspace().time(tester.clock().epochMs() + 5);
    assertThat(new KeyWalk(db, KeyFilter.ALL).all().size()).isEqualTo(1);
    assertThat(db.size()).isEqualTo(2);
    KeyWalk unrelated = new KeyWalk(db, new KeyFilter(GlobPattern.compile(new byte[] {'a'}), null));
    assertThat(unrelated.step(0, 10)).isZero();
    assertThat(db.size()).isEqualTo(2);
    KeyWalk walk = new KeyWalk(db, KeyFilter.ALL);
    assertThat(walk.step(0, 10)).isZero();
    assertThat(walk.found().size()).isEqualTo(1);
    assertThat(db.size()).isEqualTo(1);
    assertThat(tester.effects()).containsExactly("DEL b");
    assertThat(tester.events()).containsExactly("0:expired:b");
  }

  @Test
  void badCursorsAndOptions_areRefused() {
    tester.script(
        """
        SCAN x
            -ERR invalid cursor
        SCAN " 0"
            -ERR invalid cursor
        SCAN 0x
            -ERR invalid cursor
        SCAN -
            -ERR invalid cursor
        SCAN +
            -ERR invalid cursor
        SCAN --1
            -ERR invalid cursor
        SCAN 18446744073709551616
            -ERR invalid cursor
        SCAN 99999999999999999999
            -ERR invalid cursor
        SCAN 184467440737095516150
            -ERR invalid cursor
        SCAN 18446744073709551615
            ["0", []]
        SCAN ""
            ["0", []]
        SCAN -1
            ["0", []]
        SCAN +0
            ["0", []]
        SCAN 00
            ["0", []]
        SCAN "0\\x00x"
            ["0", []]
        SCAN 0 COUNT
            -ERR syntax error
        SCAN 0 COUNT 0
            -ERR syntax error
        SCAN 0 COUNT -1
            -ERR syntax error
        SCAN 0 COUNT x
            -ERR value is not an integer or out of range
        SCAN 0 COUNT 9223372036854775807
            ["0", []]
        SCAN 0 MATCH
            -ERR syntax error
        SCAN 0 TYPE
            -ERR syntax error
        SCAN 0 BLAH x
            -ERR syntax error
        SCAN x COUNT x
            -ERR invalid cursor
        """);
  }

  @Test
  void cursorsFromNowhere_areHarmless() {
    fill(1000);
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      Page page = page(Long.toUnsignedString(random.nextLong() >>> random.nextInt(64)), "");
      assertThat(Long.parseUnsignedLong(page.cursor)).isNotNegative();
    }
  }

  /** The promise of SCAN, whatever is added and deleted while it runs, growing or shrinking. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keysThatStay_areReturned_whateverHappensMeanwhile(long seed) {
    Random random = new Random(seed);
    Set<String> staying = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      staying.add("stays:" + i);
      tester.run("SET stays:" + i + " v");
    }
    List<String> others = new ArrayList<>();
    int start = random.nextBoolean() ? 6000 : 0;
    for (int i = 0; i < start; i++) {
      tester.run("SET other:" + i + " v");
      others.add("other:" + i);
    }
    boolean grows = start == 0;
    int next = start;
    Set<String> found = new HashSet<>();
    String cursor = "0";
    do {
      Page page = page(cursor, "COUNT " + (1 + random.nextInt(20)));
      found.addAll(page.keys);
      cursor = page.cursor;
      for (int i = random.nextInt(200); i > 0; i--) {
        if (random.nextInt(8) != 0 == grows) {
          tester.run("SET other:" + next + " v");
          others.add("other:" + next++);
        } else if (!others.isEmpty()) {
          tester.run("DEL " + others.remove(random.nextInt(others.size())));
        }
      }
      String touched = "stays:" + random.nextInt(300);
      tester.run("SET " + touched + " " + "v".repeat(random.nextInt(100)));
      tester.run("EXPIRE " + touched + " 1000");
    } while (!cursor.equals("0"));
    assertThat(found).as("seed=%d", seed).containsAll(staying);
  }

  @Test
  void keys_listsWhatMatches() {
    tester.script("KEYS *\n  []\n");
    fill(50);
    tester.script("SET \"\" v\nKEYS \"\"\n  [\"\"]\nKEYS key:7\n  [\"key:7\"]\nKEYS KEY:7\n  []\n");
    assertThat(keys("*")).hasSize(51);
    // As in Redis, a pattern of stars alone is more than "everything" only when it is one star.
    assertThat(keys("**")).hasSize(50);
    assertThat(keys("key:1*")).hasSize(11);
  }

  private List<String> keys(String pattern) {
    return strings(((Reply.Array) tester.reply(bytes("KEYS"), bytes(pattern))).elements());
  }

  private void fill(int count) {
    for (int i = 0; i < count; i++) {
      tester.run("SET key:" + i + " v");
    }
  }

  private record Page(String cursor, List<String> keys) {}

  private Set<String> scan(String options) {
    Set<String> found = new HashSet<>();
    String cursor = "0";
    do {
      Page page = page(cursor, options);
      found.addAll(page.keys);
      cursor = page.cursor;
    } while (!cursor.equals("0"));
    return found;
  }

  private Page page(String cursor, String options) {
    List<byte[]> words = new ArrayList<>(List.of(bytes("SCAN"), bytes(cursor)));
    for (String word : options.split(" ", -1)) {
      if (!word.isEmpty()) {
        words.add(bytes(word));
      }
    }
    Reply.Array reply = (Reply.Array) tester.reply(words.toArray(byte[][]::new));
    List<Reply> keys = ((Reply.Array) reply.elements().get(1)).elements();
    return new Page(strings(reply.elements().subList(0, 1)).get(0), strings(keys));
  }

  private static List<String> strings(List<Reply> bulks) {
    return bulks.stream()
        .map(bulk -> new String(((Reply.Bulk) bulk).bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
