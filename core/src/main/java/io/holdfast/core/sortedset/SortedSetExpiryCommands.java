package io.holdfast.core.sortedset;

import io.holdfast.core.command.Command;
import io.holdfast.core.element.ElementExpiryCommands;
import io.holdfast.core.element.ElementExpiryOps;
import io.holdfast.core.element.ElementType;
import java.util.List;

/** The commands on the deadlines of members of sorted sets, see {@link ElementExpiryCommands}. */
public final class SortedSetExpiryCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "ZEXPIRE ZPEXPIRE ZEXPIREAT ZPEXPIREAT ZTTL ZPTTL ZEXPIRETIME ZPEXPIRETIME ZPERSIST";

  /** The operations they call. */
  static final ElementExpiryOps DEADLINES =
      new ElementExpiryOps(
          ElementType.SORTED_SET, SortedSetValue::find, SortedSetValue::findForWrite);

  private SortedSetExpiryCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return new ElementExpiryCommands(DEADLINES).commands();
  }
}
