package io.holdfast.bench;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.Strings;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** Something that holds strings by key, in the two forms applications use. */
interface Peer extends AutoCloseable {
  @Nullable String get(String key);

  byte @Nullable [] get(byte[] key);

  void set(String key, String value);

  void set(byte[] key, byte[] value);

  @Override
  default void close() {}

  /** The peer with a name: holdfast, strict, invoker, map, caffeine or jedis. */
  static Peer named(String name) {
    return switch (name) {
      case "holdfast" -> new OfStore(Holdfast.open());
      case "strict" -> new OfStore(Holdfast.builder().eventThreadOnly().open());
      case "invoker" -> new OfStore(Holdfast.builder().invoker().open());
      case "map" -> new OfMap();
      case "caffeine" -> new OfCaffeine();
      case "jedis" -> new OfJedis();
      default -> throw new IllegalArgumentException("no such peer: name=" + name);
    };
  }

  /** Fills the form that is measured; the other stays empty, so that each has the heap alone. */
  default void fill(boolean asText) {
    for (int i : Dataset.order()) {
      if (asText) {
        set(Dataset.text(Dataset.key(i)), Dataset.text(Dataset.value(i)));
      } else {
        set(Dataset.key(i), Dataset.value(i));
      }
    }
  }

  /** A store of ours. */
  final class OfStore implements Peer {
    final Store store;
    private final Strings<String, String> text;
    final Strings<byte[], byte[]> bytes;

    OfStore(Store store) {
      this.store = store;
      this.text = store.strings();
      this.bytes = store.with(Codec.bytes(), Codec.bytes()).strings();
    }

    @Override
    public @Nullable String get(String key) {
      return text.get(key);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return bytes.get(key);
    }

    @Override
    public void set(String key, String value) {
      text.set(key, value);
    }

    @Override
    public void set(byte[] key, byte[] value) {
      bytes.set(key, value);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** A byte[] as a map's key. */
  record BytesKey(byte[] bytes, int hash) {
    BytesKey(byte[] bytes) {
      this(bytes, Arrays.hashCode(bytes));
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof BytesKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** ConcurrentHashMap; it keeps the arrays it is given and hands out the ones it keeps. */
  final class OfMap implements Peer {
    private final ConcurrentHashMap<String, String> text = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<BytesKey, byte[]> bytes = new ConcurrentHashMap<>();

    @Override
    public @Nullable String get(String key) {
      return text.get(key);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return bytes.get(new BytesKey(key));
    }

    @Override
    public void set(String key, String value) {
      text.put(key, value);
    }

    @Override
    public void set(byte[] key, byte[] value) {
      bytes.put(new BytesKey(key), value);
    }
  }

  /** Caffeine, bounded above the number of entries. */
  final class OfCaffeine implements Peer {
    private final Cache<String, String> text =
        Caffeine.newBuilder().maximumSize(Dataset.SIZE * 2L).build();
    private final Cache<BytesKey, byte[]> bytes =
        Caffeine.newBuilder().maximumSize(Dataset.SIZE * 2L).build();

    @Override
    public @Nullable String get(String key) {
      return text.getIfPresent(key);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return bytes.getIfPresent(new BytesKey(key));
    }

    @Override
    public void set(String key, String value) {
      text.put(key, value);
    }

    @Override
    public void set(byte[] key, byte[] value) {
      bytes.put(new BytesKey(key), value);
    }
  }

  /** Jedis, one connection a thread, to the server at -Dholdfast.bench.port on loopback. */
  final class OfJedis implements Peer {
    private final ThreadLocal<Jedis> jedis =
        ThreadLocal.withInitial(
            () -> new Jedis("127.0.0.1", Integer.getInteger("holdfast.bench.port", 6379)));

    @Override
    public @Nullable String get(String key) {
      return jedis.get().get(key);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return jedis.get().get(key);
    }

    @Override
    public void set(String key, String value) {
      jedis.get().set(key, value);
    }

    @Override
    public void set(byte[] key, byte[] value) {
      jedis.get().set(key, value);
    }
  }
}
