package io.holdfast.resp;

import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.OutputLimits;
import java.util.concurrent.TimeUnit;

/** What connections may ask for, as the configuration says just now. Thread: the owner. */
final class ListenerLimits {
  private static final OutputLimits.Limit NO_LIMIT = new OutputLimits.Limit(0, 0, 0);

  private long maxClients;
  private boolean isProtected;
  private long idleTimeoutMs;
  private int keepAliveSeconds;
  private long maxQueryBufferBytes;
  private OutputLimits.Limit output = NO_LIMIT;
  private OutputLimits.Limit subscriberOutput = NO_LIMIT;

  /** Takes every limit from a configuration, now and whenever it changes. */
  void follow(Config config) {
    config.bind(Directives.MAXCLIENTS, count -> maxClients = count);
    config.bind(Directives.PROTECTED_MODE, value -> isProtected = value);
    config.bind(Directives.TIMEOUT, s -> idleTimeoutMs = TimeUnit.SECONDS.toMillis(s));
    config.bind(Directives.TCP_KEEPALIVE, s -> keepAliveSeconds = Math.toIntExact(s));
    config.bind(Directives.CLIENT_QUERY_BUFFER_LIMIT, bytes -> maxQueryBufferBytes = bytes);
    config.bind(Directives.CLIENT_OUTPUT_BUFFER_LIMIT, this::outputLimits);
  }

  private void outputLimits(OutputLimits limits) {
    output = limits.of(OutputLimits.ClientClass.NORMAL);
    subscriberOutput = limits.of(OutputLimits.ClientClass.PUBSUB);
  }

  /** How many connections there may be. */
  long maxClients() {
    return maxClients;
  }

  /** Whether only this machine is served while there is no password. */
  boolean isProtected() {
    return isProtected;
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

  /** Which bytes of unsent replies and messages a connection may leave waiting. */
  OutputLimits.Limit output(boolean isSubscribed) {
    return isSubscribed ? subscriberOutput : output;
  }
}
