package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;

/**
 * What a command does: parses its arguments, calls a typed operation, writes one reply.
 *
 * <p>Runs under ownership. The number of arguments has been checked against the arity. A {@link
 * io.holdfast.CommandException} it throws becomes the error reply, in place of anything it wrote.
 */
@FunctionalInterface
public interface Handler {
  /** Executes one command of a session. */
  void execute(CommandArgs args, Session session, ReplyWriter reply);
}
