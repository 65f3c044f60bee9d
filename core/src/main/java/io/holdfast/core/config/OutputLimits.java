package io.holdfast.core.config;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * client-output-buffer-limit: how many bytes of replies may wait for a client, by its class.
 *
 * @param byClass the limits of every class
 */
public record OutputLimits(Map<ClientClass, Limit> byClass) {
  /** The class of a client. */
  public enum ClientClass {
    /** Everybody else. */
    NORMAL,
    /** A replica. */
    REPLICA,
    /** A client subscribed to channels. */
    PUBSUB;

    /** The name CONFIG GET gives. */
    private String text() {
      return this == REPLICA ? "slave" : name().toLowerCase(Locale.ROOT);
    }

    private static ClientClass of(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "normal" -> NORMAL;
        case "replica", "slave" -> REPLICA;
        case "pubsub" -> PUBSUB;
        default ->
            throw new IllegalArgumentException(
                "Invalid client class specified in buffer limit configuration.");
      };
    }
  }

  /**
   * The limits of one class; 0 is no limit.
   *
   * @param hardBytes never more than this
   * @param softBytes not more than this for long
   * @param softSeconds how long that is
   */
  public record Limit(long hardBytes, long softBytes, long softSeconds) {}

  /** Redis's defaults. */
  static final OutputLimits DEFAULTS =
      new OutputLimits(
          Map.of(
              ClientClass.NORMAL, new Limit(0, 0, 0),
              ClientClass.REPLICA, new Limit(256L << 20, 64L << 20, 60),
              ClientClass.PUBSUB, new Limit(32L << 20, 8L << 20, 60)));

  /** Copies the map. */
  public OutputLimits {
    byClass = Map.copyOf(byClass);
  }

  /** The limits of a class. */
  public Limit of(ClientClass clientClass) {
    return byClass.getOrDefault(clientClass, new Limit(0, 0, 0));
  }

  /** These limits, changed by groups of class, hard limit, soft limit and seconds. */
  OutputLimits with(List<String> words) {
    if (words.size() % 4 != 0) {
      throw new IllegalArgumentException(
          "Wrong number of arguments in buffer limit configuration.");
    }
    Map<ClientClass, Limit> changed = new EnumMap<>(byClass);
    for (int i = 0; i < words.size(); i += 4) {
      changed.put(ClientClass.of(words.get(i)), limit(words.subList(i + 1, i + 4)));
    }
    return new OutputLimits(changed);
  }

  private static Limit limit(List<String> words) {
    try {
      long seconds = Long.parseLong(words.get(2));
      if (seconds >= 0) {
        return new Limit(MemorySize.parse(words.get(0)), MemorySize.parse(words.get(1)), seconds);
      }
    } catch (IllegalArgumentException noNumber) {
      // The reason below says it.
    }
    throw new IllegalArgumentException(
        "Error in hard, soft or soft_seconds setting in buffer limit configuration.");
  }

  @Override
  public String toString() {
    return Arrays.stream(ClientClass.values())
        .map(
            clientClass -> {
              Limit limit = of(clientClass);
              return clientClass.text()
                  + " "
                  + limit.hardBytes()
                  + " "
                  + limit.softBytes()
                  + " "
                  + limit.softSeconds();
            })
        .collect(Collectors.joining(" "));
  }
}
