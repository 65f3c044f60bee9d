package io.holdfast.core.keyspace;

import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.chunk.LargeValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A large value as it was when a {@link DatabaseImage} began, until it has been read. Till then it
 * is the value's listener, and keeps its blocks from being given back.
 *
 * <p>Thread: the owner.
 *
 * @param <P> what the reader makes of a value
 */
public final class ValueImage<P extends ChangeListener> implements ChangeListener {
  private final DatabaseImage<P> image;
  private final LargeValue value;
  private final P parts;

  /** The value, if its entry has gone, and what was cut off it. */
  private final List<LargeValue> dropped = new ArrayList<>(0);

  ValueImage(DatabaseImage<P> image, LargeValue value, P parts) {
    this.image = image;
    this.value = value;
    this.parts = parts;
  }

  /** What the reader made of the value: it knows each chunk before its first change. */
  public P parts() {
    return parts;
  }

  /** The value was read: whatever happens to it now is no matter. */
  public void close() {
    image.closed(this);
  }

  @Override
  public void beforeChange(Chunked structure, long chunk) {
    try {
      parts.beforeChange(structure, chunk);
    } catch (RuntimeException | Error e) {
      image.failed(e); // and not the operation that is about to change it
    }
  }

  @Override
  public void beforeChange(Chunked structure) {
    try {
      parts.beforeChange(structure);
    } catch (RuntimeException | Error e) {
      image.failed(e);
    }
  }

  LargeValue value() {
    return value;
  }

  /** The value is needed by nobody else, or a part of it that was cut off. */
  void dropped(LargeValue valueOrPart) {
    dropped.add(valueOrPart);
  }

  List<LargeValue> dropped() {
    return dropped;
  }
}
