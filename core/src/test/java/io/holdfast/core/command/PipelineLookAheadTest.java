package io.holdfast.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.keyspace.Database;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineLookAheadTest {
  private static final int ELEMENTS = 1 << 15;

  private static CommandTester tester;
  private final PipelineLookAhead lookAhead = new PipelineLookAhead();

  @BeforeAll
  static void fill() {
    tester = CommandTester.open();
    for (int i = 0; i < ELEMENTS; i++) {
      tester.run("HSET hash " + i + " v");
      tester.run("SADD set m" + i);
      tester.run("ZADD sorted " + i + " m" + i);
    }
    tester.run("RPUSH list a b");
    tester.run("SET string s");
    tester.run("HSET small f v");
  }

  @AfterAll
  static void close() {
    tester.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HSET hash 5 w",
        "HGET hash none",
        "HLEN hash",
        "SADD set m3",
        "SPOP set",
        "ZADD sorted 1 m7",
        "ZCARD sorted"
      })
  void requestsAboutALargeCollection_areLookedAt_andItStaysAsItWas(String command) {
    String request = request(command);
    assertThat(lookedAt(request.repeat(20))).isEqualTo(16 * request.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RPUSH list x", "GET string", "HGET small f", "GET none", "PING"})
  void whatIsSmall_isLeftAlone(String command) {
    String requests = request(command).repeat(20);
    assertThat(lookedAt(requests)).isEqualTo(requests.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET string", "PING", "HGET small f"})
  void requestsAboutOthersInBetween_areNoHindrance(String command) {
    String requests = request("HGET hash 1") + request(command) + request("HGET hash 2");
    assertThat(lookedAt(requests)).isPositive();
  }

  private int lookedAt(String requests) {
    byte[] bytes = requests.getBytes(StandardCharsets.US_ASCII);
    Database db = tester.engine().keyspace().database(0);
    String before = tester.run("DEBUG DIGEST");
    int end = lookAhead.read(db, bytes, 0, bytes.length);
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo(before);
    return end;
  }

  private static String request(String command) {
    String[] words = command.split(" ", -1);
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return request.toString();
  }
}
