package io.holdfast.core.hash;

import io.holdfast.Codec;
import io.holdfast.Expiry;
import io.holdfast.FieldValue;
import io.holdfast.Hashes;
import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
import io.holdfast.SetOptions;
import io.holdfast.ValueReader;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.element.CollectionFace;
import io.holdfast.core.generic.ScanIterator;
import io.holdfast.core.generic.ScanRequest;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.References;
import io.holdfast.encodings.glob.GlobPattern;
import io.holdfast.encodings.number.DoubleText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The typed door to the hash operations: turns keys, fields and values into bytes, enters, calls,
 * leaves.
 */
public final class HashesFace<K, F, V> extends CollectionFace<K, F> implements Hashes<K, F, V> {
  private final Codec<V> values;
  private final ValueReader<F> fieldDecoder;
  private final ValueReader<V> valueDecoder;

  /** A face of one database. */
  public HashesFace(Door door, Database db, Codec<K> keys, Codec<F> fields, Codec<V> values) {
    super(door, db, keys, fields, FieldExpiryOps.DEADLINES);
    this.values = values;
    this.fieldDecoder = fields::decode;
    this.valueDecoder = values::decode;
  }

  // ---- one field -----------------------------------------------------------------------------

  @Override
  public @Nullable V get(K key, F field) {
    return read(key, field, valueDecoder);
  }

  @Override
  public <R> @Nullable R read(K key, F field, ValueReader<? extends R> reader) {
    ByteRange keyBytes = key(key);
    ByteRange fieldBytes = element(field);
    if (!door.tryEnter()) {
      return door.<@Nullable R>await(() -> readOwned(keyBytes, fieldBytes, reader));
    }
    try {
      return readOwned(keyBytes, fieldBytes, reader);
    } finally {
      door.exit();
    }
  }

  private <R> @Nullable R readOwned(
      ByteRange key, ByteRange field, ValueReader<? extends R> reader) {
    Read<R> read = new Read<>(reader);
    HashOps.get(db, key, field, read);
    return read.result;
  }

  @Override
  public boolean contains(K key, F field) {
    ByteRange keyBytes = key(key);
    ByteRange fieldBytes = element(field);
    return door.call(() -> HashOps.contains(db, keyBytes, fieldBytes));
  }

  @Override
  public long valueLength(K key, F field) {
    ByteRange keyBytes = key(key);
    ByteRange fieldBytes = element(field);
    return door.call(() -> (long) HashOps.valueLength(db, keyBytes, fieldBytes));
  }

  @Override
  public boolean set(K key, F field, V value) {
    ByteRange keyBytes = key(key);
    ByteRanges fieldBytes = ByteRanges.of(elements.encode(field));
    ByteRanges valueBytes = ByteRanges.of(values.encode(value));
    if (!door.tryEnter()) {
      return door.await(() -> HashOps.set(db, keyBytes, fieldBytes, valueBytes)) > 0;
    }
    try {
      return HashOps.set(db, keyBytes, fieldBytes, valueBytes) > 0;
    } finally {
      door.exit();
    }
  }

  @Override
  public boolean setIfAbsent(K key, F field, V value) {
    ByteRange keyBytes = key(key);
    ByteRange fieldBytes = element(field);
    ByteRange valueBytes = ByteRange.of(values.encode(value));
    return door.call(() -> HashOps.setIfAbsent(db, keyBytes, fieldBytes, valueBytes));
  }

  @Override
  public boolean remove(K key, F field) {
    ByteRange keyBytes = key(key);
    ByteRanges fieldBytes = ByteRanges.of(elements.encode(field));
    return door.call(() -> HashOps.remove(db, keyBytes, fieldBytes)) > 0;
  }

  // ---- numbers -------------------------------------------------------------------------------

  @Override
  public long incrBy(K key, F field, long increment) {
    ByteRange keyBytes = key(key);
    ByteRange fieldBytes = element(field);
    if (!door.tryEnter()) {
      return door.await(() -> HashOps.incrBy(db, keyBytes, fieldBytes, increment));
    }
    try {
      return HashOps.incrBy(db, keyBytes, fieldBytes, increment);
    } finally {
      door.exit();
    }
  }

  @Override
  public double incrByFloat(K key, F field, double increment) {
    ByteRange keyBytes = key(key);
    ByteRange fieldBytes = element(field);
    byte[] text = new byte[DoubleText.MAX_LENGTH];
    ByteRange term = ByteRange.of(text, 0, DoubleText.write(increment, text, 0));
    return door.call(
        () -> {
          ByteRange sum = HashOps.incrByFloat(db, keyBytes, fieldBytes, term);
          return DoubleText.parse(sum.array(), sum.offset(), sum.length());
        });
  }

  // ---- several fields ------------------------------------------------------------------------

  @Override
  public List<@Nullable V> getSome(K key, Collection<? extends F> fields) {
    ByteRange keyBytes = key(key);
    ByteRanges fieldBytes = elements(fields);
    return door.call(() -> valuesOf(HashValue.find(db, keyBytes), fieldBytes));
  }

  private List<@Nullable V> valuesOf(HashValue value, ByteRanges fields) {
    List<@Nullable V> found = new ArrayList<>(fields.count());
    for (int i = 0; i < fields.count(); i++) {
      int reference = value.find(fields.range(i));
      found.add(reference == 0 ? null : valueAt(value, reference));
    }
    return found;
  }

  @Override
  public long setAll(K key, Map<? extends F, ? extends V> map) {
    ByteRange keyBytes = key(key);
    List<byte[]> fieldBytes = new ArrayList<>(map.size());
    List<byte[]> valueBytes = new ArrayList<>(map.size());
    map.forEach(
        (field, value) -> {
          fieldBytes.add(elements.encode(field));
          valueBytes.add(values.encode(value));
        });
    if (fieldBytes.isEmpty()) {
      return 0;
    }
    ByteRanges fieldRanges = ranges(fieldBytes);
    ByteRanges valueRanges = ranges(valueBytes);
    return door.call(() -> (long) HashOps.set(db, keyBytes, fieldRanges, valueRanges));
  }

  @Override
  public long remove(K key, Collection<? extends F> fields) {
    ByteRange keyBytes = key(key);
    ByteRanges fieldBytes = elements(fields);
    return door.call(() -> (long) HashOps.remove(db, keyBytes, fieldBytes));
  }

  // ---- all fields ----------------------------------------------------------------------------

  @Override
  public long size(K key) {
    ByteRange keyBytes = key(key);
    return door.call(() -> (long) HashOps.size(db, keyBytes));
  }

  @Override
  public Map<F, V> getAll(K key) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          HashValue value = HashValue.find(db, keyBytes);
          Map<F, V> all = new LinkedHashMap<>(value.size() * 2);
          value.forEach(reference -> all.put(fieldAt(value, reference), valueAt(value, reference)));
          return all;
        });
  }

  @Override
  public List<F> fields(K key) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          HashValue value = HashValue.find(db, keyBytes);
          List<F> all = new ArrayList<>(value.size());
          value.forEach(reference -> all.add(fieldAt(value, reference)));
          return all;
        });
  }

  @Override
  public List<V> values(K key) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          HashValue value = HashValue.find(db, keyBytes);
          List<V> all = new ArrayList<>(value.size());
          value.forEach(reference -> all.add(valueAt(value, reference)));
          return all;
        });
  }

  @Override
  public @Nullable F randomField(K key) {
    ByteRange keyBytes = key(key);
    return door.<@Nullable F>call(
        () -> {
          HashValue value = HashValue.find(db, keyBytes);
          return value.size() == 0 ? null : fieldAt(value, value.random());
        });
  }

  @Override
  public List<F> randomFields(K key, int count) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          HashValue value = HashValue.find(db, keyBytes);
          List<F> drawn = new ArrayList<>();
          value.draw(count, reference -> drawn.add(fieldAt(value, reference)));
          return drawn;
        });
  }

  @Override
  public List<FieldValue<F, V>> randomEntries(K key, int count) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          HashValue value = HashValue.find(db, keyBytes);
          List<FieldValue<F, V>> drawn = new ArrayList<>();
          value.draw(count, reference -> drawn.add(entryAt(value, reference)));
          return drawn;
        });
  }

  // ---- values with deadlines -----------------------------------------------------------------

  @Override
  public boolean setAll(K key, Map<? extends F, ? extends V> map, SetOptions options) {
    ByteRange keyBytes = key(key);
    List<byte[]> fieldBytes = new ArrayList<>(map.size());
    List<byte[]> valueBytes = new ArrayList<>(map.size());
    map.forEach(
        (field, value) -> {
          fieldBytes.add(elements.encode(field));
          valueBytes.add(values.encode(value));
        });
    if (fieldBytes.isEmpty()) {
      return true;
    }
    ByteRanges fieldRanges = ranges(fieldBytes);
    ByteRanges valueRanges = ranges(valueBytes);
    return door.call(
        () -> {
          long atMs = expireAtMs(options.expiry(), "hsetex");
          return FieldExpiryOps.set(
              db, keyBytes, fieldRanges, valueRanges, options.condition(), atMs);
        });
  }

  @Override
  public List<@Nullable V> getEx(K key, Collection<? extends F> fields, Expiry expiry) {
    ByteRange keyBytes = key(key);
    ByteRanges fieldBytes = elements(fields);
    return door.call(
        () -> {
          long atMs = expireAtMs(expiry, "hgetex");
          HashValue value = HashValue.findForWrite(db, keyBytes);
          List<@Nullable V> found = valuesOf(value, fieldBytes);
          FieldExpiryOps.DEADLINES.change(db, value, fieldBytes, atMs);
          return found;
        });
  }

  private long expireAtMs(Expiry expiry, String command) {
    return FieldOptions.expireAtMs(expiry, db.keyspace().nowMs(), command);
  }

  @Override
  public List<@Nullable V> getDel(K key, Collection<? extends F> fields) {
    ByteRange keyBytes = key(key);
    ByteRanges fieldBytes = elements(fields);
    return door.call(
        () -> {
          List<@Nullable V> found = valuesOf(HashValue.findForWrite(db, keyBytes), fieldBytes);
          HashOps.remove(db, keyBytes, fieldBytes);
          return found;
        });
  }

  // ---- walking -------------------------------------------------------------------------------

  @Override
  public Stream<FieldValue<F, V>> scan(K key, ScanOptions options) {
    ByteRange keyBytes = key(key);
    ScanRequest request = request(options);
    return ScanIterator.stream(cursor -> scan(keyBytes, request.from(cursor), this::entryAt));
  }

  @Override
  public ScanPage<FieldValue<F, V>> scan(K key, long cursor, ScanOptions options) {
    return scan(key(key), request(options).from(cursor), this::entryAt);
  }

  @Override
  public Stream<F> scanFields(K key, ScanOptions options) {
    ByteRange keyBytes = key(key);
    ScanRequest request = request(options);
    return ScanIterator.stream(cursor -> scan(keyBytes, request.from(cursor), this::fieldAt));
  }

  private <T> ScanPage<T> scan(ByteRange key, ScanRequest request, Decoder<T> decoder) {
    return door.call(
        () -> {
          HashValue value = HashValue.find(db, key);
          References found = References.none();
          long next = value.scan(request, found);
          List<T> items = new ArrayList<>(found.size());
          found.forEach(reference -> items.add(decoder.at(value, reference)));
          return new ScanPage<>(next, items);
        });
  }

  private static ScanRequest request(ScanOptions options) {
    options
        .type()
        .ifPresent(
            type -> {
              throw new IllegalArgumentException("a field has no type of key: type=" + type);
            });
    GlobPattern pattern = options.pattern().map(GlobPattern::compile).orElse(null);
    return new ScanRequest(0, pattern, options.count(), null, true);
  }

  // ---- bytes ---------------------------------------------------------------------------------

  /** Makes what the application sees of a field. */
  @FunctionalInterface
  private interface Decoder<T> {
    T at(HashValue value, int reference);
  }

  private FieldValue<F, V> entryAt(HashValue value, int reference) {
    return new FieldValue<>(fieldAt(value, reference), valueAt(value, reference));
  }

  private F fieldAt(HashValue value, int reference) {
    Read<F> read = new Read<>(fieldDecoder);
    value.show(reference, read);
    return read.result();
  }

  private V valueAt(HashValue value, int reference) {
    Read<V> read = new Read<>(valueDecoder);
    value.value(reference, read);
    return read.result();
  }

  /** Keeps what a reader made of the bytes it was shown. */
  private static final class Read<R> implements BytesVisitor {
    private final ValueReader<? extends R> reader;
    private @Nullable R result;

    Read(ValueReader<? extends R> reader) {
      this.reader = reader;
    }

    @Override
    public void visit(byte[] bytes, int offset, int length) {
      result = reader.read(bytes, offset, length);
    }

    R result() {
      return Objects.requireNonNull(result);
    }
  }
}
