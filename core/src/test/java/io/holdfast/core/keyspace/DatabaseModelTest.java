package io.holdfast.core.keyspace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.effect.EffectLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on a keyspace and on plain maps; everything there is to see must agree. */
class DatabaseModelTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int DATABASES = 3;
  private static final long START_MS = 1_767_225_600_000L;

  private static final class Item {
    int type;
    int encoding;
    byte[] value = {};
    long atMs = Database.NO_EXPIRY;
    int access;

    Item copy() {
      Item copy = new Item();
      copy.type = type;
      copy.encoding = encoding;
      copy.value = value;
      copy.atMs = atMs;
      copy.access = access;
      return copy;
    }
  }

  private static final class Watch implements Watcher {
    final int database;
    final String key;
    boolean isTold;
    boolean shouldBeTold;

    Watch(int database, String key) {
      this.database = database;
      this.key = key;
    }

    @Override
    public void onWatchedKeyChanged() {
      isTold = true;
    }
  }

  private Random random = new Random(0);
  private List<String> keys = List.of();
  private Keyspace keyspace = new Keyspace(1, () -> 0, new EffectLog(), () -> 0);
  private final List<Map<String, Item>> model = new ArrayList<>();
  private final List<Watch> watches = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();
  private final List<String> effects = new ArrayList<>();
  private final List<String> expectedEffects = new ArrayList<>();
  private final StringBuilder log = new StringBuilder();
  private long nowMs;
  private long hits;
  private long misses;
  private long expired;
  private long changes;

  private boolean isLfu;

  static long[] seeds() {
    return Model.seeds(LONG ? 400 : 10);
  }

  static long[] fewSeeds() {
    return Model.seeds(LONG ? 20 : 1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void fewKeys_ofAllLengths(long seed) {
    List<String> few = new ArrayList<>(List.of("", "a", "b", "c", "user:1", "user:2", "\0\u00ff"));
    few.add("k".repeat(255));
    few.add("k".repeat(256));
    few.add("l".repeat(3000));
    run(seed, few, 500, 1);
  }

  @ParameterizedTest
  @MethodSource("fewSeeds")
  void manyKeys(long seed) {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      many.add("key:" + i);
    }
    run(seed, many, LONG ? 20_000 : 8_000, 500);
  }

  private void run(long seed, List<String> population, int steps, int checkEvery) {
    random = new Random(seed);
    keys = population;
    nowMs = START_MS + random.nextInt(1_000_000);
    EffectLog effectLog = new EffectLog();
    Random store = new Random(seed);
    keyspace = new Keyspace(DATABASES, store::nextLong, effectLog, () -> nowMs);
    isLfu = random.nextInt(4) == 0;
    keyspace.accessClock().configure(isLfu, 10, 1);
    effectLog.addListener(
        effect ->
            effects.add(
                effect.database()
                    + " "
                    + effect.name()
                    + " "
                    + new String(effect.command().get(1), ISO_8859_1)));
    keyspace.events().addListener(EnumSet.allOf(EventClass.class), this::onEvent);
    for (int i = 0; i < DATABASES; i++) {
      model.add(new HashMap<>());
    }
    log.append("repeat with -Dholdfast.seed=").append(seed);
    try {
      for (int step = 0; step < steps; step++) {
        step();
        compareWhatWasTold();
        if (step % checkEvery == 0 || step == steps - 1) {
          compareAll();
        }
      }
    } catch (AssertionError | RuntimeException e) {
      int from = Math.max(0, log.length() - 20_000);
      throw new AssertionError("seed=" + seed + "\n" + log.substring(from), e);
    }
  }

  private void onEvent(EventClass eventClass, String event, int database, ByteRange key) {
    events.add(database + ":" + event + ":" + new String(key.copy(), ISO_8859_1));
    assertThat(eventClass)
        .isEqualTo(
            switch (event) {
              case "new" -> EventClass.NEW;
              case "keymiss" -> EventClass.KEY_MISS;
              case "expired" -> EventClass.EXPIRED;
              default -> EventClass.GENERIC;
            });
  }

  private void step() {
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3, 4, 5 -> write();
      case 6, 7 -> resize();
      case 8, 9 -> expireAt();
      case 10 -> persist();
      case 11, 12 -> delete();
      case 13, 14, 15, 16 -> lookUp();
      case 17 -> insertCopy();
      case 18 -> setAccess();
      case 19, 20 -> passTime();
      case 21 -> walk();
      case 22 -> watch();
      default -> {
        if (random.nextInt(keys.size() < 100 ? 4 : 400) == 0) {
          clearOrSwap();
        }
      }
    }
  }

  // ---- operations, on both sides ---------------------------------------------------------------

  private void write() {
    int index = random.nextInt(DATABASES);
    Database db = keyspace.database(index);
    String key = anyKey();
    byte[] bytes = key.getBytes(ISO_8859_1);
    long hash = db.hash(bytes, 0, bytes.length);
    int handle = db.peek(hash, bytes, 0, bytes.length);
    Item before = peeked(index, key);
    assertThat(handle != 0).isEqualTo(before != null);
    Item item = new Item();
    item.type = random.nextInt(7);
    item.encoding = random.nextInt(Entry.FIRST_LARGE);
    item.value = new byte[valueLength()];
    random.nextBytes(item.value);
    long atMs = random.nextInt(3) == 0 ? deadlineMs() : Database.NO_EXPIRY;
    if (before == null) {
      log("insert", index, key, item.value.length, atMs);
      byte[] around = (">" + key + "<").getBytes(ISO_8859_1);
      int length = item.value.length;
      handle = db.insert(hash, around, 1, bytes.length, item.type, item.encoding, length, atMs);
      item.access = (int) (nowMs / 1000 & 0xFFFFFF);
      item.atMs = atMs;
      expected.add(index + ":new:" + key);
    } else {
      boolean keeps = random.nextInt(3) == 0;
      log("overwrite", index, key, item.value.length, keeps ? Database.KEEP_EXPIRY : atMs);
      handle =
          db.overwrite(
              handle,
              hash,
              item.type,
              item.encoding,
              item.value.length,
              keeps ? Database.KEEP_EXPIRY : atMs);
      item.access = before.access;
      item.atMs = keeps ? before.atMs : atMs;
    }
    System.arraycopy(item.value, 0, db.page(handle), db.valueOffset(handle), item.value.length);
    model.get(index).put(key, item);
    compare(db, handle, key, item);
  }

  private void resize() {
    int index = random.nextInt(DATABASES);
    String key = existingKey(index);
    Item item = peeked(index, key);
    Database db = keyspace.database(index);
    int handle = peek(db, key);
    if (item == null) {
      return;
    }
    int length = random.nextBoolean() ? valueLength() : item.value.length + random.nextInt(9);
    int room = random.nextBoolean() ? length : length + random.nextInt(200);
    item.encoding = random.nextInt(Entry.FIRST_LARGE);
    log("resize", index, key, length, room);
    int moved = db.resize(handle, hash(db, key), item.encoding, length, room);
    assertThat(moved == handle || db.valueCapacity(moved) >= room).isTrue();
    handle = moved;
    int kept = Math.min(length, item.value.length);
    byte[] value = Arrays.copyOf(item.value, length);
    for (int i = kept; i < length; i++) {
      value[i] = (byte) random.nextInt();
    }
    System.arraycopy(value, kept, db.page(handle), db.valueOffset(handle) + kept, length - kept);
    item.value = value;
    compare(db, handle, key, item);
  }

  private void expireAt() {
    int index = random.nextInt(DATABASES);
    String key = existingKey(index);
    Item item = peeked(index, key);
    Database db = keyspace.database(index);
    int handle = peek(db, key);
    if (item != null) {
      item.atMs = deadlineMs();
      log("expireAt", index, key, item.atMs);
      compare(db, db.expireAt(handle, hash(db, key), item.atMs), key, item);
    }
  }

  private void persist() {
    int index = random.nextInt(DATABASES);
    String key = existingKey(index);
    Item item = peeked(index, key);
    Database db = keyspace.database(index);
    int handle = peek(db, key);
    if (item != null) {
      item.atMs = Database.NO_EXPIRY;
      log("persist", index, key);
      compare(db, db.persist(handle, hash(db, key)), key, item);
    }
  }

  private void delete() {
    int index = random.nextInt(DATABASES);
    String key = existingKey(index);
    Item item = peeked(index, key);
    Database db = keyspace.database(index);
    int handle = peek(db, key);
    if (item != null) {
      log("delete", index, key);
      db.delete(handle, hash(db, key));
      model.get(index).remove(key);
    }
  }

  private void lookUp() {
    int index = random.nextInt(DATABASES);
    String key = random.nextBoolean() ? anyKey() : existingKey(index);
    byte[] bytes = key.getBytes(ISO_8859_1);
    Database db = keyspace.database(index);
    long hash = db.hash(bytes, 0, bytes.length);
    Item item = peeked(index, key);
    int way = random.nextInt(6);
    log("look up", index, key, way);
    boolean found =
        switch (way) {
          case 0 -> db.find(hash, bytes, 0, bytes.length) != 0;
          case 1 -> db.inspect(hash, bytes, 0, bytes.length) != 0;
          case 2 -> db.inspectQuietly(hash, bytes, 0, bytes.length) != 0;
          case 3 -> db.findForWrite(hash, bytes, 0, bytes.length) != 0;
          case 4 -> db.peek(hash, bytes, 0, bytes.length) != 0;
          default -> db.contains(bytes);
        };
    assertThat(found).isEqualTo(item != null);
    db.touch(hash);
    if (way <= 2) {
      hits += found ? 1 : 0;
      misses += found ? 0 : 1;
      if (!found && way != 2) {
        expected.add(index + ":keymiss:" + key);
      }
    }
    if (item != null && (way == 0 || way == 3)) {
      item.access = (int) (nowMs / 1000 & 0xFFFFFF);
    }
  }

  private void insertCopy() {
    int from = random.nextInt(DATABASES);
    int to = random.nextInt(DATABASES);
    String key = existingKey(from);
    String newKey = anyKey();
    Database source = keyspace.database(from);
    Database target = keyspace.database(to);
    Item item = peeked(from, key);
    int handle = peek(source, key);
    Item existing = peeked(to, newKey);
    assertThat(peek(target, newKey) != 0).isEqualTo(existing != null);
    if (item == null || existing != null) {
      return;
    }
    boolean moves = random.nextBoolean();
    log(moves ? "insertMoved" : "insertCopy", from, key, to, newKey);
    Item copy = item.copy();
    copy.access = moves ? item.access : (int) (nowMs / 1000 & 0xFFFFFF);
    byte[] bytes = newKey.getBytes(ISO_8859_1);
    long hash = target.hash(bytes, 0, bytes.length);
    int made =
        moves
            ? target.insertMoved(hash, bytes, 0, bytes.length, source, handle, hash(source, key))
            : target.insertCopy(hash, bytes, 0, bytes.length, source, handle);
    model.get(to).put(newKey, copy);
    expected.add(to + ":new:" + newKey);
    compare(target, made, newKey, copy);
    if (moves) {
      model.get(from).remove(key);
    } else {
      compare(source, handle, key, item);
    }
  }

  private void setAccess() {
    int index = random.nextInt(DATABASES);
    String key = existingKey(index);
    Item item = peeked(index, key);
    Database db = keyspace.database(index);
    int handle = peek(db, key);
    if (item != null) {
      item.access = random.nextInt(1 << 24);
      db.access(handle, item.access);
      compare(db, handle, key, item);
    }
  }

  private void passTime() {
    nowMs += random.nextInt(3) == 0 ? 0 : random.nextInt(1 << random.nextInt(22));
    keyspace.time(nowMs);
    if (random.nextInt(3) == 0) {
      log("time", nowMs);
      return;
    }
    int limit = 1 + random.nextInt(random.nextBoolean() ? 3 : 10_000);
    log("time", nowMs, "limit", limit);
    int before = events.size();
    int done = keyspace.expireDue(limit);
    assertThat(done).isLessThanOrEqualTo(limit);
    List<String> told = events.subList(before, events.size());
    expiredByWheel(told);
    expected.addAll(told);
    if (done < limit) {
      for (Map<String, Item> items : model) {
        assertThat(items.values()).noneMatch(this::isDue);
      }
      assertThat(keyspace.nextDeadlineMs()).isGreaterThan(nowMs);
    }
  }

  private void expiredByWheel(List<String> told) {
    int database = 0;
    long lastMs = 0;
    for (String event : told) {
      String[] parts = event.split(":", 3);
      assertThat(parts[1]).isEqualTo("expired");
      int index = Integer.parseInt(parts[0]);
      Item item = model.get(index).get(parts[2]);
      assertThat(item).as(event).isNotNull();
      assertThat(isDue(item)).as(event).isTrue();
      assertThat(index).isGreaterThanOrEqualTo(database);
      lastMs = index > database ? 0 : lastMs;
      database = index;
      assertThat(item.atMs).as(event).isGreaterThanOrEqualTo(lastMs);
      lastMs = item.atMs;
      long lagMs = nowMs - item.atMs;
      assertThat(keyspace.stats().maxExpiryLagMs()).isGreaterThanOrEqualTo(lagMs);
      expired(index, parts[2]);
    }
  }

  private void walk() {
    int index = random.nextInt(DATABASES);
    Database db = keyspace.database(index);
    log("walk", index);
    Set<String> scanned = new HashSet<>();
    long cursor = 0;
    do {
      cursor = db.scan(cursor, handle -> scanned.add(new String(db.key(handle), ISO_8859_1)));
    } while (cursor != 0);
    assertThat(scanned).isEqualTo(model.get(index).keySet());
    int drawn = db.sample(random::nextLong);
    assertThat(drawn != 0).isEqualTo(!scanned.isEmpty());
    if (drawn != 0) {
      assertThat(scanned).contains(new String(db.key(drawn), ISO_8859_1));
    }
  }

  private void watch() {
    int index = random.nextInt(DATABASES);
    String key = random.nextBoolean() ? anyKey() : existingKey(index);
    byte[] bytes = key.getBytes(ISO_8859_1);
    Database db = keyspace.database(index);
    int action = random.nextInt(4);
    log("watch", index, key, action);
    if (action <= 1) {
      Watch watch = new Watch(index, key);
      db.watch(bytes, watch);
      db.watch(bytes, watch);
      watches.add(watch);
    } else if (action == 2) {
      db.changed(EventClass.GENERIC, "changed", bytes, 0, bytes.length);
      expected.add(index + ":changed:" + key);
      changes++;
      told(index, key);
    } else {
      db.changedToo(bytes, 0, bytes.length);
      told(index, key);
    }
    if (watches.size() > 6) {
      Watch oldest = watches.remove(0);
      byte[] watched = oldest.key.getBytes(ISO_8859_1);
      keyspace.database(oldest.database).unwatch(watched, oldest);
      keyspace.database(oldest.database).unwatch(watched, oldest);
      assertThat(oldest.isTold).isEqualTo(oldest.shouldBeTold);
    }
  }

  private void clearOrSwap() {
    int told = events.size();
    int logged = effects.size();
    int first = random.nextInt(DATABASES);
    int second = random.nextBoolean() ? first : random.nextInt(DATABASES);
    if (first == second) {
      log("clear", first);
      replaced(first, first, first);
      changes += model.get(first).size();
      keyspace.database(first).clear();
      model.get(first).clear();
    } else {
      log("swap", first, second);
      replaced(first, first, second);
      replaced(second, first, second);
      keyspace.swap(first, second);
      Collections.swap(model, first, second);
    }
    // In which order keys are looked at is nobody's business.
    for (List<String> list : List.of(events, expected)) {
      Collections.sort(list.subList(told, list.size()));
    }
    for (List<String> list : List.of(effects, expectedEffects)) {
      Collections.sort(list.subList(logged, list.size()));
    }
  }

  /** Who watches a key in a database is told if it exists, before or after. */
  private void replaced(int watchedIn, int first, int second) {
    Set<String> watched = new HashSet<>();
    for (Watch watch : watches) {
      if (watch.database == watchedIn) {
        watched.add(watch.key);
      }
    }
    for (String key : watched) {
      if (peeked(first, key) != null || peeked(second, key) != null) {
        told(watchedIn, key);
      }
    }
  }

  // ---- the model -------------------------------------------------------------------------------

  private boolean isDue(Item item) {
    return item.atMs != Database.NO_EXPIRY && item.atMs <= nowMs;
  }

  /** What a look-up of the key finds; one that is due expires by it. */
  private @Nullable Item peeked(int index, String key) {
    Item item = model.get(index).get(key);
    if (item != null && isDue(item)) {
      expired(index, key);
      expected.add(index + ":expired:" + key);
      return null;
    }
    return item;
  }

  private void expired(int index, String key) {
    model.get(index).remove(key);
    expired++;
    changes++;
    expectedEffects.add(index + " DEL " + key);
    told(index, key);
  }

  private void told(int index, String key) {
    for (Watch watch : watches) {
      if (watch.database == index && watch.key.equals(key)) {
        watch.shouldBeTold = true;
      }
    }
  }

  // ---- comparing -------------------------------------------------------------------------------

  private void compareWhatWasTold() {
    assertThat(events).isEqualTo(expected);
    assertThat(effects).isEqualTo(expectedEffects);
  }

  private void compareAll() {
    keyspace.checkInvariants();
    long size = 0;
    long earliestMs = Long.MAX_VALUE;
    for (int index = 0; index < DATABASES; index++) {
      Database db = keyspace.database(index);
      Map<String, Item> items = model.get(index);
      Map<String, Integer> handles = new HashMap<>();
      db.forEach(handle -> handles.put(new String(db.key(handle), ISO_8859_1), handle));
      assertThat(handles.keySet()).isEqualTo(items.keySet());
      items.forEach((key, item) -> compare(db, handles.get(key), key, item));
      assertThat(db.size()).isEqualTo(items.size());
      assertThat(db.expiringSize())
          .isEqualTo(items.values().stream().filter(i -> i.atMs >= 0).count());
      for (Item item : items.values()) {
        earliestMs = item.atMs < 0 ? earliestMs : Math.min(earliestMs, item.atMs);
      }
      size += items.size();
    }
    assertThat(keyspace.size()).isEqualTo(size);
    assertThat(keyspace.nextDeadlineMs()).isLessThanOrEqualTo(earliestMs);
    assertThat(keyspace.stats().hits()).isEqualTo(hits);
    assertThat(keyspace.stats().misses()).isEqualTo(misses);
    assertThat(keyspace.stats().expired()).isEqualTo(expired);
    assertThat(keyspace.stats().changes()).isEqualTo(changes);
    for (Watch watch : watches) {
      assertThat(watch.isTold).as(watch.key).isEqualTo(watch.shouldBeTold);
    }
  }

  private void compare(Database db, int handle, String key, Item item) {
    byte[] page = db.page(handle);
    int keyAt = db.keyOffset(handle);
    assertThat(new String(page, keyAt, db.keyLength(handle), ISO_8859_1)).isEqualTo(key);
    assertThat(db.hash(handle)).isEqualTo(hash(db, key));
    assertThat(db.type(handle)).isEqualTo(item.type);
    assertThat(db.encoding(handle)).isEqualTo(item.encoding);
    int from = db.valueOffset(handle);
    int to = from + db.valueLength(handle);
    assertThat(Arrays.equals(page, from, to, item.value, 0, item.value.length))
        .as("value of %s, %d bytes", key, item.value.length)
        .isTrue();
    assertThat(db.valueCapacity(handle)).isGreaterThanOrEqualTo(item.value.length);
    assertThat(db.expireAtMs(handle)).isEqualTo(item.atMs);
    assertThat(db.isDue(handle)).isEqualTo(isDue(item));
    if (!isLfu) {
      assertThat(db.access(handle)).isEqualTo(item.access);
    }
  }

  // ---- chance ----------------------------------------------------------------------------------

  private String anyKey() {
    return keys.get(random.nextInt(keys.size()));
  }

  private String existingKey(int index) {
    String key = anyKey();
    for (int i = 0; i < 5 && !model.get(index).containsKey(key); i++) {
      key = anyKey();
    }
    return key;
  }

  private int valueLength() {
    return switch (random.nextInt(keys.size() < 100 ? 12 : 2000)) {
      case 0 -> 65_530 + random.nextInt(12);
      case 1 -> random.nextInt(200_000);
      case 2 -> 8;
      case 3, 4, 5 -> random.nextInt(300);
      default -> random.nextInt(50);
    };
  }

  private long deadlineMs() {
    return switch (random.nextInt(8)) {
      case 0 -> Long.MAX_VALUE - random.nextInt(2);
      case 1 -> nowMs + 1;
      case 2 -> nowMs + 1 + (random.nextLong() >>> 20);
      default -> nowMs + 1 + random.nextInt(1 << random.nextInt(24));
    };
  }

  private static long hash(Database db, String key) {
    byte[] bytes = key.getBytes(ISO_8859_1);
    return db.hash(bytes, 0, bytes.length);
  }

  private static int peek(Database db, String key) {
    byte[] bytes = key.getBytes(ISO_8859_1);
    return db.peek(db.hash(bytes, 0, bytes.length), bytes, 0, bytes.length);
  }

  private void log(Object... words) {
    log.append('\n');
    for (Object word : words) {
      String text = word.toString();
      log.append(text.length() > 40 ? text.length() + " x " + text.charAt(0) : text).append(' ');
    }
  }
}
