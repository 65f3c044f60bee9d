package io.holdfast.core.pubsub;

import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.LOADING;
import static io.holdfast.core.command.Flag.NOSCRIPT;
import static io.holdfast.core.command.Flag.STALE;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.encodings.glob.GlobPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands that publish and subscribe: each declaration stands above its handler.
 *
 * <p>Nothing published is logged: a message is for those who listen when it is published.
 */
public final class PubSubCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "PSUBSCRIBE PUBLISH PUBSUB PUNSUBSCRIBE SPUBLISH SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE"
          + " UNSUBSCRIBE";

  private final Channels channels;

  /** Commands that know who listens to what in a store. */
  public PubSubCommands(Channels channels) {
    this.channels = channels;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        publish(),
        spublish(),
        subscribe(),
        psubscribe(),
        ssubscribe(),
        unsubscribe(),
        punsubscribe(),
        sunsubscribe(),
        pubsub());
  }

  private static Command.Builder named(String name, String since) {
    return Command.named(name).group(Group.PUBSUB).since(since);
  }

  // ---- publishing ----------------------------------------------------------------------------

  private Command publish() {
    return named("PUBLISH", "2.0.0")
        .arity(3)
        .flags(Flag.PUBSUB, LOADING, STALE, FAST, Flag.MAY_REPLICATE)
        .summary("Sends a message to all who listen to a channel.")
        .complexity(
            "O(N+M) where N is the number of subscribers of the channel and M the number of"
                + " patterns subscribed to.")
        .arguments("channel:string message:string")
        .handler(
            (args, session, reply) -> reply.integer(channels.publish(args.range(1), args.range(2))))
        .build();
  }

  private Command spublish() {
    return named("SPUBLISH", "7.0.0")
        .arity(3)
        .flags(Flag.PUBSUB, LOADING, STALE, FAST, Flag.MAY_REPLICATE)
        .keys("not_key", 1, 0, 1)
        .summary("Sends a message to all who listen to a shard channel.")
        .complexity("O(N) where N is the number of subscribers of the shard channel.")
        .arguments("shardchannel:string message:string")
        .handler(
            (args, session, reply) ->
                reply.integer(channels.publishToShard(args.range(1), args.range(2))))
        .build();
  }

  // ---- subscribing ---------------------------------------------------------------------------

  private static Command.Builder listening(String name, String since) {
    return named(name, since).flags(Flag.PUBSUB, NOSCRIPT, LOADING, STALE).allowedWhileSubscribed();
  }

  private Command subscribe() {
    return listening("SUBSCRIBE", "2.0.0")
        .arity(-2)
        .summary("Listens to channels.")
        .complexity("O(N) where N is the number of channels.")
        .arguments("channel:string...")
        .handler((args, session, reply) -> subscribe(TopicKind.CHANNEL, args, session, reply))
        .build();
  }

  private Command psubscribe() {
    return listening("PSUBSCRIBE", "2.0.0")
        .arity(-2)
        .summary("Listens to all channels that match patterns.")
        .complexity("O(N) where N is the number of patterns.")
        .arguments("{pattern: pattern:pattern}...")
        .handler((args, session, reply) -> subscribe(TopicKind.PATTERN, args, session, reply))
        .build();
  }

  private Command ssubscribe() {
    return listening("SSUBSCRIBE", "7.0.0")
        .arity(-2)
        .keys("not_key", 1, -1, 1)
        .summary("Listens to shard channels.")
        .complexity("O(N) where N is the number of shard channels.")
        .arguments("shardchannel:string...")
        .handler(
            (args, session, reply) -> {
              if (session.isExecuting()) {
                throw new CommandException(
                    "ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
              }
              subscribe(TopicKind.SHARD, args, session, reply);
            })
        .build();
  }

  private void subscribe(TopicKind kind, CommandArgs args, Session session, ReplyWriter reply) {
    SessionSubscriber subscriber = SessionSubscriber.of(session, channels);
    for (int i = 1; i < args.count(); i++) {
      ByteRange name = args.range(i);
      subscriber.subscribe(kind, name);
      confirm(kind.subscribe(), name, subscriber.confirmed(kind), reply);
    }
  }

  private static void confirm(String word, @Nullable ByteRange name, int count, ReplyWriter reply) {
    reply.pushHeader(3);
    reply.bulk(word);
    if (name == null) {
      reply.nullBulk();
    } else {
      reply.bulk(name.array(), name.offset(), name.length());
    }
    reply.integer(count);
  }

  // ---- unsubscribing -------------------------------------------------------------------------

  private Command unsubscribe() {
    return listening("UNSUBSCRIBE", "2.0.0")
        .arity(-1)
        .summary("Stops listening to channels, or to all of them.")
        .complexity("O(N) where N is the number of channels.")
        .arguments("[channel:string...]")
        .handler((args, session, reply) -> unsubscribe(TopicKind.CHANNEL, args, session, reply))
        .build();
  }

  private Command punsubscribe() {
    return listening("PUNSUBSCRIBE", "2.0.0")
        .arity(-1)
        .summary("Stops listening to channels that match patterns, or to any that match one.")
        .complexity("O(N) where N is the number of patterns.")
        .arguments("[pattern:pattern...]")
        .handler((args, session, reply) -> unsubscribe(TopicKind.PATTERN, args, session, reply))
        .build();
  }

  private Command sunsubscribe() {
    return listening("SUNSUBSCRIBE", "7.0.0")
        .arity(-1)
        .keys("not_key", 1, -1, 1)
        .summary("Stops listening to shard channels, or to all of them.")
        .complexity("O(N) where N is the number of shard channels.")
        .arguments("[shardchannel:string...]")
        .handler((args, session, reply) -> unsubscribe(TopicKind.SHARD, args, session, reply))
        .build();
  }

  private void unsubscribe(TopicKind kind, CommandArgs args, Session session, ReplyWriter reply) {
    SessionSubscriber subscriber = SessionSubscriber.of(session, channels);
    if (args.count() > 1) {
      for (int i = 1; i < args.count(); i++) {
        unsubscribe(kind, args.range(i), subscriber, reply);
      }
    } else if (subscriber.count(kind) > 0) {
      subscriber.topics(kind).forEach(topic -> unsubscribe(kind, topic.name(), subscriber, reply));
    } else {
      confirm(kind.unsubscribe(), null, subscriber.confirmed(kind), reply);
    }
  }

  private static void unsubscribe(
      TopicKind kind, ByteRange name, SessionSubscriber subscriber, ReplyWriter reply) {
    subscriber.unsubscribe(kind, name);
    confirm(kind.unsubscribe(), name, subscriber.confirmed(kind), reply);
  }

  // ---- telling -------------------------------------------------------------------------------

  private Command pubsub() {
    return named("PUBSUB", "2.8.0")
        .arity(-2)
        .summary("Tells who listens to what.")
        .complexity("Depends on subcommand.")
        .subcommands(
            names("CHANNELS", "2.8.0", "channels", TopicKind.CHANNEL),
            Command.help(Group.PUBSUB, "6.2.0"),
            subcommand("NUMPAT", "2.8.0", 2)
                .summary("Returns the number of patterns subscribed to, each counted once.")
                .complexity("O(1)")
                .handler((args, session, reply) -> reply.integer(channels.patternCount())),
            counts("NUMSUB", "2.8.0", "channel", TopicKind.CHANNEL),
            names("SHARDCHANNELS", "7.0.0", "shard channels", TopicKind.SHARD),
            counts("SHARDNUMSUB", "7.0.0", "shardchannel", TopicKind.SHARD))
        .build();
  }

  private static Command.Builder subcommand(String name, String since, int arity) {
    return named(name, since).arity(arity).flags(Flag.PUBSUB, LOADING, STALE);
  }

  private Command.Builder names(String name, String since, String what, TopicKind kind) {
    return subcommand(name, since, -2)
        .summary("Returns the " + what + " that have subscribers.")
        .complexity("O(N) where N is the number of " + what + ".")
        .arguments("[pattern:pattern]")
        .handler((args, session, reply) -> names(kind, args, reply));
  }

  private void names(TopicKind kind, CommandArgs args, ReplyWriter reply) {
    if (args.count() > 3) {
      throw QuotingException.of(
          "ERR unknown subcommand or wrong number of arguments for '",
          args,
          1,
          "'. Try PUBSUB HELP.");
    }
    GlobPattern pattern = args.count() == 3 ? GlobPattern.compile(args.bytes(2)) : null;
    List<ByteRange> names = channels.names(kind, pattern);
    reply.arrayHeader(names.size());
    names.forEach(name -> reply.bulk(name.array(), name.offset(), name.length()));
  }

  private Command.Builder counts(String name, String since, String argument, TopicKind kind) {
    return subcommand(name, since, -2)
        .summary("Returns the number of subscribers of each channel, patterns left out.")
        .complexity("O(N) where N is the number of channels asked for.")
        .arguments("[" + argument + ":string...]")
        .handler((args, session, reply) -> counts(kind, args, reply));
  }

  private void counts(TopicKind kind, CommandArgs args, ReplyWriter reply) {
    reply.arrayHeader(2 * (args.count() - 2));
    for (int i = 2; i < args.count(); i++) {
      ByteRange name = args.range(i);
      reply.bulk(name.array(), name.offset(), name.length());
      reply.integer(channels.subscriberCount(kind, name));
    }
  }
}
