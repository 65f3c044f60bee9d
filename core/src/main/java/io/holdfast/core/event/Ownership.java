package io.holdfast.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The ownership word: who may touch the store now, and who must be told when that ends.
 *
 * <pre>
 *  bit        set by                             means
 *  OWNED      whoever takes the word             one thread is inside
 *  RESERVED   the event thread                   it is next; it waits for the owner's release
 *  PENDING    a caller who queued a command      the owner must drain before it releases
 *  STRICT     the constructor                    only the event thread may take it
 *  CLOSED     the event loop when it ends        commands are refused instead of run
 *
 *  FREE (0) --take--> OWNED --release--> FREE            the way of a borrower, one CAS each
 *  OWNED|PENDING      the release's CAS fails; the owner clears the bit, drains, tries again
 *  OWNED|RESERVED     the owner releases to RESERVED and unparks the event thread
 *  PENDING            handed on: the event thread is signalled, a queueing caller may come first
 * </pre>
 *
 * Everything that concerns an owner stands in the one word, so that the release cannot overlook it:
 * its compare-and-set expects OWNED alone. Nothing is checked before or after it.
 *
 * <p>Invariants: at most one thread is between a successful take and its release. Only the owner
 * writes {@link #owner} and {@link #depth}; a thread reads itself in {@code owner} only if it is
 * the owner, because its own clearing of the field comes before every later read of its own.
 *
 * <p>Cost: take and release one compare-and-set each. Memory: three cache lines, so that neighbours
 * on the heap do not slow the word down.
 */
final class Ownership extends OwnershipFields {
  static final int FREE = 0;
  static final int OWNED = 1;
  static final int RESERVED = 1 << 1;
  static final int PENDING = 1 << 2;
  static final int STRICT = 1 << 3;
  static final int CLOSED = 1 << 4;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(OwnershipFields.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What a caller who has queued a command learns from {@link #announce}. */
  enum Announcement {
    /** The word was free and is now the caller's, PENDING set: release it, which drains. */
    TAKEN,
    /** Somebody who will drain has it, or has been signalled to take it. */
    SEEN,
    /** Nobody has it and the caller may not: signal the event thread. */
    SIGNAL
  }

  // Ints, since they fill the gap behind the object header where a field could slip past.
  @SuppressWarnings("unused")
  int q00, q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;
  @SuppressWarnings("unused")
  int q16, q17, q18, q19, q20, q21, q22, q23, q24, q25, q26, q27, q28, q29, q30, q31;

  Ownership(boolean isStrict) {
    word = isStrict ? STRICT : FREE;
  }

  boolean isOwner() {
    return owner == Thread.currentThread();
  }

  int word() {
    return word;
  }

  boolean isClosed() {
    return (word & CLOSED) != 0;
  }

  /** The borrower's way in: takes the word if nobody has it, wants it or waits for it. */
  boolean tryTake() {
    if (WORD.compareAndSet(this, FREE, OWNED)) {
      owner = Thread.currentThread();
      return true;
    }
    return false;
  }

  /** The borrower's way out: releases the word unless somebody has left a bit in it. */
  boolean tryReleaseQuietly() {
    owner = null;
    if (WORD.compareAndSet(this, OWNED, FREE)) {
      return true;
    }
    owner = Thread.currentThread();
    return false;
  }

  /** The event thread's way in: past STRICT, PENDING and its own RESERVED, which it clears. */
  boolean tryTakeAsEventThread() {
    for (; ; ) {
      int seen = word;
      if ((seen & OWNED) != 0) {
        return false;
      }
      if (WORD.compareAndSet(this, seen, (seen & ~RESERVED) | OWNED)) {
        owner = Thread.currentThread();
        return true;
      }
    }
  }

  /** The event thread asks to be next: borrowers fail from now on and the owner will unpark it. */
  void reserve() {
    WORD.getAndBitwiseOr(this, RESERVED);
  }

  boolean isOwned() {
    return (word & OWNED) != 0;
  }

  private static boolean isOpenToCallers(int seen) {
    if ((seen & OWNED) != 0) {
      return false;
    }
    return (seen & CLOSED) != 0 || (seen & (RESERVED | STRICT)) == 0;
  }

  /** Whether {@link #announce} would take it. */
  boolean isOpenToCallers() {
    return isOpenToCallers(word);
  }

  /**
   * Makes sure that somebody drains the queue, after a command was put there.
   *
   * <p>The fence keeps the look at the word behind the offer: who reads PENDING here reads it
   * before the draining owner clears it, and that owner looks into the queue after clearing.
   */
  Announcement announce() {
    VarHandle.fullFence();
    for (; ; ) {
      int seen = word;
      if (isOpenToCallers(seen)) {
        if (WORD.compareAndSet(this, seen, seen | OWNED | PENDING)) {
          owner = Thread.currentThread();
          return Announcement.TAKEN;
        }
      } else if ((seen & PENDING) != 0) {
        return Announcement.SEEN;
      } else if (WORD.compareAndSet(this, seen, seen | PENDING)) {
        boolean isAttended = (seen & (OWNED | RESERVED)) != 0;
        return isAttended ? Announcement.SEEN : Announcement.SIGNAL;
      }
    }
  }

  /** The owner makes its own release take the long way. */
  void flag() {
    assert isOwner() : "only the owner flags";
    WORD.getAndBitwiseOr(this, PENDING);
  }

  boolean isPending() {
    return (word & PENDING) != 0;
  }

  /** The owner is about to drain. Returns whether there is anything to drain. */
  boolean clearPending() {
    if ((word & PENDING) == 0) {
      return false;
    }
    WORD.getAndBitwiseAnd(this, ~PENDING);
    VarHandle.fullFence();
    return true;
  }

  /** Releases the word unless PENDING is set. Returns the bits left in it, or -1 if it is kept. */
  int tryRelease() {
    owner = null;
    for (; ; ) {
      int seen = word;
      if ((seen & PENDING) != 0) {
        owner = Thread.currentThread();
        return -1;
      }
      if (WORD.compareAndSet(this, seen, seen & ~OWNED)) {
        return seen & ~OWNED;
      }
    }
  }

  /** Releases the word with PENDING set, for somebody else to go on. Returns the bits left. */
  int handOn() {
    owner = null;
    for (; ; ) {
      int seen = word;
      int left = (seen & ~OWNED) | PENDING;
      if (WORD.compareAndSet(this, seen, left)) {
        return left;
      }
    }
  }

  /** The owner refuses all later commands. */
  void close() {
    WORD.getAndBitwiseOr(this, CLOSED);
  }

  @Override
  public String toString() {
    int seen = word;
    StringBuilder text = new StringBuilder((seen & OWNED) != 0 ? "OWNED" : "free");
    text.append((seen & RESERVED) != 0 ? "|RESERVED" : "");
    text.append((seen & PENDING) != 0 ? "|PENDING" : "");
    text.append((seen & STRICT) != 0 ? "|STRICT" : "");
    return text.append((seen & CLOSED) != 0 ? "|CLOSED" : "").toString();
  }

  /** Gives the word to the calling thread for good: the invoker mode. */
  void adopt() {
    word |= OWNED;
    owner = Thread.currentThread();
  }
}

/** Keeps what lies before the word on the heap off its cache line. */
abstract class OwnershipPadding {
  @SuppressWarnings("unused")
  int p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
  @SuppressWarnings("unused")
  int p16, p17, p18, p19, p20, p21, p22, p23, p24, p25, p26, p27, p28, p29, p30, p31;
}

/** The word and what its owner keeps beside it. */
abstract class OwnershipFields extends OwnershipPadding {
  volatile int word;

  /** How often the owner has entered again. */
  int depth;

  /** The thread that took the word; null while it is free. */
  @Nullable Thread owner;
}
