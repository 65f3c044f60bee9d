package io.holdfast.core.acl;

import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;

/** Which arguments of a command name channels that must be allowed: leaving one always is. */
enum ChannelArguments {
  NONE,
  /** The first one is a channel. */
  ONE,
  /** All are channels. */
  ALL,
  /** All are patterns of channels. */
  PATTERNS;

  static ChannelArguments of(Command command) {
    if (command.group() != Group.PUBSUB) {
      return NONE;
    }
    return switch (command.fullName()) {
      case "publish", "spublish" -> ONE;
      case "subscribe", "ssubscribe" -> ALL;
      case "psubscribe" -> PATTERNS;
      default -> NONE;
    };
  }

  /** One behind the last of them. */
  int end(int argumentCount) {
    return switch (this) {
      case NONE -> 1;
      case ONE -> Math.min(2, argumentCount);
      case ALL, PATTERNS -> argumentCount;
    };
  }
}
