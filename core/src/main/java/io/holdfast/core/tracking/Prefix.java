package io.holdfast.core.tracking;

import io.holdfast.core.codec.PushMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The clients that want to be told of every key with a prefix, and the keys they are still to. */
final class Prefix {
  private final byte[] bytes;
  private final Set<TrackingClient> clients = new LinkedHashSet<>();

  /** The keys changed since, each with the client that did it last, if it is one of these. */
  private final Map<byte[], Optional<TrackingClient>> changed =
      new TreeMap<>(Arrays::compareUnsigned);

  Prefix(byte[] bytes) {
    this.bytes = bytes;
  }

  void add(TrackingClient client) {
    clients.add(client);
  }

  /** Returns whether nobody is left. */
  boolean remove(TrackingClient client) {
    clients.remove(client);
    return clients.isEmpty();
  }

  /** Takes note of a key, if it has the prefix; returns whether it has. */
  boolean changed(byte[] buffer, int offset, int length) {
    boolean isOurs =
        length >= bytes.length
            && Arrays.equals(buffer, offset, offset + bytes.length, bytes, 0, bytes.length);
    if (isOurs) {
      changed.put(Arrays.copyOfRange(buffer, offset, offset + length), changer());
    }
    return isOurs;
  }

  private Optional<TrackingClient> changer() {
    return clients.stream()
        .filter(client -> client.options().isOwnSkipped() && client.isAtWork())
        .findFirst();
  }

  /** Tells every client of all keys at once. */
  void tell() {
    if (changed.isEmpty()) {
      return;
    }
    PushMessage all = PushMessage.invalidation(List.copyOf(changed.keySet()));
    for (TrackingClient client : List.copyOf(clients)) {
      if (!client.options().isOwnSkipped()) {
        client.tell(all);
      } else {
        tellOfOthers(client);
      }
    }
    changed.clear();
  }

  private void tellOfOthers(TrackingClient client) {
    List<byte[]> keys = new ArrayList<>();
    changed.forEach(
        (key, changer) -> {
          if (changer.isEmpty() || changer.get() != client) {
            keys.add(key);
          }
        });
    if (!keys.isEmpty()) {
      client.tell(PushMessage.invalidation(keys));
    }
  }
}
