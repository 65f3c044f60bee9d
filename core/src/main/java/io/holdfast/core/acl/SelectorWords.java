package io.holdfast.core.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts together the selectors among the words of rules: they hold spaces themselves. */
record SelectorWords(List<String> rules, Optional<String> unmatched) {
  /** The words, with those from one with an opening parenthesis to one with a closing joined. */
  static SelectorWords join(List<String> words) {
    List<String> rules = new ArrayList<>();
    StringBuilder open = null;
    String first = "";
    for (String word : words) {
      if (open != null) {
        open.append(' ').append(word);
      } else if (word.startsWith("(")) {
        open = new StringBuilder(word);
        first = word;
      } else {
        rules.add(word);
        continue;
      }
      if (word.endsWith(")")) {
        rules.add(open.toString());
        open = null;
      }
    }
    return new SelectorWords(rules, open == null ? Optional.empty() : Optional.of(first));
  }
}
