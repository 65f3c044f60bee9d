package io.holdfast.core.command;

import java.util.Locale;

/** What a command is and may do, as COMMAND INFO names it. */
public enum Flag {
  WRITE,
  READONLY,
  DENYOOM,
  ADMIN,
  PUBSUB,
  NOSCRIPT,
  BLOCKING,
  LOADING,
  STALE,
  SKIP_MONITOR,
  SKIP_SLOWLOG,
  ASKING,
  FAST,
  NO_AUTH,
  /** Writes or is passed on although it is no WRITE; COMMAND does not tell. */
  MAY_REPLICATE,
  MOVABLEKEYS,
  NO_ASYNC_LOADING,
  NO_MULTI,
  ALLOW_BUSY;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The flag's name in replies. */
  public String text() {
    return text;
  }
}
