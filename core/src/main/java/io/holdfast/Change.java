package io.holdfast;

import io.holdfast.spi.Effect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One change of a store: the command that would repeat it exactly, whatever brought it about. SPOP
 * is told as SREM, EXPIRE as PEXPIREAT, a key that expired as DEL.
 *
 * <p>Changes that belong together (a transaction, a {@link Store#call} block) stand between a
 * change MULTI and a change EXEC. Whoever runs the commands of a feed in their order, each in its
 * database, has the same data in the end.
 *
 * @param sequence number of the change; the next change has the next number
 * @param unit number of the MULTI that began the unit it belongs to, or 0; of a unit that the feed
 *     entered in the middle likewise 0
 * @param database index of the database
 * @param keys the keys of the command; none of FLUSHDB, FLUSHALL, SWAPDB, MULTI and EXEC
 * @param command the command, its name first; the arrays are shared and must not be changed
 * @param values what became of the keys it touched, if the filter asks for it, see {@link
 *     ChangeFilter#values}; a key that is as it was before is left out
 */
public record Change(
    long sequence,
    long unit,
    int database,
    List<byte[]> keys,
    List<byte[]> command,
    List<ValueChange> values) {
  /** The name of the change that begins a unit. */
  public static final String MULTI = "MULTI";

  /** The name of the change that ends a unit. */
  public static final String EXEC = "EXEC";

  /** A change that is an effect. */
  public Change(Effect effect, long unit, List<byte[]> keys) {
    this(effect.sequence(), unit, effect.database(), keys, effect.command(), effect.values());
  }

  /** The command's name, in upper case. */
  public String name() {
    return new String(command.get(0), StandardCharsets.US_ASCII);
  }

  /** Whether it begins a unit, and changes nothing by itself. */
  public boolean isUnitStart() {
    return name().equals(MULTI);
  }

  /** Whether it ends a unit, and changes nothing by itself. */
  public boolean isUnitEnd() {
    return name().equals(EXEC);
  }

  /** The words of the command as UTF-8. */
  public List<String> words() {
    return command.stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList();
  }

  /** Number, database and words, for people. */
  @Override
  public String toString() {
    return sequence + " [" + database + "] " + String.join(" ", words());
  }
}
