package io.holdfast.core.command;

import io.holdfast.core.codec.ReplyWriter;
import java.util.ArrayList;
import java.util.List;

/** Writes what COMMAND DOCS tells about a command. */
final class CommandDocs {
  /** Collects the fields a map will have, since its header says how many come. */
  private static final class Fields {
    private final List<Runnable> writers = new ArrayList<>();
    private final ReplyWriter reply;

    Fields(ReplyWriter reply) {
      this.reply = reply;
    }

    void add(String name, Runnable value) {
      writers.add(
          () -> {
            reply.bulk(name);
            value.run();
          });
    }

    void add(String name, String value) {
      add(name, () -> reply.bulk(value));
    }

    void addIfPresent(String name, String value) {
      if (!value.isEmpty()) {
        add(name, value);
      }
    }

    void write() {
      reply.mapHeader(writers.size());
      writers.forEach(Runnable::run);
    }
  }

  private final ReplyWriter reply;

  private CommandDocs(ReplyWriter reply) {
    this.reply = reply;
  }

  /** Writes the name and the map behind it: two elements of a map. */
  static void write(Command command, ReplyWriter reply) {
    new CommandDocs(reply).write(command);
  }

  private void write(Command command) {
    reply.bulk(command.fullName());
    Fields fields = new Fields(reply);
    fields.add("summary", command.summary());
    fields.add("since", command.since());
    fields.add("group", command.group().text());
    fields.addIfPresent("complexity", command.complexity());
    String deprecatedSince = command.deprecatedSince();
    String replacedBy = command.replacedBy();
    if (deprecatedSince != null || command.isSystemCommand()) {
      List<String> flags = new ArrayList<>();
      if (deprecatedSince != null) {
        flags.add("deprecated");
      }
      if (command.isSystemCommand()) {
        flags.add("syscmd");
      }
      fields.add("doc_flags", () -> writeFlags(flags));
    }
    if (deprecatedSince != null) {
      fields.add("deprecated_since", deprecatedSince);
    }
    if (replacedBy != null) {
      fields.add("replaced_by", replacedBy);
    }
    if (!command.history().isEmpty()) {
      fields.add("history", () -> writeHistory(command.history()));
    }
    List<Argument> arguments = ArgumentSyntax.parse(command);
    if (!arguments.isEmpty()) {
      fields.add("arguments", () -> writeArguments(arguments));
    }
    if (command.isContainer()) {
      fields.add(
          "subcommands",
          () -> {
            reply.mapHeader(command.subcommands().size());
            command.subcommands().values().forEach(this::write);
          });
    }
    fields.write();
  }

  private void writeFlags(List<String> flags) {
    reply.setHeader(flags.size());
    flags.forEach(reply::simpleString);
  }

  private void writeHistory(List<String> history) {
    reply.setHeader(history.size());
    for (String change : history) {
      String[] versionAndText = change.split(": ", 2);
      reply.arrayHeader(2);
      reply.bulk(versionAndText[0]);
      reply.bulk(versionAndText[1]);
    }
  }

  private void writeArguments(List<Argument> arguments) {
    reply.arrayHeader(arguments.size());
    arguments.forEach(this::writeArgument);
  }

  private void writeArgument(Argument argument) {
    Fields fields = new Fields(reply);
    fields.add("name", argument.name());
    fields.add("type", argument.type().text());
    if (argument.parts().isEmpty()) {
      fields.add("display_text", argument.name());
    }
    if (argument.keySpecIndex() >= 0) {
      fields.add("key_spec_index", () -> reply.integer(argument.keySpecIndex()));
    }
    String token = argument.token();
    if (token != null) {
      fields.add("token", token);
    }
    String since = argument.since();
    if (since != null) {
      fields.add("since", since);
    }
    String deprecatedSince = argument.deprecatedSince();
    if (deprecatedSince != null) {
      fields.add("deprecated_since", deprecatedSince);
    }
    List<String> flags = new ArrayList<>();
    if (argument.isOptional()) {
      flags.add("optional");
    }
    if (argument.isMultiple()) {
      flags.add("multiple");
    }
    if (argument.isTokenRepeated()) {
      flags.add("multiple_token");
    }
    if (!flags.isEmpty()) {
      fields.add("flags", () -> writeFlags(flags));
    }
    if (!argument.parts().isEmpty()) {
      fields.add("arguments", () -> writeArguments(argument.parts()));
    }
    fields.write();
  }
}
