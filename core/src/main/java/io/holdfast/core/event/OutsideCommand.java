package io.holdfast.core.event;

/** Something an owner has to do for others, which is run after its release. */
final class OutsideCommand extends QueuedCommand<Boolean> {
  private final Runnable action;

  OutsideCommand(Runnable action) {
    super(() -> true);
    this.action = action;
  }

  @Override
  boolean done() {
    return true;
  }

  @Override
  void finish() {
    action.run();
  }

  @Override
  boolean finishRunsForeignCode() {
    return true;
  }
}
