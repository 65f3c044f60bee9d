package io.holdfast.resp;

import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * A fuzz target: whatever a client sends, however it is cut, he is answered with replies or cut
 * off, others are served, and nothing of him is left.
 *
 * <pre>
 *  input  | plain or TLS, 1 byte | how it is cut, 1 byte | what is sent ... |
 * </pre>
 *
 * <p>{@code .ci/fuzz resp io.holdfast.resp.ConnectionFuzz 300} lets Jazzer look.
 */
public final class ConnectionFuzz {
  /** One in so many inputs is sent to where TLS is spoken. */
  private static final int TLS_EVERY = 16;

  private static HostileServer server;

  private ConnectionFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    if (input.length > 2) {
      server().send(input, 2, input[0] % TLS_EVERY == 1, input[1]);
    }
  }

  /** Opened for the first input; ends with the process. */
  private static HostileServer server()
      throws IOException, ReflectiveOperationException, GeneralSecurityException {
    if (server == null) {
      server = new HostileServer();
    }
    return server;
  }
}
