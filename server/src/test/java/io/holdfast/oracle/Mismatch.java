package io.holdfast.oracle;

/**
 * Two replies to the same step that are not equal and that no listed difference explains.
 *
 * @param where {@code file:line}, or what else tells the place
 */
record Mismatch(String where, String question, Exchange oracle, Exchange ours) {
  private static final int SHOWN = 1200;

  /** The report: place and command, then both replies in words and in bytes. */
  String describe(String oracleName, String ourName) {
    int width = Math.max(oracleName.length(), ourName.length());
    return shorten(where + "  " + question)
        + side(width, oracleName, oracle)
        + side(width, ourName, ours);
  }

  private static String side(int width, String name, Exchange exchange) {
    Reply reply = exchange.reply();
    String padded = name + " ".repeat(width - name.length());
    return "\n    "
        + padded
        + "  "
        + shorten(exchange.step().comparison().view(reply))
        + "\n    "
        + " ".repeat(width)
        + "  \""
        + shorten(Quoting.escape(reply.bytes()))
        + '"';
  }

  private static String shorten(String text) {
    if (text.length() <= SHOWN) {
      return text;
    }
    return text.substring(0, SHOWN) + "... (" + text.length() + " characters)";
  }
}
