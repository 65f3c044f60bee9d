package io.holdfast;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a store is doing at one moment: what INFO tells, as values.
 *
 * @param version of Holdfast
 * @param openedAt when the store was opened
 * @param uptime how long ago that was
 * @param clients the sessions of clients
 * @param memory what memory is taken for
 * @param counters what happened since the store was opened, or since CONFIG RESETSTAT
 * @param databases those that hold keys
 * @param commands those that were called; the typed API calls none
 */
public record StoreInfo(
    String version,
    Instant openedAt,
    Duration uptime,
    Clients clients,
    Memory memory,
    Counters counters,
    List<Database> databases,
    List<Command> commands) {

  /**
   * The sessions of clients.
   *
   * @param connected open now
   * @param waiting of these, with a command that waits
   * @param opened opened so far
   */
  public record Clients(long connected, long waiting, long opened) {}

  /**
   * What memory is taken for, in bytes.
   *
   * @param used all databases
   * @param limit maxmemory; 0 for none
   * @param overhead of what is used: tables, and what finds keys that are due
   * @param dataset the rest: keys and values, and the room between them
   * @param pages pages the arenas took from the heap
   * @param live blocks in them that are in use
   */
  public record Memory(long used, long limit, long overhead, long dataset, long pages, long live) {}

  /**
   * What happened so far.
   *
   * @param commands commands run
   * @param errors error replies given
   * @param hits look-ups that found their key
   * @param misses look-ups that did not
   * @param expired keys deleted because their time had come
   * @param changes changes to the data
   * @param maxExpiryLag the longest time a key stayed after its deadline
   * @param slowCommands entries of the slow log
   */
  public record Counters(
      long commands,
      long errors,
      long hits,
      long misses,
      long expired,
      long changes,
      Duration maxExpiryLag,
      long slowCommands) {}

  /**
   * A database that holds keys.
   *
   * @param index the number SELECT knows it by
   * @param keys number of keys
   * @param expiring of these, with a deadline
   */
  public record Database(int index, long keys, long expiring) {}

  /**
   * A command that was called.
   *
   * @param name in lower case; that of a subcommand as {@code config|get}
   * @param calls how often it ran
   * @param rejected how often it was refused before it ran
   * @param failed how often it ran and answered with an error
   * @param duration how long it ran in all
   */
  public record Command(String name, long calls, long rejected, long failed, Duration duration) {}

  /** Copies the lists. */
  public StoreInfo {
    databases = List.copyOf(databases);
    commands = List.copyOf(commands);
  }
}
