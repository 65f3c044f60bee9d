package io.holdfast.core.set;

import io.holdfast.core.command.Command;
import io.holdfast.core.element.ElementExpiryCommands;
import io.holdfast.core.element.ElementExpiryOps;
import io.holdfast.core.element.ElementType;
import java.util.List;

/** The commands on the deadlines of members of sets, see {@link ElementExpiryCommands}. */
public final class SetExpiryCommands {
  /** The names of the commands declared here. */
  public static final String NAMES =
      "SEXPIRE SPEXPIRE SEXPIREAT SPEXPIREAT STTL SPTTL SEXPIRETIME SPEXPIRETIME SPERSIST";

  /** The operations they call. */
  static final ElementExpiryOps DEADLINES =
      new ElementExpiryOps(ElementType.SET, SetValue::find, SetValue::findForWrite);

  private SetExpiryCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return new ElementExpiryCommands(DEADLINES).commands();
  }
}
