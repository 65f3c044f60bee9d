package io.holdfast.oracle;

import java.util.List;

/**
 * What one peer was asked and what it said.
 *
 * @param step the line of the script this belongs to
 * @param asked the command as sent, with variables filled in; empty when nothing was sent
 */
record Exchange(Step step, List<byte[]> asked, Reply reply) {
  /** The command as a line of a script, or the directive that read this reply. */
  String question() {
    return asked.isEmpty() ? step.toString() : Quoting.quote(asked);
  }
}
