package io.holdfast.core.command;

import java.util.Locale;

/** The family a command belongs to, as COMMAND DOCS names it. */
public enum Group {
  STRING,
  BITMAP,
  GENERIC,
  CONNECTION,
  SERVER,
  TRANSACTIONS,
  PUBSUB,
  SCRIPTING;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The group's name in replies. */
  public String text() {
    return text;
  }
}
