package io.holdfast.encodings;

import java.lang.reflect.Method;

/** What the current thread has allocated. By reflection: the module under test does not read it. */
public final class AllocatedBytes {
  /** What counting itself allocates: a task that allocates nothing shows no more than this. */
  public static final long OF_COUNTING = 512;

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

  /** The bytes allocated so far. */
  public static long now() {
    try {
      return (long) ALLOCATED.invoke(BEAN, Thread.currentThread().getId());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no count of allocated bytes", e);
    }
  }

  /** The least that a round of this task allocates, once it is compiled. */
  public static long leastOf(int rounds, Runnable task) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < rounds; round++) {
      long before = now();
      task.run();
      least = Math.min(least, now() - before);
    }
    return least;
  }
}
