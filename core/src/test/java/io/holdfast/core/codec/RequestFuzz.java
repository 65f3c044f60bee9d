package io.holdfast.core.codec;

/**
 * A fuzz target: any bytes are commands, a {@link ProtocolException} or the beginning of more, the
 * same whole as in pieces.
 *
 * <p>Jazzer 0.30.0, which is no dependency of the build, runs it with {@code java -cp
 * jazzer.jar:target/classes:target/test-classes:... com.code_intelligence.jazzer.Jazzer
 * --target_class=io.holdfast.core.codec.RequestFuzz}. What it finds is kept as a case in {@link
 * RequestCases}.
 */
public final class RequestFuzz {
  private RequestFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    String whole = Connection.of(input).outcome();
    Connection pieces = new Connection();
    for (int at = 0; at < input.length; at += 3) {
      pieces.receive(input, at, Math.min(at + 3, input.length));
    }
    if (!pieces.outcome().equals(whole)) {
      throw new AssertionError("whole: " + whole + "\nin pieces: " + pieces.outcome());
    }
  }
}
