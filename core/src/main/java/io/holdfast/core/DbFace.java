package io.holdfast.core;

import io.holdfast.Bitmaps;
import io.holdfast.Codec;
import io.holdfast.Db;
import io.holdfast.Geo;
import io.holdfast.Hashes;
import io.holdfast.HyperLogLogs;
import io.holdfast.Keys;
import io.holdfast.Lists;
import io.holdfast.PubSub;
import io.holdfast.Sets;
import io.holdfast.SortedSets;
import io.holdfast.Streams;
import io.holdfast.Strings;
import io.holdfast.core.bitmap.BitmapsFace;
import io.holdfast.core.config.Directives;
import io.holdfast.core.generic.DatabaseOps;
import io.holdfast.core.generic.KeysFace;
import io.holdfast.core.geo.GeoFace;
import io.holdfast.core.hash.HashesFace;
import io.holdfast.core.hyperloglog.HyperLogLogsFace;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.list.ListsFace;
import io.holdfast.core.pubsub.PubSubFace;
import io.holdfast.core.set.SetsFace;
import io.holdfast.core.sortedset.SortedSetsFace;
import io.holdfast.core.stream.StreamsFace;
import io.holdfast.core.string.StringsFace;

/** The typed faces of one database, for one pair of codecs. */
class DbFace<K, V> implements Db<K, V> {
  private final Engine engine;
  private final Codec<K> keyCodec;
  private final Codec<V> valueCodec;
  private final Database database;
  private final StringsFace<K, V> strings;
  private final HashesFace<K, K, V> hashes;
  private final ListsFace<K, V> lists;
  private final SetsFace<K, V> sets;
  private final SortedSetsFace<K, V> sortedSets;
  private final GeoFace<K, V> geo;
  private final StreamsFace<K, K, V> streams;
  private final KeysFace<K> keys;
  private final BitmapsFace<K> bitmaps;
  private final HyperLogLogsFace<K, V> hyperLogLogs;
  private final PubSubFace<K, V> pubSub;

  DbFace(Engine engine, int index, Codec<K> keyCodec, Codec<V> valueCodec) {
    this.engine = engine;
    this.keyCodec = keyCodec;
    this.valueCodec = valueCodec;
    this.database = engine.keyspace().database(index);
    this.strings = new StringsFace<>(engine.door(), database, keyCodec, valueCodec);
    this.hashes = new HashesFace<>(engine.door(), database, keyCodec, keyCodec, valueCodec);
    this.lists = new ListsFace<>(engine.door(), database, keyCodec, valueCodec);
    this.sets = new SetsFace<>(engine.door(), database, keyCodec, valueCodec);
    this.sortedSets = new SortedSetsFace<>(engine.door(), database, keyCodec, valueCodec);
    this.geo = new GeoFace<>(engine.door(), database, keyCodec, valueCodec);
    this.streams = new StreamsFace<>(engine.door(), database, keyCodec, keyCodec, valueCodec);
    this.keys = new KeysFace<>(engine.door(), database, keyCodec, this::rdbVersion);
    this.bitmaps = new BitmapsFace<>(engine.door(), database, keyCodec);
    this.hyperLogLogs = new HyperLogLogsFace<>(engine.door(), database, keyCodec, valueCodec);
    this.pubSub =
        new PubSubFace<>(
            engine.door(), engine.channels(), engine.mailboxes(), database, keyCodec, valueCodec);
  }

  @Override
  public Strings<K, V> strings() {
    return strings;
  }

  @Override
  public Hashes<K, K, V> hashes() {
    return hashes;
  }

  @Override
  public <F> Hashes<K, F, V> hashes(Codec<F> fields) {
    return new HashesFace<>(engine.door(), database, keyCodec, fields, valueCodec);
  }

  @Override
  public Lists<K, V> lists() {
    return lists;
  }

  @Override
  public Bitmaps<K> bitmaps() {
    return bitmaps;
  }

  @Override
  public Sets<K, V> sets() {
    return sets;
  }

  @Override
  public HyperLogLogs<K, V> hyperLogLogs() {
    return hyperLogLogs;
  }

  @Override
  public SortedSets<K, V> sortedSets() {
    return sortedSets;
  }

  @Override
  public Geo<K, V> geo() {
    return geo;
  }

  @Override
  public Streams<K, K, V> streams() {
    return streams;
  }

  @Override
  public <F> Streams<K, F, V> streams(Codec<F> fields) {
    return new StreamsFace<>(engine.door(), database, keyCodec, fields, valueCodec);
  }

  @Override
  public Keys<K> keys() {
    return keys;
  }

  @Override
  public PubSub<K, V> pubSub() {
    return pubSub;
  }

  @Override
  public int index() {
    return database.index();
  }

  @Override
  public long size() {
    return engine.door().call(database::size);
  }

  @Override
  public void flush() {
    engine.door().run(() -> DatabaseOps.flush(database));
  }

  @Override
  public <A, B> Db<A, B> with(Codec<A> keys, Codec<B> values) {
    return new DbFace<>(engine, database.index(), keys, values);
  }

  @Override
  public Db<K, V> select(int index) {
    DatabaseOps.database(engine.keyspace(), index);
    return new DbFace<>(engine, index, keyCodec, valueCodec);
  }

  private int rdbVersion() {
    return Math.toIntExact(engine.config().get(Directives.RDB_VERSION));
  }

  Engine engine() {
    return engine;
  }
}
