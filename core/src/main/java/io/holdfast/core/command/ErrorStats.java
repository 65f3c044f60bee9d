package io.holdfast.core.command;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** How many error replies were given, by error code. Thread: the owner. */
public final class ErrorStats {
  /** Codes counted one by one: more than there are, few enough for a script not to fill memory. */
  private static final int MAX_CODES = 128;

  private final Map<String, Long> byCode = new TreeMap<>();
  private long total;

  ErrorStats() {}

  void count(String code) {
    total++;
    if (byCode.size() < MAX_CODES || byCode.containsKey(code)) {
      byCode.merge(code, 1L, Long::sum);
    }
  }

  /** Number of error replies. */
  public long total() {
    return total;
  }

  /** Number of error replies by code, in the order of the codes. */
  public Map<String, Long> byCode() {
    return Collections.unmodifiableMap(byCode);
  }

  void reset() {
    total = 0;
    byCode.clear();
  }
}
