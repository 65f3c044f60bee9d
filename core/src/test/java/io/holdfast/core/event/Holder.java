package io.holdfast.core.event;

import java.util.concurrent.CountDownLatch;

/** A thread that owns a loop until it is told to let go: the other side of a test. */
final class Holder {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch mayLeave = new CountDownLatch(1);
  private final Thread thread;

  private Holder(EventLoop loop) {
    thread =
        new Thread(
            () -> {
              loop.call(
                  () -> {
                    entered.countDown();
                    awaitUninterruptibly(mayLeave);
                    return null;
                  });
            },
            "holder");
    thread.start();
  }

  /** Returns when another thread owns the loop. */
  static Holder of(EventLoop loop) {
    Holder holder = new Holder(loop);
    awaitUninterruptibly(holder.entered);
    return holder;
  }

  Thread thread() {
    return thread;
  }

  void letGo() {
    mayLeave.countDown();
  }

  /** Lets go and returns when the thread has left and woken everybody. */
  void leave() throws InterruptedException {
    letGo();
    thread.join();
  }

  static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    for (; ; ) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
