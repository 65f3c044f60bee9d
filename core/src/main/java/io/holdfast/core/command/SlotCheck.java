package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;

/** Sees to it that the keys of a command belong together, where the store is a cluster. */
public interface SlotCheck {
  /** No key was seen so far. */
  int NO_SLOT = -1;

  /** The code of the error, by which clients know what to do. */
  String CODE = "CROSSSLOT";

  /**
   * Checks a command, or one of a transaction.
   *
   * @param slotSoFar of the transaction's commands before, or {@link #NO_SLOT}
   * @return the slot of the keys, or {@code slotSoFar} if there are none
   * @throws CommandException "CROSSSLOT ..."
   */
  int check(Command command, CommandArgs args, int slotSoFar);
}
