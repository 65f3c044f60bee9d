package io.holdfast.core.geo;

import io.holdfast.CommandException;
import io.holdfast.GeoArea;
import io.holdfast.GeoPosition;
import io.holdfast.GeoSearchOptions;
import io.holdfast.GeoSearchOptions.Order;
import io.holdfast.GeoUnit;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.sortedset.SortedSetValue;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the six search commands, read in Redis's order: of several mistakes it names the
 * same first.
 *
 * <p>A member as the centre is looked up while reading, as a missing one is a mistake like others;
 * in a set that does not exist it is not looked for.
 */
final class SearchSyntax {
  private static final GeoUnit[] UNITS = GeoUnit.values();
  private static final String[] UNIT_WORDS =
      Stream.of(UNITS).map(unit -> unit.symbol().toUpperCase(Locale.ROOT)).toArray(String[]::new);

  /** What the commands differ in. */
  enum Form {
    /** GEORADIUS, GEORADIUSBYMEMBER. */
    RADIUS,
    /** The same that only read. */
    RADIUS_READ_ONLY,
    /** GEOSEARCH. */
    SEARCH,
    /** GEOSEARCHSTORE. */
    SEARCH_STORE
  }

  private final CommandArgs args;
  private final Form form;
  private final SortedSetValue value;

  private @Nullable GeoPosition position;
  private @Nullable ByteRange member;
  private @Nullable GeoArea area;
  private Order order = Order.NONE;
  private long count;
  private boolean isAny;

  private boolean withDistance;
  private boolean withHash;
  private boolean withPosition;
  private int destination;
  private boolean isDistanceStored;

  private SearchSyntax(CommandArgs args, Form form, SortedSetValue value) {
    this.args = args;
    this.form = form;
    this.value = value;
  }

  /** GEORADIUS key longitude latitude radius unit ... */
  static SearchSyntax aroundPosition(CommandArgs args, Form form, SortedSetValue value) {
    SearchSyntax syntax = new SearchSyntax(args, form, value);
    syntax.readPosition(2);
    syntax.readCircle(4);
    syntax.readOptions(6);
    return syntax;
  }

  /**
   * GEORADIUSBYMEMBER key member radius unit ...; without the key, radius and unit do not matter.
   */
  static SearchSyntax aroundMember(CommandArgs args, Form form, SortedSetValue value) {
    SearchSyntax syntax = new SearchSyntax(args, form, value);
    syntax.readMember(2);
    if (value.size() > 0) {
      syntax.readCircle(3);
    } else {
      syntax.area = GeoArea.circle(0, GeoUnit.METERS);
    }
    syntax.readOptions(5);
    return syntax;
  }

  /** GEOSEARCH and GEOSEARCHSTORE, of which the options begin at an index. */
  static SearchSyntax search(CommandArgs args, int first, Form form, SortedSetValue value) {
    SearchSyntax syntax = new SearchSyntax(args, form, value);
    if (form == Form.SEARCH_STORE) {
      syntax.destination = 1;
    }
    syntax.readOptions(first);
    return syntax;
  }

  // ---- what was asked for --------------------------------------------------------------------

  /** What to search for. */
  SearchRequest request() {
    return new SearchRequest(
        Objects.requireNonNull(position),
        member,
        Objects.requireNonNull(area),
        new GeoSearchOptions(order, count, isAny));
  }

  boolean withDistance() {
    return withDistance;
  }

  boolean withHash() {
    return withHash;
  }

  boolean withPosition() {
    return withPosition;
  }

  /** The argument that is the destination; 0 if there is none. */
  int destination() {
    return destination;
  }

  boolean isDistanceStored() {
    return isDistanceStored;
  }

  // ---- reading -------------------------------------------------------------------------------

  private void readOptions(int first) {
    int at = first;
    while (at < args.count()) {
      int length = commonOption(at);
      if (length == 0) {
        length =
            form == Form.RADIUS || form == Form.RADIUS_READ_ONLY
                ? radiusOption(at)
                : searchOption(at);
      }
      if (length == 0) {
        throw new CommandException("ERR syntax error");
      }
      at += length;
    }
    check();
  }

  /** Reads an option all commands have; returns how many arguments it took, 0 if it is none. */
  private int commonOption(int at) {
    if (args.equalsIgnoreCase(at, "WITHDIST")) {
      withDistance = true;
    } else if (args.equalsIgnoreCase(at, "WITHHASH")) {
      withHash = true;
    } else if (args.equalsIgnoreCase(at, "WITHCOORD")) {
      withPosition = true;
    } else if (args.equalsIgnoreCase(at, "ANY")) {
      isAny = true;
    } else if (args.equalsIgnoreCase(at, "ASC")) {
      order = Order.ASC;
    } else if (args.equalsIgnoreCase(at, "DESC")) {
      order = Order.DESC;
    } else if (isWord(at, "COUNT", 1)) {
      count = args.longAt(at + 1);
      if (count <= 0) {
        throw new CommandException("ERR COUNT must be > 0");
      }
      return 2;
    } else {
      return 0;
    }
    return 1;
  }

  private int radiusOption(int at) {
    if (form == Form.RADIUS && (isWord(at, "STORE", 1) || isWord(at, "STOREDIST", 1))) {
      destination = at + 1;
      isDistanceStored = args.equalsIgnoreCase(at, "STOREDIST");
      return 2;
    }
    return 0;
  }

  private int searchOption(int at) {
    if (isWord(at, "FROMMEMBER", 1) && !isPositionGiven()) {
      readMember(at + 1);
      return 2;
    }
    if (isWord(at, "FROMLONLAT", 2) && member == null) {
      readPosition(at + 1);
      return 3;
    }
    if (isWord(at, "BYRADIUS", 2) && !(area instanceof GeoArea.Box)) {
      readCircle(at + 1);
      return 3;
    }
    if (isWord(at, "BYBOX", 3) && !(area instanceof GeoArea.Circle)) {
      readBox(at + 1);
      return 4;
    }
    if (form == Form.SEARCH_STORE && args.equalsIgnoreCase(at, "STOREDIST")) {
      isDistanceStored = true;
      return 1;
    }
    return 0;
  }

  /** Whether an option stands there, with at least so many arguments behind it. */
  private boolean isWord(int at, String word, int arguments) {
    return at + arguments < args.count() && args.equalsIgnoreCase(at, word);
  }

  private boolean isPositionGiven() {
    return position != null && member == null;
  }

  private void check() {
    boolean isSearch = form == Form.SEARCH || form == Form.SEARCH_STORE;
    if (destination != 0 && (withDistance || withHash || withPosition)) {
      throw new CommandException(
          (isSearch ? "ERR GEOSEARCHSTORE" : "ERR STORE option in GEORADIUS")
              + " is not compatible with WITHDIST, WITHHASH and WITHCOORD options");
    }
    if (position == null) {
      throw new CommandException(
          "ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for " + commandName());
    }
    if (area == null) {
      throw new CommandException(
          "ERR exactly one of BYRADIUS and BYBOX can be specified for " + commandName());
    }
    if (isAny && count == 0) {
      throw new CommandException("ERR the ANY argument requires COUNT argument");
    }
  }

  /** As it was sent. */
  private String commandName() {
    return args.string(0);
  }

  // ---- parts ---------------------------------------------------------------------------------

  private void readPosition(int at) {
    double longitude = args.doubleAt(at);
    double latitude = args.doubleAt(at + 1);
    GeoOps.check(longitude, latitude);
    position = new GeoPosition(longitude, latitude);
  }

  private void readMember(int at) {
    member = args.range(at);
    position = SearchRequest.center(value, member);
  }

  private void readCircle(int at) {
    double radius = args.doubleAt(at, "ERR need numeric radius");
    // A wrong radius is named before a wrong unit.
    area = GeoArea.circle(radius, GeoUnit.METERS);
    area = GeoArea.circle(radius, unit(args, at + 1));
  }

  private void readBox(int at) {
    double width = args.doubleAt(at, "ERR need numeric width");
    double height = args.doubleAt(at + 1, "ERR need numeric height");
    area = GeoArea.box(width, height, GeoUnit.METERS);
    area = GeoArea.box(width, height, unit(args, at + 2));
  }

  /**
   * A unit.
   *
   * @throws CommandException "ERR unsupported unit provided. please use M, KM, FT, MI"
   */
  static GeoUnit unit(CommandArgs args, int index) {
    for (int i = 0; i < UNITS.length; i++) {
      if (args.equalsIgnoreCase(index, UNIT_WORDS[i])) {
        return UNITS[i];
      }
    }
    throw new CommandException("ERR unsupported unit provided. please use M, KM, FT, MI");
  }
}
