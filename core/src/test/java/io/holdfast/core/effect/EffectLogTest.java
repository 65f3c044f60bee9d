package io.holdfast.core.effect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.spi.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EffectLogTest {
  private static final byte[] SET = bytes("SET");

  private final EffectLog log = new EffectLog();
  private final Sink sink = new Sink();
  private final List<Effect> heard = new ArrayList<>();

  /** Keeps what it received as text: database, whether in a unit, the bytes. */
  private static final class Sink implements EffectSink {
    final List<String> effects = new ArrayList<>();
    final List<Integer> parts = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private int count;

    @Override
    public void begins(int database, boolean isInUnit) {
      assertThat(current).isEmpty();
      current.append(database).append(isInUnit ? " in " : " ");
      count = 0;
    }

    @Override
    public void bytes(byte[] array, int offset, int length) {
      current.append(new String(array, offset, length, ISO_8859_1));
      count++;
    }

    @Override
    public void ends() {
      effects.add(current.toString());
      parts.add(count);
      current.setLength(0);
    }
  }

  @Test
  void effect_isARequestForSinks_andWordsForListeners() {
    listen();
    log.write(SET, ByteRange.of(bytes("-key-"), 1, 3)).add(-17).add(0.1).emit(3);
    assertThat(sink.effects)
        .containsExactly("3 *4\r\n$3\r\nSET\r\n$3\r\nkey\r\n$3\r\n-17\r\n$3\r\n0.1\r\n");
    assertThat(words(heard.get(0))).containsExactly("SET", "key", "-17", "0.1");
    assertThat(heard.get(0).database()).isEqualTo(3);
  }

  @Test
  void wordsOfAnyBytes_comeBackAsTheyWere() {
    listen();
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      List<byte[]> words = new ArrayList<>();
      for (int i = 1 + random.nextInt(1 << random.nextInt(8)); i > 0; i--) {
        byte[] word = new byte[random.nextInt(1 << random.nextInt(10))];
        random.nextBytes(word);
        words.add(word);
      }
      log.log(0, words);
      assertThat(heard.get(round).command()).as("round %d", round).containsExactlyElementsOf(words);
      assertThat(sink.effects.get(round)).as("round %d", round).isEqualTo("0 " + request(words));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void longEffect_comesInParts_ofWholeWords(int longWords) {
    listen();
    List<byte[]> words = new ArrayList<>(List.of(SET));
    for (int i = 0; i < longWords; i++) {
      words.add(new byte[EffectWriter.PART_BYTES * 2 / 3]);
    }
    log.log(0, words);
    assertThat(sink.parts).containsExactly(longWords);
    assertThat(sink.effects).containsExactly("0 " + request(words));
    assertThat(heard.get(0).command()).containsExactlyElementsOf(words);
    log.write(SET).emit(0);
    assertThat(sink.effects).endsWith("0 *1\r\n$3\r\nSET\r\n");
  }

  @Test
  void wordLongerThanAPart_isNotDivided() {
    listen();
    List<byte[]> words = List.of(SET, new byte[3 * EffectWriter.PART_BYTES], bytes("x"));
    log.log(0, words);
    assertThat(sink.parts).containsExactly(3);
    assertThat(sink.effects).containsExactly("0 " + request(words));
    assertThat(heard.get(0).command()).containsExactlyElementsOf(words);
  }

  @Test
  void leftOut_isNotThere() {
    listen();
    ByteRanges members = ByteRanges.of(bytes("a"), bytes("b"), bytes("c"));
    LeftOut leftOut = new LeftOut();
    leftOut.add(1);
    log.write(SET).addAll(members, leftOut).emit(0);
    log.write(SET).addAll(members, new LeftOut()).emit(0);
    assertThat(words(heard.get(0))).containsExactly("SET", "a", "c");
    assertThat(words(heard.get(1))).containsExactly("SET", "a", "b", "c");
  }

  @Test
  void leftOut_areThoseThatWereAdded() {
    LeftOut leftOut = new LeftOut();
    for (int i = 0; i < 200; i += 7) {
      leftOut.add(i);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(leftOut.contains(i)).as("index %d", i).isEqualTo(i % 7 == 0);
    }
  }

  @Test
  void unit_isEnclosed_ifItHadAnEffect() {
    listen();
    log.beginUnit();
    log.endUnit(0);
    log.beginUnit();
    log.beginUnit();
    log.write(SET).emit(2);
    log.endUnit(2);
    log.write(SET).emit(2);
    log.endUnit(2);
    assertThat(sink.effects)
        .containsExactly(
            "2 *1\r\n$5\r\nMULTI\r\n",
            "2 in *1\r\n$3\r\nSET\r\n",
            "2 in *1\r\n$3\r\nSET\r\n",
            "2 in *1\r\n$4\r\nEXEC\r\n");
    assertThat(heard).extracting(Effect::name).containsExactly("MULTI", "SET", "SET", "EXEC");
    assertThat(heard).extracting(Effect::sequence).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void whatIsHeldBack_isToldAtItsRelease_asItWas() {
    listen();
    byte[] key = bytes("a");
    log.heldBack().begin();
    log.write(SET).add(key).emit(0);
    key[0] = 'b';
    log.write(SET).add(key).emit(1);
    assertThat(sink.effects).isEmpty();
    log.heldBack().release();
    assertThat(sink.effects)
        .containsExactly("0 *2\r\n$3\r\nSET\r\n$1\r\na\r\n", "1 *2\r\n$3\r\nSET\r\n$1\r\nb\r\n");
    assertThat(heard).extracting(Effect::sequence).containsExactly(1L, 2L);
  }

  @Test
  void sinkAlone_keepsTheLogActive_andCounts() {
    assertThat(log.isActive()).isFalse();
    log.addSink(sink);
    assertThat(log.isActive()).isTrue();
    log.write(SET).emit(0);
    assertThat(log.sequence()).isEqualTo(1);
    log.removeSink(sink);
    assertThat(log.isActive()).isFalse();
    assertThat(log.sequence()).as("what happens now is a gap").isEqualTo(2);
    log.write(SET).emit(0);
    assertThat(log.sequence()).isEqualTo(2);
  }

  @Test
  void twoEffectsAtOnce_areAMistake() {
    log.write(SET);
    assertThatThrownBy(() -> log.write(SET)).isInstanceOf(AssertionError.class);
  }

  private void listen() {
    log.addSink(sink);
    log.addListener(heard::add);
  }

  private static List<String> words(Effect effect) {
    return effect.command().stream().map(word -> new String(word, ISO_8859_1)).toList();
  }

  private static String request(List<byte[]> words) {
    return words.stream()
        .map(word -> "$" + word.length + "\r\n" + new String(word, ISO_8859_1) + "\r\n")
        .collect(Collectors.joining("", "*" + words.size() + "\r\n", ""));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
