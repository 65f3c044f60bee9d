package io.holdfast.core.generic;

import io.holdfast.ScanPage;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a scan finds, one element after another; asks for the next page when one is used up.
 *
 * <p>Thread: one at a time.
 */
public final class ScanIterator<T> implements Iterator<T> {
  private final LongFunction<ScanPage<T>> step;
  private Iterator<T> page = Collections.emptyIterator();
  private long cursor;
  private boolean isComplete;

  private ScanIterator(LongFunction<ScanPage<T>> step) {
    this.step = step;
  }

  /**
   * A scan as a stream, which takes its steps as it is consumed.
   *
   * @param step finds the page behind a cursor
   */
  public static <T> Stream<T> stream(LongFunction<ScanPage<T>> step) {
    int characteristics = Spliterator.NONNULL | Spliterator.ORDERED;
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new ScanIterator<>(step), characteristics), false);
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && !isComplete) {
      ScanPage<T> next = step.apply(cursor);
      page = next.items().iterator();
      cursor = next.cursor();
      isComplete = next.isLast();
    }
    return page.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the scan is complete");
    }
    return page.next();
  }
}
