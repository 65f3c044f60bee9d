package io.holdfast.core.geo;

import io.holdfast.GeoArea;
import io.holdfast.GeoSearchOptions;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.sortedset.SortedSetOps;
import java.util.List;

/**
 * The commands that make what a search finds the value of another key, each in its own order of
 * arguments. Their effects are the commands themselves, as in Redis: on the same set they find the
 * same again.
 */
enum StoreCommand {
  /** GEOSEARCHSTORE destination source ... */
  GEOSEARCHSTORE("geosearchstore") {
    @Override
    void write(
        List<byte[]> effect,
        ByteRange destination,
        ByteRange source,
        SearchRequest request,
        boolean isDistance) {
      add(effect, name());
      effect.add(destination.copy());
      effect.add(source.copy());
      add(effect, request.member() == null ? "FROMLONLAT" : "FROMMEMBER");
      addCenter(effect, request);
      add(effect, request.area() instanceof GeoArea.Box ? "BYBOX" : "BYRADIUS");
      addArea(effect, request.area());
      addOptions(effect, request.options());
      if (isDistance) {
        add(effect, "STOREDIST");
      }
    }
  },

  /**
   * GEORADIUS source ... STORE destination, and GEORADIUSBYMEMBER, where the centre is a member.
   */
  GEORADIUS("georadiusstore") {
    @Override
    void write(
        List<byte[]> effect,
        ByteRange destination,
        ByteRange source,
        SearchRequest request,
        boolean isDistance) {
      add(effect, request.member() == null ? "GEORADIUS" : "GEORADIUSBYMEMBER");
      effect.add(source.copy());
      addCenter(effect, request);
      addArea(effect, request.area());
      addOptions(effect, request.options());
      add(effect, isDistance ? "STOREDIST" : "STORE");
      effect.add(destination.copy());
    }
  };

  private final String event;

  StoreCommand(String event) {
    this.event = event;
  }

  /** The keyspace event of one that found something. */
  String event() {
    return event;
  }

  /** Writes the command. */
  abstract void write(
      List<byte[]> effect,
      ByteRange destination,
      ByteRange source,
      SearchRequest request,
      boolean isDistance);

  private static void addCenter(List<byte[]> effect, SearchRequest request) {
    ByteRange member = request.member();
    if (member != null) {
      effect.add(member.copy());
    } else {
      effect.add(SortedSetOps.text(request.position().longitude()));
      effect.add(SortedSetOps.text(request.position().latitude()));
    }
  }

  private static void addArea(List<byte[]> effect, GeoArea area) {
    if (area instanceof GeoArea.Box box) {
      effect.add(SortedSetOps.text(box.width()));
      effect.add(SortedSetOps.text(box.height()));
    } else {
      effect.add(SortedSetOps.text(((GeoArea.Circle) area).radius()));
    }
    add(effect, area.unit().symbol());
  }

  private static void addOptions(List<byte[]> effect, GeoSearchOptions options) {
    if (options.order() != GeoSearchOptions.Order.NONE) {
      add(effect, options.order().name());
    }
    if (options.count() != 0) {
      add(effect, "COUNT");
      effect.add(SortedSetOps.ascii(options.count()));
      if (options.isAny()) {
        add(effect, "ANY");
      }
    }
  }

  private static void add(List<byte[]> effect, String word) {
    effect.add(SortedSetOps.ascii(word));
  }
}
