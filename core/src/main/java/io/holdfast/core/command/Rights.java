package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;

/** What the user behind a session may do. Thread: the owner. */
public interface Rights {
  /** Of commands that no client sends: nobody's rules apply to them. */
  Rights UNLIMITED =
      new Rights() {
        @Override
        public String userName() {
          return "default";
        }

        @Override
        public boolean mayDoEverything() {
          return true;
        }

        @Override
        public void check(Command command, CommandArgs args, Session session) {
          // Everything is allowed.
        }

        @Override
        public void checkQueued(Command command, CommandArgs args, Session session) {
          // Everything is allowed.
        }

        @Override
        public boolean mayReadAnyKey(CommandArgs args) {
          return true;
        }
      };

  /** The user's name, for people. */
  String userName();

  /** Whether no command need be checked. */
  boolean mayDoEverything();

  /**
   * Lets a command pass; a refusal is noted.
   *
   * @throws CommandException "NOPERM ..."
   */
  void check(Command command, CommandArgs args, Session session);

  /**
   * Lets a command pass that was allowed when it was queued; a refusal is noted.
   *
   * @throws CommandException "NOPERM ..."
   */
  void checkQueued(Command command, CommandArgs args, Session session);

  /** Whether a command may read keys that are not among its arguments. */
  boolean mayReadAnyKey(CommandArgs args);
}
