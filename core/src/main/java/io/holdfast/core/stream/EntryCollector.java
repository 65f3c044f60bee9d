package io.holdfast.core.stream;

import io.holdfast.Codec;
import io.holdfast.FieldValue;
import io.holdfast.StreamEntry;
import io.holdfast.StreamId;
import io.holdfast.core.codec.BytesCopy;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.stream.StreamIterator;
import java.util.ArrayList;
import java.util.List;

/** Makes Java values of entries. */
final class EntryCollector<F, V> implements EntryVisitor {
  private final Codec<F> fieldCodec;
  private final Codec<V> valueCodec;
  private final List<StreamEntry<F, V>> entries = new ArrayList<>();

  EntryCollector(Codec<F> fieldCodec, Codec<V> valueCodec) {
    this.fieldCodec = fieldCodec;
    this.valueCodec = valueCodec;
  }

  /** What was collected. */
  List<StreamEntry<F, V>> entries() {
    return entries;
  }

  /** Collects what an iterator comes to, so many entries at most. */
  void take(StreamIterator iterator, long most) {
    for (long i = 0; i < most && iterator.next(); i++) {
      visit(iterator);
    }
  }

  @Override
  public void visit(StreamIterator entry) {
    List<FieldValue<F, V>> fields = new ArrayList<>(entry.fieldCount());
    while (entry.nextField()) {
      fields.add(
          new FieldValue<>(
              decode(fieldCodec, entry, entry.field()), decode(valueCodec, entry, entry.value())));
    }
    entries.add(new StreamEntry<>(new StreamId(entry.ms(), entry.seq()), fields));
  }

  private static <T> T decode(Codec<T> codec, StreamIterator entry, int position) {
    BytesCopy copy = new BytesCopy();
    Listpacks.visit(entry.bytes(), entry.at(), position, copy);
    byte[] bytes = copy.bytes();
    return codec.decode(bytes, 0, bytes.length);
  }

  @Override
  public void visitDeleted(long ms, long seq) {
    entries.add(new StreamEntry<>(new StreamId(ms, seq), List.of()));
  }
}
