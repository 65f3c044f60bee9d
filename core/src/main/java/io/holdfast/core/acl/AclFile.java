package io.holdfast.core.acl;

import io.holdfast.CommandException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of users, a line each, as ACL LIST shows them.
 *
 * <pre>
 *  user default on nopass sanitize-payload ~* &amp;* +@all
 *  user alice on #2bd806c9... ~cached:* resetchannels -@all +get (~other resetchannels -@all +set)
 * </pre>
 *
 * It is read as a whole or not at all, and written beside the old one, whose place it takes when it
 * is complete.
 */
final class AclFile {
  private static final String NOTHING_CHANGED =
      "WARNING: ACL errors detected, no change to the previously active ACL rules was performed";

  private final Path path;

  AclFile(Path path) {
    this.path = path;
  }

  /**
   * Reads all users.
   *
   * @throws CommandException "ERR ..." with every line that is wrong
   */
  Map<String, UserRules> load(Vocabulary words) {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      String why =
          e instanceof NoSuchFileException ? "No such file or directory" : "cannot be read";
      throw new CommandException("ERR Error loading ACLs, opening file '" + path + "': " + why);
    }
    Map<String, UserRules> users = new LinkedHashMap<>();
    StringBuilder errors = new StringBuilder();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (!line.isEmpty()) {
        read(line, i + 1, words, users, errors);
      }
    }
    if (errors.length() > 0) {
      throw new CommandException("ERR " + errors + NOTHING_CHANGED);
    }
    return users;
  }

  private void read(
      String line,
      int number,
      Vocabulary words,
      Map<String, UserRules> users,
      StringBuilder errors) {
    List<String> parts = List.of(line.split(" +", -1));
    String place = path + ":" + number;
    if (!parts.get(0).equals("user") || parts.size() < 2) {
      errors.append(place).append(" should start with user keyword followed by the username. ");
      return;
    }
    String name = parts.get(1);
    if (RuleText.hasSpaces(name, 0)) {
      errors.append("'").append(place).append(": username '").append(name);
      errors.append("' contains invalid characters. ");
      return;
    }
    UserRules rules = new UserRules(words);
    if (users.putIfAbsent(name, rules) != null) {
      errors.append("WARNING: Duplicate user '").append(name);
      errors.append("' found on line ").append(number).append(". ");
      return;
    }
    SelectorWords joined = SelectorWords.join(parts.subList(2, parts.size()));
    if (joined.unmatched().isPresent()) {
      errors.append(place).append(": Unmatched parenthesis in selector definition.");
      return;
    }
    for (String rule : joined.rules()) {
      try {
        rules.apply(rule);
      } catch (RuleException wrong) {
        errors.append(place).append(": ").append(wrong.told(rule)).append(". ");
        return;
      }
    }
  }

  /**
   * Writes all users.
   *
   * @throws CommandException "ERR ..." if that fails
   */
  void save(List<byte[]> lines) {
    try {
      Path folder = path.toAbsolutePath().getParent();
      Path written = Files.createTempFile(folder, path.getFileName() + ".", ".tmp");
      try {
        StringBuilder text = new StringBuilder();
        lines.forEach(
            line -> text.append(new String(line, StandardCharsets.ISO_8859_1)).append('\n'));
        Files.writeString(written, text, StandardCharsets.ISO_8859_1);
        moveOver(written);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException | SecurityException e) {
      throw new CommandException(
          "ERR There was an error trying to save the ACLs. Please check the server logs for more"
              + " information");
    }
  }

  private void moveOver(Path written) throws IOException {
    try {
      Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(written, path, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
