package io.holdfast.core.geo;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.MOVABLEKEYS;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.AddOptions;
import io.holdfast.CommandException;
import io.holdfast.GeoUnit;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import io.holdfast.core.geo.SearchSyntax.Form;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.encodings.geohash.Geohash;
import java.util.List;

/** The geo commands: each declaration stands above its handler. */
public final class GeoCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER GEORADIUSBYMEMBER_RO GEORADIUS_RO"
          + " GEOSEARCH GEOSEARCHSTORE";

  private static final String UNIT = " {unit: M | KM | FT | MI}";
  private static final String WITH = " [WITHCOORD] [WITHDIST] [WITHHASH]";
  private static final String ORDER = " [order: ASC | DESC]";
  private static final String COUNT = " [count: COUNT count:integer [ANY]]";
  private static final String COUNT_SINCE = " [count: COUNT count:integer [ANY@6.2.0]]";
  private static final String STORE = " [STORE key] [STOREDIST key]";
  private static final String FROM =
      " {from: FROMMEMBER member:string"
          + " | FROMLONLAT {longitude_latitude: longitude:double latitude:double}}";
  private static final String BY =
      " {by: {circle: BYRADIUS radius:double"
          + UNIT
          + "} | {box: BYBOX width:double height:double"
          + UNIT
          + "}}";

  private GeoCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(
        GEOADD,
        GEODIST,
        GEOHASH,
        GEOPOS,
        GEORADIUS,
        GEORADIUSBYMEMBER,
        GEORADIUSBYMEMBER_RO,
        GEORADIUS_RO,
        GEOSEARCH,
        GEOSEARCHSTORE);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.GEO).since("3.2.0");
  }

  private static Command.Builder reading(String name) {
    return named(name).flags(READONLY).keys("RO ACCESS", 1, 0, 1);
  }

  // ---- members -------------------------------------------------------------------------------

  private static final Command GEOADD =
      named("GEOADD")
          .arity(-5)
          .flags(WRITE, DENYOOM)
          .keys("RW UPDATE", 1, 0, 1)
          .summary("Puts members of a geo set at positions and returns how many of them are new.")
          .complexity("O(log N) for each member, where N is the number of members.")
          .arguments(
              "key [condition@6.2.0: NX | XX] [CH:change@6.2.0]"
                  + " {longitude_latitude_member:"
                  + " longitude:double latitude:double member:string}...")
          .history("6.2.0", "Takes CH, NX and XX.")
          .handler(GeoCommands::geoadd)
          .build();

  private static void geoadd(CommandArgs args, Session session, ReplyWriter reply) {
    AddOptions options = AddOptions.none();
    int first = 2;
    for (; first < args.count(); first++) {
      if (args.equalsIgnoreCase(first, "NX")) {
        options = options.nx();
      } else if (args.equalsIgnoreCase(first, "XX")) {
        options = options.xx();
      } else if (args.equalsIgnoreCase(first, "CH")) {
        options = options.ch();
      } else {
        break;
      }
    }
    int count = (args.count() - first) / 3;
    if (count == 0 || (args.count() - first) % 3 != 0) {
      throw new CommandException("ERR syntax error");
    }
    GeoOps.check(options);
    double[] scores = new double[count];
    for (int i = 0; i < count; i++) {
      int at = first + 3 * i;
      scores[i] = GeoOps.score(args.doubleAt(at), args.doubleAt(at + 1));
    }
    ByteRanges members = ByteRanges.of(args, first + 2, 3);
    reply.integer(GeoOps.add(session.database(), args.range(1), scores, members, options));
  }

  private static final Command GEOPOS =
      reading("GEOPOS")
          .arity(-2)
          .summary("Returns the longitudes and latitudes of members.")
          .complexity("O(N) where N is the number of members asked for.")
          .arguments("key member:string...")
          .handler(GeoCommands::geopos)
          .build();

  private static void geopos(CommandArgs args, Session session, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    GeoReply positions = new GeoReply(session.database(), reply);
    reply.arrayHeader(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      double score = value.score(args.range(i));
      if (Double.isNaN(score)) {
        reply.nullArray();
      } else {
        positions.position(score);
      }
    }
  }

  private static final Command GEOHASH =
      reading("GEOHASH")
          .arity(-2)
          .summary("Returns the positions of members as standard geohash text.")
          .complexity("O(N) where N is the number of members asked for.")
          .arguments("key member:string...")
          .handler(GeoCommands::geohash)
          .build();

  private static void geohash(CommandArgs args, Session session, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    byte[] text = session.database().keyspace().scratch();
    reply.arrayHeader(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      double score = value.score(args.range(i));
      if (Double.isNaN(score)) {
        reply.nullBulk();
      } else {
        Geohash.writeText(GeoOps.geohash(score), text, 0);
        reply.bulk(text, 0, Geohash.TEXT_LENGTH);
      }
    }
  }

  private static final Command GEODIST =
      reading("GEODIST")
          .arity(-4)
          .summary("Returns the distance of two members.")
          .complexity("O(1)")
          .arguments("key member1:string member2:string [unit: M | KM | FT | MI]")
          .handler(GeoCommands::geodist)
          .build();

  private static void geodist(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() > 5) {
      throw new CommandException("ERR syntax error");
    }
    GeoUnit unit = args.count() == 5 ? SearchSyntax.unit(args, 4) : GeoUnit.METERS;
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    double distance = GeoOps.distance(value, args.range(2), args.range(3));
    if (distance < 0) {
      reply.nullBulk();
    } else {
      new GeoReply(session.database(), reply).distance(distance / unit.meters());
    }
  }

  // ---- searching -----------------------------------------------------------------------------

  private static Command.Builder searching(String name) {
    return named(name)
        .complexity(
            "O(log N + M) where N is the number of members and M that of those in the nine cells"
                + " that cover the area.");
  }

  private static final Command GEOSEARCH =
      searching("GEOSEARCH")
          .since("6.2.0")
          .arity(-7)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the members of a geo set in a circle or a box.")
          .arguments("key" + FROM + BY + ORDER + COUNT + WITH)
          .history("7.0.0", "Takes units in upper case.")
          .handler(GeoCommands::geosearch)
          .build();

  private static void geosearch(CommandArgs args, Session session, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    SearchSyntax syntax = SearchSyntax.search(args, 2, Form.SEARCH, value);
    new GeoReply(session.database(), reply).matches(value, syntax);
  }

  private static final Command GEOSEARCHSTORE =
      searching("GEOSEARCHSTORE")
          .since("6.2.0")
          .arity(-8)
          .flags(WRITE, DENYOOM)
          .keys("OW UPDATE", 1, 0, 1)
          .keys("RO ACCESS", 2, 0, 1)
          .summary("Stores the members of a geo set in a circle or a box in another key.")
          .arguments("destination:key source:key" + FROM + BY + ORDER + COUNT + " [STOREDIST]")
          .history("7.0.0", "Takes units in upper case.")
          .handler(GeoCommands::geosearchstore)
          .build();

  private static void geosearchstore(CommandArgs args, Session session, ReplyWriter reply) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(2));
    SearchSyntax syntax = SearchSyntax.search(args, 3, Form.SEARCH_STORE, value);
    store(StoreCommand.GEOSEARCHSTORE, 2, args, session, reply, value, syntax);
  }

  private static Command.Builder radius(String name, int arity, String summary) {
    return searching(name)
        .arity(arity)
        .summary("Returns the members of a geo set in a circle around a " + summary);
  }

  private static Command.Builder storing(Command.Builder radius, int firstOption) {
    return radius
        .flags(WRITE, DENYOOM, MOVABLEKEYS)
        .keys("RO ACCESS", 1, 0, 1)
        .keys(keyBehind("STORE", firstOption))
        .keys(keyBehind("STOREDIST", firstOption));
  }

  private static KeySpec keyBehind(String word, int from) {
    return KeySpec.of(
        "OW UPDATE", new KeySpec.AfterKeyword(word, from), new KeySpec.Range(0, 1, 0));
  }

  private static final Command GEORADIUS =
      storing(radius("GEORADIUS", -6, "position, or stores them in another key."), 6)
          .arguments(
              "key longitude:double latitude:double radius:double"
                  + UNIT
                  + WITH
                  + COUNT_SINCE
                  + ORDER
                  + STORE)
          .history("6.2.0", "Takes ANY.")
          .history("7.0.0", "Takes units in upper case.")
          .deprecated("6.2.0", "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument")
          .handler((args, session, reply) -> around(args, session, reply, false, Form.RADIUS))
          .build();

  private static final Command GEORADIUS_RO =
      radius("GEORADIUS_RO", -6, "position.")
          .since("3.2.10")
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .arguments(
              "key longitude:double latitude:double radius:double"
                  + UNIT
                  + WITH
                  + COUNT_SINCE
                  + ORDER)
          .history("6.2.0", "Takes ANY.")
          .deprecated("6.2.0", "`GEOSEARCH` with the `BYRADIUS` argument")
          .handler(
              (args, session, reply) -> around(args, session, reply, false, Form.RADIUS_READ_ONLY))
          .build();

  private static final Command GEORADIUSBYMEMBER =
      storing(radius("GEORADIUSBYMEMBER", -5, "member, or stores them in another key."), 5)
          .arguments("key member:string radius:double" + UNIT + WITH + COUNT + ORDER + STORE)
          .history("7.0.0", "Takes units in upper case.")
          .deprecated(
              "6.2.0",
              "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments")
          .handler((args, session, reply) -> around(args, session, reply, true, Form.RADIUS))
          .build();

  private static final Command GEORADIUSBYMEMBER_RO =
      radius("GEORADIUSBYMEMBER_RO", -5, "member.")
          .since("3.2.10")
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .arguments("key member:string radius:double" + UNIT + WITH + COUNT + ORDER)
          .deprecated("6.2.0", "`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments")
          .handler(
              (args, session, reply) -> around(args, session, reply, true, Form.RADIUS_READ_ONLY))
          .build();

  private static void around(
      CommandArgs args, Session session, ReplyWriter reply, boolean isByMember, Form form) {
    SortedSetValue value = SortedSetValue.find(session.database(), args.range(1));
    SearchSyntax syntax =
        isByMember
            ? SearchSyntax.aroundMember(args, form, value)
            : SearchSyntax.aroundPosition(args, form, value);
    if (syntax.destination() == 0) {
      new GeoReply(session.database(), reply).matches(value, syntax);
    } else {
      store(StoreCommand.GEORADIUS, 1, args, session, reply, value, syntax);
    }
  }

  private static void store(
      StoreCommand command,
      int source,
      CommandArgs args,
      Session session,
      ReplyWriter reply,
      SortedSetValue value,
      SearchSyntax syntax) {
    Database db = session.database();
    reply.integer(
        GeoOps.store(
            db,
            command,
            args.range(syntax.destination()),
            args.range(source),
            value,
            syntax.request(),
            syntax.isDistanceStored()));
  }
}
