package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.IdIndex;
import io.holdfast.encodings.stream.PendingEntries;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.util.TreeSet;

/** What of a stream can be told in commands: not when consumers were seen, nor deleted entries. */
final class StreamText {
  private StreamText() {}

  static String of(StreamLog log) {
    StringBuilder text = new StringBuilder();
    StreamIterator entries = log.iterator();
    entries.all();
    while (entries.next()) {
      text.append('\n').append(id(entries.ms(), entries.seq()));
      while (entries.nextField()) {
        text.append(' ').append(element(entries, entries.field()));
        text.append('=').append(element(entries, entries.value()));
      }
    }
    text.append("\nlast ").append(id(log.lastMs(), log.lastSeq()));
    text.append(" deleted ").append(id(log.maxDeletedMs(), log.maxDeletedSeq()));
    text.append(" added ").append(log.entriesAdded());
    TreeSet<String> groups = new TreeSet<>();
    for (int i = 0; i < log.groups().count(); i++) {
      groups.add(group(log, log.groups().get(i)));
    }
    return text.append(groups).toString();
  }

  private static String group(StreamLog log, ConsumerGroup group) {
    StringBuilder text = new StringBuilder("\n").append(new String(group.name(), ISO_8859_1));
    text.append(" last ").append(id(group.lastMs(), group.lastSeq()));
    text.append(" read ").append(group.entriesRead());
    TreeSet<String> consumers = new TreeSet<>();
    for (int i = 0; i < group.consumerCount(); i++) {
      consumers.add(new String(group.consumerAt(i).name(), ISO_8859_1));
    }
    text.append(consumers);
    PendingEntries pending = group.pending();
    for (long at = pending.first(); at != IdIndex.NONE; at = pending.next(at)) {
      if (log.contains(pending.ms(at), pending.seq(at))) {
        Consumer owner = group.consumerOf(at);
        text.append("\n ").append(id(pending.ms(at), pending.seq(at)));
        text.append(' ').append(new String(owner.name(), ISO_8859_1));
        text.append(' ').append(pending.deliveredAtMs(at));
        text.append(' ').append(pending.deliveryCount(at));
      }
    }
    return text.toString();
  }

  private static String element(StreamIterator entries, int position) {
    byte[] text = new byte[Listpack.textLength(entries.bytes(), entries.at(), position)];
    Listpack.copyText(entries.bytes(), entries.at(), position, text, 0);
    return new String(text, ISO_8859_1);
  }

  private static String id(long ms, long seq) {
    return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
  }
}
