package io.holdfast.core;

import java.lang.reflect.Method;

/** What the current thread has allocated. By reflection: the module under test does not read it. */
public final class AllocatedBytes {
  private static final Object BEAN;
  private static final Method ALLOCATED;

  static {
    try {
      BEAN =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      ALLOCATED =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no count of allocated bytes", e);
    }
  }

  private AllocatedBytes() {}

  /** The least that a round of this task allocates, once it is compiled. */
  public static long leastOf(int rounds, Runnable task) {
    return leastOf(rounds, 0, task);
  }

  /** As {@link #leastOf(int, Runnable)}, ending with the first round that takes no more bytes. */
  public static long leastOf(int rounds, long enough, Runnable task) {
    try {
      long least = Long.MAX_VALUE;
      for (int round = 0; round < rounds && least > enough; round++) {
        long before = now();
        task.run();
        least = Math.min(least, now() - before);
      }
      return least;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no count of allocated bytes", e);
    }
  }

  private static long now() throws ReflectiveOperationException {
    return (long) ALLOCATED.invoke(BEAN, Thread.currentThread().getId());
  }
}
