package io.holdfast.resp;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the store reports to its log, kept instead of printed. By reflection: the module under test
 * does not read the one of logging.
 */
final class LoggedFaults implements AutoCloseable {
  private final Class<?> filter;
  private final Object logger;
  private final List<String> faults = new CopyOnWriteArrayList<>();

  LoggedFaults() throws ReflectiveOperationException {
    Class<?> type = Class.forName("java.util.logging.Logger");
    Class<?> entry = Class.forName("java.util.logging.LogRecord");
    filter = Class.forName("java.util.logging.Filter");
    logger = type.getMethod("getLogger", String.class).invoke(null, "io.holdfast");
    filter(
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {filter},
            (proxy, method, args) -> {
              Object thrown = entry.getMethod("getThrown").invoke(args[0]);
              faults.add(entry.getMethod("getMessage").invoke(args[0]) + ": " + thrown);
              return false;
            }));
  }

  private void filter(Object value) throws ReflectiveOperationException {
    logger.getClass().getMethod("setFilter", filter).invoke(logger, value);
  }

  /** All so far. */
  List<String> all() {
    return faults;
  }

  @Override
  public void close() throws ReflectiveOperationException {
    filter(null);
  }
}
