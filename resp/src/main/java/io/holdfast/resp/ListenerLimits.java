package io.holdfast.resp;

import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.OutputLimits;
import java.util.concurrent.TimeUnit;

/** What connections may ask for, as the configuration says just now. Thread: the owner. */
final class ListenerLimits {
  private long maxClients;
  private long idleTimeoutMs;
  private int keepAliveSeconds;
  private long maxQueryBufferBytes;
  private long maxOutputBytes;
  private long softOutputBytes;
  private long softOutputMs;

  /** Takes every limit from a configuration, now and whenever it changes. */
  void follow(Config config) {
    config.bind(Directives.MAXCLIENTS, count -> maxClients = count);
    config.bind(Directives.TIMEOUT, s -> idleTimeoutMs = TimeUnit.SECONDS.toMillis(s));
    config.bind(Directives.TCP_KEEPALIVE, s -> keepAliveSeconds = Math.toIntExact(s));
    config.bind(Directives.CLIENT_QUERY_BUFFER_LIMIT, bytes -> maxQueryBufferBytes = bytes);
    config.bind(
        Directives.CLIENT_OUTPUT_BUFFER_LIMIT,
        limits -> outputLimits(limits.of(OutputLimits.ClientClass.NORMAL)));
  }

  private void outputLimits(OutputLimits.Limit limit) {
    maxOutputBytes = limit.hardBytes();
    softOutputBytes = limit.softBytes();
    softOutputMs = TimeUnit.SECONDS.toMillis(limit.softSeconds());
  }

  /** How many connections there may be. */
  long maxClients() {
    return maxClients;
  }

  /** How long a connection may send nothing; 0 for ever. */
  long idleTimeoutMs() {
    return idleTimeoutMs;
  }

  /** Silence before the system probes the peer; 0 for never. */
  int keepAliveSeconds() {
    return keepAliveSeconds;
  }

  /** Most bytes held of a request that is not complete. */
  long maxQueryBufferBytes() {
    return maxQueryBufferBytes;
  }

  /** Most bytes of unsent replies; 0 for no limit. */
  long maxOutputBytes() {
    return maxOutputBytes;
  }

  /** Bytes of unsent replies that are tolerated for {@link #softOutputMs}; 0 for no limit. */
  long softOutputBytes() {
    return softOutputBytes;
  }

  /** How long the soft limit may be exceeded. */
  long softOutputMs() {
    return softOutputMs;
  }
}
