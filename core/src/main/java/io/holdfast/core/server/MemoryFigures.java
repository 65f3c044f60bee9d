package io.holdfast.core.server;

import io.holdfast.core.Sessions;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;

/**
 * What a store's memory is taken for. O(large values).
 *
 * @param used bytes of all databases
 * @param tables bytes of what finds the keys
 * @param deadlines bytes of what finds the keys and elements that are due
 * @param pages bytes of the pages the arenas took from the heap
 * @param live bytes of the blocks in them that are in use
 * @param clients bytes of requests in part and replies not yet sent
 * @param droppedValues number of deleted values whose blocks are not all given back yet
 * @param keys number of keys
 */
record MemoryFigures(
    long used,
    long tables,
    long deadlines,
    long pages,
    long live,
    long clients,
    long droppedValues,
    long keys) {

  static MemoryFigures of(Keyspace keyspace, Sessions sessions) {
    long tables = 0;
    long deadlines = 0;
    long pages = 0;
    long live = 0;
    long dropped = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database database = keyspace.database(i);
      tables += database.tableBytes();
      deadlines += database.deadlineBytes();
      pages += database.arena().pageBytes();
      live += database.arena().allocatedBytes();
      dropped += database.droppedValues();
    }
    long clients = 0;
    for (Session session : sessions.all()) {
      clients +=
          session.transport().queryBufferBytes()
              + session.transport().outputBufferBytes()
              + session.queuedBytes();
    }
    return new MemoryFigures(
        keyspace.bytes(), tables, deadlines, pages, live, clients, dropped, keyspace.size());
  }

  /** Bytes that are not data. */
  long overhead() {
    return tables + deadlines;
  }

  /** Bytes of keys and values, and the room between them. */
  long dataset() {
    return used - overhead();
  }

  /** How many bytes a page has for each that is in use. */
  double fragmentation() {
    return live == 0 ? 1 : (double) pages / live;
  }

  double datasetPercent() {
    return used == 0 ? 0 : 100.0 * dataset() / used;
  }
}
