package io.holdfast.core.stream;

import io.holdfast.CommandException;
import io.holdfast.StreamAddOptions;
import io.holdfast.StreamId;
import io.holdfast.StreamReferences;
import io.holdfast.StreamTrim;
import io.holdfast.core.codec.CommandArgs;
import org.jspecify.annotations.Nullable;

/**
 * The options of XADD and XTRIM.
 *
 * <pre>
 *  XADD key  [NOMKSTREAM] [KEEPREF | DELREF | ACKED] [trim] * | id  field value ...
 *  XTRIM key [KEEPREF | DELREF | ACKED] trim
 *  trim      MAXLEN | MINID  [= | ~]  threshold  [LIMIT count]
 * </pre>
 */
final class AddSyntax {
  private static final String SYNTAX_ERROR = "ERR syntax error";
  private static final int NONE = -1;

  private final CommandArgs args;
  private final boolean isAdd;
  private int at = 2;
  private boolean isNoMkStream;
  private @Nullable StreamId id;
  private boolean isSeqAutomatic;
  private boolean isTrimming;
  private long maxLength;
  private @Nullable StreamId minId;
  private boolean isApproximate;
  private long limit = NONE;
  private StreamReferences references = StreamReferences.KEEP;

  private AddSyntax(CommandArgs args, boolean isAdd) {
    this.args = args;
    this.isAdd = isAdd;
  }

  /** What a command says of the entry it adds, and where. */
  record Addition(StreamAddOptions options, ArgumentFields fields) {}

  /** Reads XADD. */
  static Addition addition(CommandArgs args) {
    AddSyntax syntax = new AddSyntax(args, true);
    syntax.options();
    if (syntax.at == args.count()) {
      throw wrongNumber();
    }
    syntax.id();
    syntax.checkLimit();
    StreamAddOptions options = syntax.addOptions();
    int fieldArguments = args.count() - syntax.at;
    if (fieldArguments < 2 || fieldArguments % 2 != 0) {
      throw wrongNumber();
    }
    return new Addition(options, new ArgumentFields(args, syntax.at, fieldArguments / 2));
  }

  private static CommandException wrongNumber() {
    return new CommandException("ERR wrong number of arguments for 'xadd' command");
  }

  /** Reads XTRIM. */
  static StreamTrim trimming(CommandArgs args) {
    AddSyntax syntax = new AddSyntax(args, false);
    syntax.options();
    syntax.checkLimit();
    StreamTrim trim = syntax.trim();
    if (trim == null) {
      throw new CommandException(SYNTAX_ERROR);
    }
    return trim;
  }

  private void options() {
    while (at < args.count() && option()) {
      at++;
    }
  }

  private void checkLimit() {
    if (limit > 0 && !isTrimming) {
      throw new CommandException(
          "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
    }
    if (limit != NONE && !isApproximate) {
      throw new CommandException(
          "ERR syntax error, LIMIT cannot be used without the special ~ option");
    }
  }

  /** Reads an option and stops at its last word; false at what is none, which XADD takes as ID. */
  private boolean option() {
    boolean hasMore = at + 1 < args.count();
    if (isAdd && args.equalsIgnoreCase(at, "*")) {
      return false;
    } else if (hasMore && args.equalsIgnoreCase(at, "MAXLEN")) {
      strategy();
      maxLength = args.longAt(at);
      if (maxLength < 0) {
        throw new CommandException("ERR The MAXLEN argument must be >= 0.");
      }
    } else if (hasMore && args.equalsIgnoreCase(at, "MINID")) {
      strategy();
      minId = StreamIdText.parse(args, at, 0);
    } else if (hasMore && args.equalsIgnoreCase(at, "LIMIT")) {
      at++;
      limit = args.longAt(at);
      if (limit < 0) {
        throw new CommandException("ERR The LIMIT argument must be >= 0.");
      }
    } else if (isAdd && args.equalsIgnoreCase(at, "NOMKSTREAM")) {
      isNoMkStream = true;
    } else if (args.equalsIgnoreCase(at, "KEEPREF")) {
      references = StreamReferences.KEEP;
    } else if (args.equalsIgnoreCase(at, "DELREF")) {
      references = StreamReferences.DELETE;
    } else if (args.equalsIgnoreCase(at, "ACKED")) {
      references = StreamReferences.ACKNOWLEDGED;
    } else if (isAdd) {
      return false;
    } else {
      throw new CommandException(SYNTAX_ERROR);
    }
    return true;
  }

  /** Moves from MAXLEN or MINID to the threshold. */
  private void strategy() {
    if (isTrimming) {
      throw new CommandException(
          "ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
    }
    isTrimming = true;
    at++;
    boolean isLast = at + 1 == args.count();
    if (!isLast && args.equalsIgnoreCase(at, "~")) {
      isApproximate = true;
      at++;
    } else if (!isLast && args.equalsIgnoreCase(at, "=")) {
      at++;
    }
  }

  private @Nullable StreamTrim trim() {
    return isTrimming ? new StreamTrim(minId, maxLength, isApproximate, limit, references) : null;
  }

  /** Reads the ID and moves behind it. */
  private void id() {
    int index = at++;
    if (!args.equalsIgnoreCase(index, "*")) {
      id = StreamIdText.parseOpen(args.buffer(), args.offset(index), args.length(index));
      isSeqAutomatic = id != null;
      if (!isSeqAutomatic) {
        id = StreamIdText.parse(args, index, 0);
      }
    }
  }

  private StreamAddOptions addOptions() {
    return id == null && !isTrimming && !isNoMkStream
        ? StreamAddOptions.none()
        : new StreamAddOptions(id, isSeqAutomatic, isNoMkStream, trim());
  }
}
