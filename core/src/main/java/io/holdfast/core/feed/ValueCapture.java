package io.holdfast.core.feed;

import io.holdfast.ChangeFilter;
import io.holdfast.KeyType;
import io.holdfast.StoredValue;
import io.holdfast.ValueChange;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.generic.KeyOps;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EntryWitness;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.rdb.DumpPayload;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Keeps what keys held before an operation touched them, until its effect asks what became of them.
 *
 * <pre>
 *  look-up to write  -&gt;  touched: key -&gt; value before        the first look counts
 *  effect            -&gt;  value after; both go with the effect, and the value after is the value
 *                        before of the next effect, as an operation may have several
 *  next effect       -&gt;  what did not change since the last one is forgotten
 *  next command      -&gt;  all is forgotten
 * </pre>
 *
 * <p>Thread: the owner. Memory: the values an operation touches, each as long as a filter allows.
 */
final class ValueCapture implements EntryWitness {
  private final Keyspace keyspace;
  private final int rdbVersion;
  private final Map<Place, Held> touched = new LinkedHashMap<>();
  private List<ChangeFilter> filters = List.of();

  private record Place(int database, ByteRange key) {}

  /** What a key held, and whether anybody has touched it since. */
  private static final class Held {
    Optional<StoredValue> value;
    boolean isTouched = true;

    Held(Optional<StoredValue> value) {
      this.value = value;
    }

    /** Whether a key that holds this now was changed; of long values that touching them changes. */
    boolean differs(Optional<StoredValue> now) {
      boolean isKnown =
          value
              .filter(StoredValue::isTooLong)
              .or(() -> now.filter(StoredValue::isTooLong))
              .isEmpty();
      return isKnown ? !value.equals(now) : isTouched;
    }
  }

  /**
   * A capture for filters that are yet to be named.
   *
   * @param rdbVersion the version of the payloads
   */
  ValueCapture(Keyspace keyspace, int rdbVersion) {
    this.keyspace = keyspace;
    this.rdbVersion = rdbVersion;
  }

  /** Sets whose values are wanted, and how long they may be. */
  void filters(List<ChangeFilter> wanted) {
    filters = wanted;
  }

  // ---- before --------------------------------------------------------------------------------

  @Override
  public void beforeChange(Database db, int handle) {
    ByteRange key = ByteRange.of(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
    int maxBytes = maxBytes(db, key);
    if (maxBytes >= 0 && isFirst(db, key)) {
      touched.put(copied(db, key), new Held(Optional.of(stored(db, handle, maxBytes))));
    }
  }

  private boolean isFirst(Database db, ByteRange key) {
    Held held = touched.get(new Place(db.index(), key));
    if (held != null) {
      held.isTouched = true;
    }
    return held == null;
  }

  @Override
  public void beforeInsert(Database db, byte[] bytes, int offset, int length) {
    ByteRange key = ByteRange.of(bytes, offset, length);
    if (maxBytes(db, key) >= 0 && isFirst(db, key)) {
      touched.put(copied(db, key), new Held(Optional.empty()));
    }
  }

  @Override
  public void commandBegins() {
    touched.clear();
  }

  private static Place copied(Database db, ByteRange key) {
    return new Place(db.index(), ByteRange.of(key.copy()));
  }

  /** How long a value may be to be kept; -1 if nobody wants it. */
  private int maxBytes(Database db, ByteRange key) {
    int most = -1;
    for (int i = 0; i < filters.size(); i++) {
      ChangeFilter filter = filters.get(i);
      if (filter.maxValueBytes() > most
          && filter.acceptsKey(db.index(), key.array(), key.offset(), key.length())) {
        most = filter.maxValueBytes();
      }
    }
    return most;
  }

  private StoredValue stored(Database db, int handle, int maxBytes) {
    long atMs = db.expireAtMs(handle);
    OptionalLong expireAtMs =
        atMs == Database.NO_EXPIRY ? OptionalLong.empty() : OptionalLong.of(atMs);
    KeyType type = KeyOps.type(db, handle);
    return new StoredValue(type, expireAtMs, DumpPayload.of(db, handle, rdbVersion, maxBytes));
  }

  // ---- after ---------------------------------------------------------------------------------

  /**
   * What became of the keys touched since the last effect; those that are as they were left out.
   */
  List<ValueChange> take() {
    if (touched.isEmpty()) {
      return List.of();
    }
    List<ValueChange> changes = new ArrayList<>(touched.size());
    Iterator<Map.Entry<Place, Held>> entries = touched.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Place, Held> entry = entries.next();
      Place place = entry.getKey();
      Held held = entry.getValue();
      Optional<StoredValue> after = now(place);
      if (held.differs(after)) {
        changes.add(new ValueChange(place.database, place.key.array(), held.value, after));
        held.value = after;
        held.isTouched = false;
      } else {
        entries.remove();
      }
    }
    return List.copyOf(changes);
  }

  private Optional<StoredValue> now(Place place) {
    Database db = keyspace.database(place.database);
    int handle = db.lookAt(place.key);
    return handle == 0
        ? Optional.empty()
        : Optional.of(stored(db, handle, maxBytes(db, place.key)));
  }
}
