package io.holdfast.encodings.quicklist;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.undo.UndoLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random nodes come and go, at the ends and in the middle, in the index and in an ArrayList. */
class NodeIndexTest {
  @ParameterizedTest
  @CsvSource({
    "1, 60, 2000, 1",
    "2, 2000, 10000, 97",
    "3, 6000, 30000, 4999",
  })
  void nodes_agreeWithArrayList(long seed, int nodes, int steps, int checkEvery) {
    int longer = ModelRun.LONG ? 20 : 1;
    ModelRun.run(ModelRun.seed(seed), longer * steps, () -> new IndexPair(nodes, checkEvery));
  }

  private record Node(int handle, int form, int count, long version) {}

  private static final class IndexPair implements ModelRun.Pair {
    private final NodeIndex index = new NodeIndex(new UndoLog());
    private final List<Node> model = new ArrayList<>();
    private final int nodes;
    private final int checkEvery;
    private int drawn;
    private int step;

    IndexPair(int nodes, int checkEvery) {
      this.nodes = nodes;
      this.checkEvery = checkEvery;
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / nodes % 2 == 0;
      // Mostly about the same place, as insertions into a list are.
      int at = random.nextInt(4) == 0 ? random.nextInt(1_000_000) : 400_000;
      int draw = random.nextInt(10);
      if (draw < (growing ? 8 : 3)) {
        String where = List.of("first", "last", "after", "after").get(drawn / 300 % 4);
        return "add " + at + " " + where + " " + random.nextInt(1 << 20);
      }
      return (draw == 9 ? "change " : "remove ")
          + (random.nextInt(3) == 0 ? 0 : random.nextInt(3) == 0 ? 999_999 : at);
    }

    @Override
    public void apply(String[] words) {
      int at = (int) (Long.parseLong(words[1]) * model.size() / 1_000_000);
      switch (words[0]) {
        case "add" -> add(words[2], at, Integer.parseInt(words[3]));
        case "remove" -> remove(at);
        default -> change(at);
      }
      if (step++ % checkEvery == 0) {
        check();
      }
    }

    private void add(String where, int at, int number) {
      int count = number % 5 == 0 ? 100_000_000 : 1 + number % 100;
      Node node = new Node(number, number & 3, count, number * 0x123456789L);
      int name;
      int expected;
      if (where.equals("first")) {
        expected = 0;
        name = index.addFirst(node.handle, node.form, node.count, node.version);
      } else {
        int behind = where.equals("last") ? model.size() - 1 : Math.min(at, model.size() - 1);
        expected = behind + 1;
        name = index.addAfter(name(behind), node.handle, node.form, node.count, node.version);
      }
      model.add(expected, node);
      assertThat(name).isEqualTo(name(expected));
    }

    private void remove(int at) {
      if (!model.isEmpty()) {
        int following = index.remove(name(at));
        model.remove(at);
        assertThat(following).isEqualTo(at == model.size() ? NodeIndex.NONE : name(at));
      }
    }

    private void change(int at) {
      if (!model.isEmpty()) {
        Node old = model.get(at);
        Node node = new Node(old.handle + 1, old.form ^ 1, old.count + 7, old.version + (1L << 33));
        int name = name(at);
        index.handle(name, node.handle);
        index.form(name, node.form);
        index.addCount(name, 7);
        index.version(name, node.version);
        model.set(at, node);
      }
    }

    /** By a seek that is checked against the model elsewhere. */
    private int name(int ordinal) {
      if (ordinal < 0) {
        return NodeIndex.NONE;
      }
      int name;
      if (ordinal < model.size() / 2) {
        name = index.first();
        for (int i = 0; i < ordinal; i++) {
          name = index.next(name);
        }
      } else {
        name = index.last();
        for (int i = index.nodeCount() - 1; i > ordinal; i--) {
          name = index.prev(name);
        }
      }
      return name;
    }

    private void check() {
      index.checkInvariants();
      assertThat(index.nodeCount()).isEqualTo(model.size());
      long elements = 0;
      int name = index.first();
      for (Node node : model) {
        Node held =
            new Node(index.handle(name), index.form(name), index.count(name), index.version(name));
        assertThat(held).isEqualTo(node);
        long upper = (long) name << Integer.SIZE;
        assertThat(index.seek(elements)).isEqualTo(upper);
        assertThat(index.seek(elements + node.count - 1)).isEqualTo(upper | node.count - 1);
        elements += node.count;
        name = index.next(name);
      }
      assertThat(name).isEqualTo(NodeIndex.NONE);
      assertThat(index.elementCount()).isEqualTo(elements);
      name = index.last();
      for (int i = model.size() - 1; i >= 0; i--) {
        assertThat(index.handle(name) == model.get(i).handle).isTrue();
        name = index.prev(name);
      }
      assertThat(name).isEqualTo(NodeIndex.NONE);
    }
  }
}
