package io.holdfast.core.command;

import java.util.Locale;

/** The family a command belongs to, as COMMAND DOCS names it. */
public enum Group {
  STRING,
  HASH,
  LIST,
  SET,
  SORTED_SET,
  STREAM,
  BITMAP,
  HYPERLOGLOG,
  GEO,
  GENERIC,
  CONNECTION,
  SERVER,
  TRANSACTIONS,
  PUBSUB,
  SCRIPTING,
  CLUSTER;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The group's name in replies. */
  public String text() {
    return text;
  }
}
