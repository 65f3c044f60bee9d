package io.holdfast.core.keyspace;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.IntHashSet;

/**
 * References to elements of one collection, chosen by walking or by chance. What a reference is,
 * the collection knows; it is never 0, and good until the collection changes.
 *
 * <p>Thread: the owner, for one operation.
 */
public final class References {
  /** How many buckets a scan visits for each element of COUNT, lest sparse tables stop it early. */
  private static final int BUCKETS_PER_COUNT = 10;

  /** From this part of the elements on, choosing among all beats drawing until they differ. */
  private static final int CHOOSE_FROM_ALL = 3;

  private final IntArrayList references = new IntArrayList();

  private References() {}

  /** One step of a walk over a collection. */
  @FunctionalInterface
  public interface Scan {
    /** Visits the elements of one bucket and says where to go on; 0 at the end. */
    long step(long cursor, IntConsumer visitor);
  }

  /** None yet. */
  public static References none() {
    return new References();
  }

  /** Every element. */
  public static References all(Consumer<IntConsumer> forEach) {
    References all = new References();
    forEach.accept(all.references::addInt);
    return all;
  }

  /**
   * Draws different elements, each choice with the same chance.
   *
   * @param count how many; all if there are not more
   * @param size how many there are
   * @param random draws one element
   * @param bits the store's random bits
   */
  public static References distinct(
      long count, int size, Consumer<IntConsumer> forEach, IntSupplier random, LongSupplier bits) {
    if (count >= size) {
      return all(forEach);
    }
    if (count * CHOOSE_FROM_ALL > size) {
      References chosen = all(forEach);
      chosen.choose((int) count, bits);
      return chosen;
    }
    References chosen = new References();
    IntHashSet drawn = new IntHashSet((int) count * 2);
    while (drawn.size() < count) {
      int reference = random.getAsInt();
      if (drawn.add(reference)) {
        chosen.references.addInt(reference);
      }
    }
    return chosen;
  }

  /** Keeps some of the references, drawn at random. */
  private void choose(int count, LongSupplier bits) {
    int size = references.size();
    for (int i = 0; i < count; i++) {
      int other = i + (int) Long.remainderUnsigned(bits.getAsLong(), size - i);
      int drawn = references.getInt(other);
      references.setInt(other, references.getInt(i));
      references.setInt(i, drawn);
    }
    while (references.size() > count) {
      references.popInt();
    }
  }

  /**
   * Walks over some buckets of a collection and keeps what is accepted.
   *
   * @param count about how many elements to look at
   * @return where to go on; 0 at the end
   */
  public long scan(long cursor, long count, Scan scan, IntPredicate accepts) {
    long maxBuckets =
        count > Long.MAX_VALUE / BUCKETS_PER_COUNT ? count : count * BUCKETS_PER_COUNT;
    long[] visited = {0};
    IntConsumer visitor =
        reference -> {
          visited[0]++;
          if (accepts.test(reference)) {
            references.addInt(reference);
          }
        };
    long next = cursor;
    long buckets = 0;
    do {
      next = scan.step(next, visitor);
    } while (next != 0 && visited[0] < count && ++buckets < maxBuckets);
    return next;
  }

  /** Keeps another one. */
  public void add(int reference) {
    references.addInt(reference);
  }

  /** Number of references. */
  public int size() {
    return references.size();
  }

  /** The reference with an index. */
  public int get(int index) {
    return references.getInt(index);
  }

  /** Visits them in their order. */
  public void forEach(IntConsumer visitor) {
    for (int i = 0; i < references.size(); i++) {
      visitor.accept(references.getInt(i));
    }
  }
}
