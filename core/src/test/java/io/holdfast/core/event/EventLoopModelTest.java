package io.holdfast.core.event;

import io.holdfast.Clock;
import io.holdfast.StoreClosedException;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

/**
 * Callers and the event thread under a model checker, which runs each scenario once for every order
 * of steps it tries; a lost wake-up never ends, and it says so.
 *
 * <p>Every command counts without any synchronization of its own and checks that it is alone, so
 * two owners at once, a lost command and one that runs twice all show in the count.
 *
 * <p>Nobody spins here, and one owner runs a single command of others, so that the hand-over
 * happens within the few steps that can be tried. {@code -Dholdfast.long=true} tries more.
 *
 * @see BorrowersModelTest
 */
class EventLoopModelTest {
  private static final int INVOCATIONS =
      Integer.getInteger("holdfast.invocations", Boolean.getBoolean("holdfast.long") ? 5_000 : 40);

  /** A loop, and a count that only its owner may touch. */
  private static final class Scene {
    final EventLoop loop;
    int count;
    boolean isInside;

    Scene(EventLoop.Mode mode) {
      loop =
          new EventLoop(
              mode, Clock.system(), (where, e) -> {}, new Limits(0, 1, 1), new StrictParking());
    }

    int increment() {
      check(!isInside, "two owners");
      isInside = true;
      int next = count + 1;
      count = next;
      isInside = false;
      return next;
    }

    void call() {
      loop.call(this::increment);
    }

    void submit() {
      loop.submit(this::increment).join();
    }

    /** Returns whether it ran rather than found the store closed. */
    boolean callUnlessClosed() {
      try {
        call();
        return true;
      } catch (StoreClosedException e) {
        return false;
      }
    }

    boolean submitUnlessClosed() {
      try {
        submit();
        return true;
      } catch (CompletionException e) {
        check(e.getCause() instanceof StoreClosedException, "closed");
        return false;
      }
    }

    void expect(int expected) {
      check(count == expected, "count=" + count + " expected=" + expected);
    }
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new AssertionError(message);
    }
  }

  private static void explore(EventLoop.Mode mode, Consumer<Scene> scenario) {
    Lincheck.runConcurrentTest(INVOCATIONS, () -> scenario.accept(new Scene(mode)));
  }

  private static Thread start(Runnable body) {
    Thread thread = new Thread(body);
    thread.start();
    return thread;
  }

  private static void join(Thread... threads) {
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void borrowers_handOnToTheEventThread() {
    explore(
        EventLoop.Mode.BORROWED,
        scene -> {
          scene.loop.start();
          Thread a = start(scene::call);
          Thread b = start(scene::submit);
          scene.call();
          join(a, b);
          scene.expect(3);
          scene.loop.close();
        });
  }

  @Test
  void callers_ofAStrictLoop() {
    explore(
        EventLoop.Mode.EVENT_THREAD_ONLY,
        scene -> {
          scene.loop.start();
          Thread a = start(scene::call);
          scene.submit();
          join(a);
          scene.expect(2);
          scene.loop.close();
        });
  }

  @Test
  void close_amongCallers() {
    explore(
        EventLoop.Mode.BORROWED,
        scene -> {
          boolean[] ran = new boolean[2];
          scene.loop.start();
          Thread a = start(() -> ran[0] = scene.callUnlessClosed());
          Thread b = start(() -> ran[1] = scene.submitUnlessClosed());
          scene.loop.close();
          join(a, b);
          scene.expect((ran[0] ? 1 : 0) + (ran[1] ? 1 : 0));
        });
  }

  @Test
  void interrupt_whileWaiting() {
    explore(
        EventLoop.Mode.BORROWED,
        scene -> {
          boolean[] flag = new boolean[1];
          Thread a =
              start(
                  () -> {
                    scene.call();
                    flag[0] = Thread.interrupted();
                  });
          a.interrupt();
          scene.call();
          join(a);
          scene.expect(2);
        });
  }

  @Test
  void attachment_woken() {
    explore(
        EventLoop.Mode.BORROWED,
        scene -> {
          Thread[] worked = new Thread[1];
          scene.loop.start();
          Thread a = start(scene::call);
          scene.loop.attach(
              new Attachment() {
                @Override
                public int doWork(long nowMs) {
                  worked[0] = Thread.currentThread();
                  scene.loop.detach(this);
                  return scene.increment();
                }

                @Override
                public long nextDeadlineMs() {
                  return Long.MAX_VALUE;
                }
              });
          join(a);
          scene.loop.close();
        });
  }
}
