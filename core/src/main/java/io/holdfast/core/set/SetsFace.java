package io.holdfast.core.set;

import io.holdfast.Codec;
import io.holdfast.ScanOptions;
import io.holdfast.ScanPage;
import io.holdfast.Sets;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The typed door to the set operations: turns keys and members into bytes, enters, calls, leaves.
 */
public final class SetsFace<K, V> extends CollectionFace<K, V> implements Sets<K, V> {
  /** A face of one database. */
  public SetsFace(Door door, Database db, Codec<K> keys, Codec<V> members) {
    super(door, db, keys, members, SetExpiryCommands.DEADLINES);
  }

  // ---- one member ----------------------------------------------------------------------------

  @Override
  public boolean add(K key, V member) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = ByteRanges.of(elements.encode(member));
    if (!door.tryEnter()) {
      return door.await(() -> SetOps.add(db, keyBytes, memberBytes)) > 0;
    }
    try {
      return SetOps.add(db, keyBytes, memberBytes) > 0;
    } finally {
      door.exit();
    }
  }

  @Override
  public boolean remove(K key, V member) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = ByteRanges.of(elements.encode(member));
    if (!door.tryEnter()) {
      return door.await(() -> SetOps.remove(db, keyBytes, memberBytes)) > 0;
    }
    try {
      return SetOps.remove(db, keyBytes, memberBytes) > 0;
    } finally {
      door.exit();
    }
  }

  @Override
  public boolean contains(K key, V member) {
    ByteRange keyBytes = key(key);
    ByteRange memberBytes = element(member);
    if (!door.tryEnter()) {
      return door.await(() -> SetOps.contains(db, keyBytes, memberBytes));
    }
    try {
      return SetOps.contains(db, keyBytes, memberBytes);
    } finally {
      door.exit();
    }
  }

  @Override
  public boolean move(K source, K destination, V member) {
    ByteRange from = key(source);
    ByteRange to = key(destination);
    ByteRange memberBytes = element(member);
    return door.call(() -> SetOps.move(db, from, to, memberBytes));
  }

  // ---- several members -----------------------------------------------------------------------

  @Override
  public long add(K key, Collection<? extends V> members) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = elements(members);
    return door.call(() -> (long) SetOps.add(db, keyBytes, memberBytes));
  }

  @Override
  public long remove(K key, Collection<? extends V> members) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = elements(members);
    return door.call(() -> (long) SetOps.remove(db, keyBytes, memberBytes));
  }

  @Override
  public List<Boolean> contains(K key, Collection<? extends V> members) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = elements(members);
    return door.call(
        () -> {
          SetValue value = SetValue.find(db, keyBytes);
          List<Boolean> found = new ArrayList<>(memberBytes.count());
          for (int i = 0; i < memberBytes.count(); i++) {
            found.add(value.find(memberBytes.range(i)) != 0);
          }
          return found;
        });
  }

  // ---- the whole set -------------------------------------------------------------------------

  @Override
  public long size(K key) {
    ByteRange keyBytes = key(key);
    return door.call(() -> (long) SetOps.size(db, keyBytes));
  }

  @Override
  public Set<V> members(K key) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          SetValue value = SetValue.find(db, keyBytes);
          Set<V> all = newSet(value.size());
          BytesVisitor add = addTo(all);
          value.forEach(reference -> value.show(reference, add));
          return all;
        });
  }

  // ---- chance --------------------------------------------------------------------------------

  @Override
  public @Nullable V pop(K key) {
    ByteRange keyBytes = key(key);
    Decoded popped = new Decoded();
    if (!door.tryEnter()) {
      door.await(() -> SetOps.pop(db, keyBytes, popped));
      return popped.member;
    }
    try {
      SetOps.pop(db, keyBytes, popped);
      return popped.member;
    } finally {
      door.exit();
    }
  }

  @Override
  public Set<V> pop(K key, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count must not be negative: count=" + count);
    }
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          // Decoded when the operation is over: a codec that fails must not leave it half done.
          List<byte[]> popped = new ArrayList<>();
          SetOps.pop(
              db,
              keyBytes,
              count,
              size -> {},
              (bytes, offset, length) ->
                  popped.add(Arrays.copyOfRange(bytes, offset, offset + length)));
          Set<V> decoded = newSet(popped.size());
          popped.forEach(bytes -> decoded.add(elements.decode(bytes, 0, bytes.length)));
          return decoded;
        });
  }

  @Override
  public @Nullable V randomMember(K key) {
    ByteRange keyBytes = key(key);
    return door.<@Nullable V>call(
        () -> {
          SetValue value = SetValue.find(db, keyBytes);
          Decoded drawn = new Decoded();
          if (value.size() > 0) {
            value.show(value.random(), drawn);
          }
          return drawn.member;
        });
  }

  @Override
  public List<V> randomMembers(K key, int count) {
    ByteRange keyBytes = key(key);
    return door.call(
        () -> {
          SetValue value = SetValue.find(db, keyBytes);
          List<V> drawn = new ArrayList<>();
          BytesVisitor add = addTo(drawn);
          value.draw(count, reference -> value.show(reference, add));
          return drawn;
        });
  }

  // ---- several sets --------------------------------------------------------------------------

  @Override
  public Set<V> intersect(Collection<? extends K> keys) {
    ByteRanges keyBytes = someKeys(keys);
    return door.call(() -> decode(SetAlgebra.intersection(SetAlgebra.find(db, keyBytes))));
  }

  @Override
  public long intersectStore(K destination, Collection<? extends K> keys) {
    ByteRange to = key(destination);
    ByteRanges keyBytes = someKeys(keys);
    return door.call(() -> (long) StoreOps.intersection(db, to, keyBytes));
  }

  @Override
  public long intersectSize(Collection<? extends K> keys) {
    return intersectSize(keys, SetAlgebra.ALL);
  }

  @Override
  public long intersectSize(Collection<? extends K> keys, long limit) {
    checkLimit(limit);
    ByteRanges keyBytes = someKeys(keys);
    return door.call(() -> SetAlgebra.intersectionSize(SetAlgebra.find(db, keyBytes), limit));
  }

  @Override
  public Set<V> union(Collection<? extends K> keys) {
    ByteRanges keyBytes = someKeys(keys);
    return door.call(
        () -> {
          try (Union union = SetAlgebra.union(db, SetAlgebra.find(db, keyBytes))) {
            return decode(union);
          }
        });
  }

  @Override
  public long unionStore(K destination, Collection<? extends K> keys) {
    ByteRange to = key(destination);
    ByteRanges keyBytes = someKeys(keys);
    return door.call(() -> (long) StoreOps.union(db, to, keyBytes));
  }

  @Override
  public long unionSize(Collection<? extends K> keys) {
    return unionSize(keys, SetAlgebra.ALL);
  }

  @Override
  public long unionSize(Collection<? extends K> keys, long limit) {
    checkLimit(limit);
    ByteRanges keyBytes = someKeys(keys);
    return door.call(() -> SetAlgebra.unionSize(db, SetAlgebra.find(db, keyBytes), limit));
  }

  @Override
  public long approximateUnionSize(Collection<? extends K> keys) {
    ByteRanges keyBytes = someKeys(keys);
    return door.call(
        () -> SetAlgebra.approximateUnionSize(SetAlgebra.find(db, keyBytes), SetAlgebra.ALL));
  }

  @Override
  public Set<V> diff(K key, Collection<? extends K> others) {
    ByteRanges keyBytes = keys(key, others);
    return door.call(() -> decode(SetAlgebra.difference(SetAlgebra.find(db, keyBytes))));
  }

  @Override
  public long diffStore(K destination, K key, Collection<? extends K> others) {
    ByteRange to = key(destination);
    ByteRanges keyBytes = keys(key, others);
    return door.call(() -> (long) StoreOps.difference(db, to, keyBytes));
  }

  @Override
  public long diffSize(K key, Collection<? extends K> others) {
    return diffSize(key, others, SetAlgebra.ALL);
  }

  @Override
  public long diffSize(K key, Collection<? extends K> others, long limit) {
    checkLimit(limit);
    ByteRanges keyBytes = keys(key, others);
    return door.call(() -> SetAlgebra.differenceSize(SetAlgebra.find(db, keyBytes), limit));
  }

  private static void checkLimit(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must not be negative: limit=" + limit);
    }
  }

  // ---- walking -------------------------------------------------------------------------------

  @Override
  public Stream<V> scan(K key, ScanOptions options) {
    ByteRange keyBytes = key(key);
    ScanRequest request = request(options);
    return ScanIterator.stream(cursor -> scan(keyBytes, request.from(cursor)));
  }

  @Override
  public ScanPage<V> scan(K key, long cursor, ScanOptions options) {
    return scan(key(key), request(options).from(cursor));
  }

  private ScanPage<V> scan(ByteRange key, ScanRequest request) {
    return door.call(
        () -> {
          SetValue value = SetValue.find(db, key);
          References found = References.none();
          long next = value.scan(request, found);
          List<V> items = new ArrayList<>(found.size());
          BytesVisitor add = addTo(items);
          found.forEach(reference -> value.show(reference, add));
          return new ScanPage<>(next, items);
        });
  }

  private static ScanRequest request(ScanOptions options) {
    options
        .type()
        .ifPresent(
            type -> {
              throw new IllegalArgumentException("a member has no type of key: type=" + type);
            });
    GlobPattern pattern = options.pattern().map(GlobPattern::compile).orElse(null);
    return new ScanRequest(0, pattern, options.count(), null, true);
  }

  // ---- bytes ---------------------------------------------------------------------------------

  private ByteRanges someKeys(Collection<? extends K> some) {
    if (some.isEmpty()) {
      throw new IllegalArgumentException("one key at least: keys=0");
    }
    return encode(keys, some);
  }

  private ByteRanges keys(K first, Collection<? extends K> others) {
    List<byte[]> bytes = new ArrayList<>(others.size() + 1);
    bytes.add(keys.encode(first));
    others.forEach(key -> bytes.add(keys.encode(key)));
    return ranges(bytes);
  }

  private Set<V> decode(SetResult result) {
    Set<V> all = newSet(result.size());
    result.forEach(addTo(all));
    return all;
  }

  private static <V> Set<V> newSet(int size) {
    return new LinkedHashSet<>((int) Math.min(Integer.MAX_VALUE, size * 3L / 2 + 1));
  }

  private BytesVisitor addTo(Collection<V> target) {
    return (bytes, offset, length) -> target.add(elements.decode(bytes, offset, length));
  }

  /** A member as the application sees it; null until one was shown. */
  private final class Decoded implements BytesVisitor {
    private @Nullable V member;

    @Override
    public void visit(byte[] bytes, int offset, int length) {
      member = elements.decode(bytes, offset, length);
    }
  }
}
