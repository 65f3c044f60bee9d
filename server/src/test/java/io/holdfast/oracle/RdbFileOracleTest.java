package io.holdfast.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.server.DatasetDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * RDB files, both ways: what the oracle saves is loaded, and what Holdfast saves of it is loaded by
 * the oracle, which then has the same data: the same digest, the same encodings and times, and the
 * same payloads where the order of elements is defined.
 */
@Tag("oracle")
class RdbFileOracleTest {
  private static final int DATABASES = 16;
  private static final long EXPIRE_AT_MS = 4_000_000_000_123L;

  @TempDir Path folder;
  private Peers peers;
  private Connection oracle;

  @BeforeEach
  void connect() throws IOException {
    peers = Peers.start();
    oracle = new Connection(peers.oracle());
  }

  @AfterEach
  void disconnect() {
    if (peers != null) {
      peers.close();
    }
  }

  /** Every type, encoding and size around a threshold, a third of the keys with a TTL. */
  private static List<List<byte[]>> commands() {
    List<List<byte[]>> commands = new ArrayList<>();
    int number = 0;
    for (DumpOracleTest.Value value : DumpOracleTest.values()) {
      select(number, commands);
      for (List<byte[]> command : value.commands()) {
        commands.add(renamed(command, number));
      }
      expire(number, commands);
      number++;
    }
    for (List<String> stream : DumpOracleTest.streams().toList()) {
      select(number, commands);
      for (String line : stream) {
        commands.add(renamed(words(line), number));
      }
      expire(number, commands);
      number++;
    }
    return commands;
  }

  private static void select(int number, List<List<byte[]>> commands) {
    commands.add(words("SELECT " + number % DATABASES));
  }

  private static void expire(int number, List<List<byte[]>> commands) {
    if (number % 3 == 0) {
      commands.add(words("PEXPIREAT k" + number + " " + (EXPIRE_AT_MS + number)));
    }
  }

  private static List<byte[]> words(String line) {
    List<byte[]> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      words.add(word.getBytes(ISO_8859_1));
    }
    return words;
  }

  /** The same command on a key of its own. */
  private static List<byte[]> renamed(List<byte[]> command, int number) {
    List<byte[]> renamed = new ArrayList<>();
    boolean isDone = false;
    for (byte[] word : command) {
      boolean isKey = !isDone && !renamed.isEmpty() && new String(word, ISO_8859_1).equals("k");
      renamed.add(isKey ? ("k" + number).getBytes(ISO_8859_1) : word);
      isDone |= isKey;
    }
    return renamed;
  }

  private Path oracleFile() {
    List<Reply> dir = Objects.requireNonNull(oracle.call("CONFIG GET dir").elements());
    return Path.of(Objects.requireNonNull(dir.get(1).string())).resolve("dump.rdb");
  }

  private String digest() {
    return Objects.requireNonNull(oracle.call("DEBUG DIGEST").string());
  }

  /** Of each key of the oracle: encoding, expiry, and its payload if elements have an order. */
  private Map<String, String> keys() {
    Map<String, String> keys = new TreeMap<>();
    for (int i = 0; i < DATABASES; i++) {
      oracle.call("SELECT " + i);
      for (Reply key : Objects.requireNonNull(oracle.call("KEYS *").elements())) {
        String name = key.string();
        String encoding = oracle.call("OBJECT ENCODING " + name).string();
        String payload = encoding.equals("hashtable") ? "" : oracle.call("DUMP " + name).notation();
        keys.put(
            i + " " + name,
            encoding + " " + oracle.call("PEXPIRETIME " + name).notation() + " " + payload);
      }
    }
    return keys;
  }

  private void reload(Path file) throws IOException {
    Files.copy(file, oracleFile(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(oracle.call("DEBUG RELOAD NOSAVE").notation()).isEqualTo("+OK");
  }

  @Test
  void fileOfTheOracle_isLoaded_andComesBackAsItWas() throws IOException {
    oracle.pipeline(commands());
    String digest = digest();
    Map<String, String> keys = keys();
    for (String compression : List.of("yes", "no")) {
      oracle.call("CONFIG SET rdbcompression " + compression);
      assertThat(oracle.call("SAVE").notation()).isEqualTo("+OK");
      Path file = folder.resolve(compression + ".rdb");
      Holdfast.Builder builder =
          Holdfast.builder().config("rdb-version", "10").config("rdbcompression", compression);
      try (Store store = builder.load(oracleFile())) {
        assertThat(DatasetDigest.of(Engine.of(store).keyspace())).isEqualTo(digest);
        store.saveTo(file);
      }
      oracle.call("CONFIG SET rdbcompression yes");
      reload(file);
      assertThat(digest()).as("compression %s", compression).isEqualTo(digest);
      assertThat(keys()).as("compression %s", compression).isEqualTo(keys);
    }
  }

  @Test
  void fileOfOurs_isLoadedByTheOracle() throws IOException {
    oracle.pipeline(commands());
    String digest = digest();
    try (HoldfastServer server = HoldfastServer.start();
        Connection ours = new Connection(server)) {
      ours.call("CONFIG SET rdb-version 10");
      ours.pipeline(commands());
      server.store().saveTo(folder.resolve("ours.rdb"));
    }
    oracle.call("FLUSHALL");
    reload(folder.resolve("ours.rdb"));
    assertThat(digest()).isEqualTo(digest);
  }
}
