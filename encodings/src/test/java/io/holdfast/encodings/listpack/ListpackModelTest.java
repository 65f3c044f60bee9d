package io.holdfast.encodings.listpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random edits of a listpack and of an ArrayList, compared byte for byte after each. */
class ListpackModelTest {
  private static final int AT = 13;
  private static final int BEHIND = 17;
  private static final byte GUARD = 0x5A;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void edits_makeTheBytesOfTheDescription(long seed) {
    int runs = ModelRun.LONG ? 200 : 1;
    for (int run = 0; run < runs; run++) {
      ModelRun.run(ModelRun.seed(seed) + 100L * run, 2_000, ListAndListpack::new);
    }
  }

  /** A listpack among other bytes, as long as it must be and no longer. */
  private static final class ListAndListpack implements ModelRun.Pair {
    private final List<byte[]> model = new ArrayList<>();
    private byte[] bytes = new byte[AT + Listpack.EMPTY_BYTES + BEHIND];

    ListAndListpack() {
      Arrays.fill(bytes, GUARD);
      Listpack.create(bytes, AT);
    }

    @Override
    public String draw(Random random) {
      String index = " " + random.nextInt(1_000);
      String element = " " + Elements.draw(random);
      return switch (random.nextInt(14)) {
        case 0, 1 -> "append" + element;
        case 2 -> "prepend" + element;
        case 3, 4 -> "insert" + index + element;
        case 5 -> "insertAfter" + index + element;
        case 6, 7 -> "replace" + index + element;
        case 8, 9 -> "remove" + index;
        case 10 -> "removeMany" + index + " " + random.nextInt(random.nextInt(20) + 1);
        case 11 -> "split" + index;
        case 12 -> "find" + index + " " + random.nextInt(4) + element;
        default -> "swap" + index;
      };
    }

    @Override
    public void apply(String[] words) {
      String last = words[words.length - 1];
      int number = words.length > 1 && words[0].matches("append|prepend") ? 0 : number(words);
      switch (words[0]) {
        case "append" -> insert(model.size(), Elements.bytes(last), false);
        case "prepend" -> insert(0, Elements.bytes(last), false);
        case "insert" -> insert(number % (model.size() + 1), Elements.bytes(last), false);
        case "insertAfter" -> insert(number % (model.size() + 1), Elements.bytes(last), true);
        case "replace" -> replace(number, Elements.bytes(last));
        case "remove" -> remove(number);
        case "removeMany" -> removeMany(number % (model.size() + 1), Integer.parseInt(last));
        case "split" -> split(number % (model.size() + 1));
        case "swap" -> swap(number % (model.size() + 1));
        default -> find(number, Integer.parseInt(words[2]), Elements.bytes(last));
      }
      check();
    }

    private static int number(String[] words) {
      return Integer.parseInt(words[1]);
    }

    private void insert(int index, byte[] element, boolean after) {
      boolean asLong = Elements.isLong(element) && index % 2 == 0;
      long value = asLong ? Elements.longOf(element) : 0;
      resize(
          asLong
              ? Listpack.bytesAfterInsert(bytes, AT, value)
              : Listpack.bytesAfterInsert(bytes, AT, element, 0, element.length));
      int position = position(index);
      if (after && index > 0) {
        position = Listpack.after(bytes, AT, position(index - 1));
      }
      if (asLong) {
        if (index == model.size()) {
          Listpack.append(bytes, AT, value);
        } else if (index == 0) {
          Listpack.prepend(bytes, AT, value);
        } else {
          Listpack.insert(bytes, AT, position, value);
        }
      } else if (index == model.size()) {
        Listpack.append(bytes, AT, element, 0, element.length);
      } else if (index == 0) {
        Listpack.prepend(bytes, AT, element, 0, element.length);
      } else {
        Listpack.insert(bytes, AT, position, element, 0, element.length);
      }
      model.add(index, element);
    }

    private void replace(int number, byte[] element) {
      if (model.isEmpty()) {
        return;
      }
      int index = number % model.size();
      int position = position(index);
      boolean asLong = Elements.isLong(element) && index % 2 == 0;
      long value = asLong ? Elements.longOf(element) : 0;
      int needed =
          asLong
              ? Listpack.bytesAfterReplace(bytes, AT, position, value)
              : Listpack.bytesAfterReplace(bytes, AT, position, element, 0, element.length);
      if (needed > Listpack.bytes(bytes, AT)) {
        resize(needed);
      }
      if (asLong) {
        Listpack.replace(bytes, AT, position, value);
      } else {
        Listpack.replace(bytes, AT, position, element, 0, element.length);
      }
      model.set(index, element);
      resize(needed);
    }

    private void remove(int number) {
      if (model.isEmpty()) {
        return;
      }
      int index = number % model.size();
      int position = position(index);
      model.remove(index);
      int next = Listpack.remove(bytes, AT, position);
      assertThat(next).isEqualTo(index == model.size() ? Listpack.NONE : position);
      resize(Listpack.bytes(bytes, AT));
    }

    private void removeMany(int index, int count) {
      int removed = Math.min(count, model.size() - index);
      int position = Listpack.seek(bytes, AT, index);
      assertThat(Listpack.remove(bytes, AT, position, count)).isEqualTo(removed);
      model.subList(index, index + removed).clear();
      resize(Listpack.bytes(bytes, AT));
    }

    /** Cuts in two, puts the parts together again. */
    private void split(int index) {
      int to = Listpack.end(bytes, AT);
      int from = position(index);
      byte[] tail = new byte[Listpack.bytesOfRange(from, to)];
      Listpack.copyRange(bytes, AT, from, to, model.size() - index, tail, 0);
      assertThat(tail).isEqualTo(Elements.listpack(model.subList(index, model.size())));
      Listpack.removeRange(bytes, AT, from, to, model.size() - index);
      byte[] head = Arrays.copyOfRange(bytes, AT, AT + Listpack.bytes(bytes, AT));
      assertThat(head).isEqualTo(Elements.listpack(model.subList(0, index)));
      resize(Listpack.bytesAfterMerge(bytes, AT, tail, 0));
      Listpack.appendAll(bytes, AT, tail, 0);
    }

    /** Cuts in two, puts the second part first. */
    private void swap(int index) {
      int from = position(index);
      byte[] head = new byte[Listpack.bytesOfRange(Listpack.HEADER_BYTES, from)];
      Listpack.copyRange(bytes, AT, Listpack.HEADER_BYTES, from, index, head, 0);
      Listpack.removeRange(bytes, AT, Listpack.HEADER_BYTES, from, index);
      byte[] tail = Arrays.copyOfRange(bytes, AT, AT + Listpack.bytes(bytes, AT));
      resize(Listpack.EMPTY_BYTES);
      Listpack.create(bytes, AT);
      resize(Listpack.bytes(head, 0));
      Listpack.prependAll(bytes, AT, head, 0);
      resize(Listpack.bytesAfterMerge(bytes, AT, tail, 0));
      Listpack.prependAll(bytes, AT, tail, 0);
      List<byte[]> moved = new ArrayList<>(model.subList(index, model.size()));
      moved.addAll(model.subList(0, index));
      model.clear();
      model.addAll(moved);
    }

    private void find(int number, int skip, byte[] element) {
      int start = model.isEmpty() ? 0 : number % model.size();
      byte[] wanted = model.isEmpty() || number % 3 == 0 ? element : model.get(number % 7 % size());
      int expected = Listpack.NONE;
      for (int i = start; i < model.size() && expected == Listpack.NONE; i += skip + 1) {
        if (Arrays.equals(model.get(i), wanted)) {
          expected = position(i);
        }
      }
      byte[] among = new byte[wanted.length + 2];
      System.arraycopy(wanted, 0, among, 1, wanted.length);
      int from = Listpack.seek(bytes, AT, start);
      assertThat(Listpack.find(bytes, AT, from, skip, among, 1, wanted.length)).isEqualTo(expected);
    }

    private int size() {
      return model.size();
    }

    /** By walking, as a check on seek. */
    private int position(int index) {
      int position = Listpack.HEADER_BYTES;
      for (int i = 0; i < index; i++) {
        position = Listpack.after(bytes, AT, position);
      }
      return position;
    }

    private void resize(int length) {
      byte[] resized = new byte[AT + length + BEHIND];
      Arrays.fill(resized, GUARD);
      System.arraycopy(bytes, 0, resized, 0, Math.min(bytes.length, resized.length) - BEHIND);
      bytes = resized;
    }

    private void check() {
      byte[] expected = Elements.listpack(model);
      assertThat(Listpack.bytes(bytes, AT)).isEqualTo(expected.length);
      assertThat(Arrays.copyOfRange(bytes, AT, AT + expected.length)).isEqualTo(expected);
      for (int i = 0; i < BEHIND; i++) {
        assertThat(bytes[AT + expected.length + i]).isEqualTo(GUARD);
        assertThat(bytes[Math.min(i, AT - 1)]).isEqualTo(GUARD);
      }
      assertThat(ListpackCheck.entries(bytes, AT, expected.length)).isEqualTo(model.size());
      assertThat(Listpack.count(bytes, AT)).isEqualTo(model.size());
      checkElements();
    }

    private void checkElements() {
      int position = Listpack.first(bytes, AT);
      int previous = Listpack.NONE;
      for (int i = 0; i < model.size(); i++) {
        byte[] element = model.get(i);
        assertThat(Listpack.prev(bytes, AT, position)).isEqualTo(previous);
        if (i < 3 || i > model.size() - 3 || i == model.size() / 2) {
          assertThat(Listpack.seek(bytes, AT, i)).isEqualTo(position);
          assertThat(Listpack.seek(bytes, AT, i - model.size())).isEqualTo(position);
        }
        byte[] text = new byte[element.length];
        assertThat(Listpack.textLength(bytes, AT, position)).isEqualTo(element.length);
        assertThat(Listpack.copyText(bytes, AT, position, text, 0)).isEqualTo(element.length);
        assertThat(text).isEqualTo(element);
        previous = position;
        position = Listpack.next(bytes, AT, position);
      }
      assertThat(position).isEqualTo(Listpack.NONE);
      assertThat(Listpack.last(bytes, AT)).isEqualTo(previous);
      assertThat(Listpack.seek(bytes, AT, model.size())).isEqualTo(Listpack.NONE);
      assertThat(Listpack.seek(bytes, AT, -1 - model.size())).isEqualTo(Listpack.NONE);
      assertThat(Listpack.isEmpty(bytes, AT)).isEqualTo(model.isEmpty());
    }
  }
}
