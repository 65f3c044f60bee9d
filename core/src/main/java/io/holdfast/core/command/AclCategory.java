package io.holdfast.core.command;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a command is about, as ACL rules name it; in the order in which replies list them. */
public enum AclCategory {
  KEYSPACE,
  READ,
  WRITE,
  SET,
  SORTEDSET,
  LIST,
  HASH,
  STRING,
  BITMAP,
  HYPERLOGLOG,
  GEO,
  STREAM,
  PUBSUB,
  ADMIN,
  FAST,
  SLOW,
  BLOCKING,
  DANGEROUS,
  CONNECTION,
  TRANSACTION,
  SCRIPTING;

  /** The categories of those generic commands that are not about keys as such. */
  private static final Set<AclCategory> FAMILIES = EnumSet.of(SET, SORTEDSET, LIST, CONNECTION);

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The name without the {@code @}. */
  public String text() {
    return text;
  }

  /** The categories of a command: what follows from its group and flags, and what it declares. */
  public static Set<AclCategory> of(Command command) {
    Set<AclCategory> categories = EnumSet.noneOf(AclCategory.class);
    for (String declared : command.aclCategories()) {
      categories.add(valueOf(declared.toUpperCase(Locale.ROOT)));
    }
    if (command.handler() != null) {
      addGroup(command.group(), categories);
    }
    addFlags(command, categories);
    return categories;
  }

  private static void addGroup(Group group, Set<AclCategory> categories) {
    switch (group) {
      case STRING -> categories.add(STRING);
      case HASH -> categories.add(HASH);
      case LIST -> categories.add(LIST);
      case SET -> categories.add(SET);
      case SORTED_SET -> categories.add(SORTEDSET);
      case STREAM -> categories.add(STREAM);
      case BITMAP -> categories.add(BITMAP);
      case HYPERLOGLOG -> categories.add(HYPERLOGLOG);
      case GEO -> categories.add(GEO);
      case GENERIC -> {
        if (Collections.disjoint(categories, FAMILIES)) {
          categories.add(KEYSPACE);
        }
      }
      case CONNECTION -> categories.add(CONNECTION);
      case TRANSACTIONS -> categories.add(TRANSACTION);
      case SCRIPTING -> categories.add(SCRIPTING);
      case SERVER, PUBSUB, CLUSTER -> {
        // The first have nothing in common but that; of the second a flag tells.
      }
    }
  }

  private static void addFlags(Command command, Set<AclCategory> categories) {
    if (command.is(Flag.WRITE)) {
      categories.add(WRITE);
    }
    if (command.is(Flag.READONLY) && command.group() != Group.SCRIPTING) {
      categories.add(READ);
    }
    if (command.is(Flag.ADMIN)) {
      categories.add(ADMIN);
      categories.add(DANGEROUS);
    }
    if (command.is(Flag.PUBSUB)) {
      categories.add(PUBSUB);
    }
    if (command.is(Flag.BLOCKING)) {
      categories.add(BLOCKING);
    }
    categories.add(command.is(Flag.FAST) ? FAST : SLOW);
  }
}
