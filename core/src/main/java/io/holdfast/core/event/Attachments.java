package io.holdfast.core.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The parts of one event loop. A part that throws is reported and left alone for a while, twice as
 * long each time, so that a broken one neither ends the loop nor keeps it spinning.
 *
 * <p>Thread: the owner. A part may attach or detach others, or itself, during its turn; the change
 * counts from the next round on.
 */
final class Attachments {
  private static final long FIRST_PAUSE_MS = 1;
  private static final long MAX_PAUSE_MS = 1_000;

  private final ErrorHandler errors;

  /** Replaced, never changed. */
  private List<Slot> slots = List.of();

  Attachments(ErrorHandler errors) {
    this.errors = errors;
  }

  void add(Attachment attachment) {
    List<Slot> changed = new ArrayList<>(slots);
    changed.add(new Slot(attachment));
    slots = changed;
  }

  void remove(Attachment attachment) {
    List<Slot> changed = new ArrayList<>(slots);
    changed.removeIf(slot -> slot.attachment == attachment);
    slots = changed;
  }

  int doWork(long nowMs) {
    int work = 0;
    List<Slot> round = slots;
    for (int i = 0; i < round.size(); i++) {
      work += doWork(round.get(i), nowMs);
    }
    return work;
  }

  /** Gives a turn only to those whose deadline has come. */
  int doDueWork(long nowMs) {
    int work = 0;
    List<Slot> round = slots;
    for (int i = 0; i < round.size(); i++) {
      Slot slot = round.get(i);
      if (deadlineMs(slot) <= nowMs) {
        work += doWork(slot, nowMs);
      }
    }
    return work;
  }

  /** The earliest deadline of all. */
  long nextDeadlineMs() {
    long earliestMs = Long.MAX_VALUE;
    List<Slot> round = slots;
    for (int i = 0; i < round.size(); i++) {
      earliestMs = Math.min(earliestMs, deadlineMs(round.get(i)));
    }
    return earliestMs;
  }

  /** Closes all, the last one attached first. */
  void close() {
    List<Slot> reversed = new ArrayList<>(slots);
    Collections.reverse(reversed);
    slots = List.of();
    for (Slot slot : reversed) {
      try {
        slot.attachment.onClose();
      } catch (Throwable e) {
        report(slot, "onClose", e);
      }
    }
  }

  private int doWork(Slot slot, long nowMs) {
    if (nowMs < slot.pausedUntilMs) {
      return 0;
    }
    try {
      int work = slot.attachment.doWork(nowMs);
      slot.recovered();
      return work;
    } catch (Throwable e) {
      slot.failed(nowMs);
      report(slot, "doWork", e);
      return 0;
    }
  }

  private long deadlineMs(Slot slot) {
    try {
      return slot.isPaused() ? slot.pausedUntilMs : slot.attachment.nextDeadlineMs();
    } catch (Throwable e) {
      report(slot, "nextDeadlineMs", e);
      return Long.MAX_VALUE;
    }
  }

  private void report(Slot slot, String method, Throwable error) {
    errors.onError("attachment " + slot.attachment.name() + ": " + method, error);
  }

  private static final class Slot {
    final Attachment attachment;
    long pausedUntilMs = Long.MIN_VALUE;
    long pauseMs = FIRST_PAUSE_MS;

    Slot(Attachment attachment) {
      this.attachment = attachment;
    }

    boolean isPaused() {
      return pausedUntilMs != Long.MIN_VALUE;
    }

    void failed(long nowMs) {
      pausedUntilMs = nowMs + pauseMs;
      pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
    }

    void recovered() {
      pausedUntilMs = Long.MIN_VALUE;
      pauseMs = FIRST_PAUSE_MS;
    }
  }
}
