package io.holdfast.examples;

import io.holdfast.Holdfast;
import io.holdfast.Sets;
import io.holdfast.Store;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks what two modules of the JDK need, in common and each for itself: a set of names for each
 * module.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.ModuleGraph [MODULE MODULE]
 * </pre>
 *
 * Without modules it compares {@code java.sql} and {@code java.rmi}.
 */
public final class ModuleGraph {
  private final Sets<String, String> sets;

  private ModuleGraph(Sets<String, String> sets) {
    this.sets = sets;
  }

  /** Runs the example. */
  public static void main(String[] args) {
    String first = args.length == 2 ? args[0] : "java.sql";
    String second = args.length == 2 ? args[1] : "java.rmi";
    try (Store store = Holdfast.open()) {
      ModuleGraph graph = new ModuleGraph(store.sets());
      graph.read();
      graph.compare(first, second);
    }
  }

  /** What each module says that it requires. */
  private void read() {
    for (ModuleReference module : ModuleFinder.ofSystem().findAll()) {
      ModuleDescriptor descriptor = module.descriptor();
      sets.add(
          "requires:" + descriptor.name(),
          descriptor.requires().stream().map(Requires::name).collect(Collectors.toSet()));
    }
  }

  private void compare(String first, String second) {
    followRequirements(first);
    followRequirements(second);
    String ofFirst = "needs:" + first;
    String ofSecond = "needs:" + second;
    show("both need", sets.intersect(List.of(ofFirst, ofSecond)));
    show("only " + first, sets.diff(ofFirst, List.of(ofSecond)));
    show("only " + second, sets.diff(ofSecond, List.of(ofFirst)));
  }

  /** Makes the set of all a module needs, by itself and through others. */
  private void followRequirements(String module) {
    sets.unionStore("open", List.of("requires:" + module));
    for (String next = sets.pop("open"); next != null; next = sets.pop("open")) {
      if (sets.add("needs:" + module, next)) {
        // What was followed before is not followed again, so cycles and diamonds end.
        sets.diffStore("new", "requires:" + next, List.of("needs:" + module));
        sets.unionStore("open", List.of("open", "new"));
      }
    }
  }

  private static void show(String title, Collection<String> modules) {
    System.out.printf("%s: %s%n", title, String.join(", ", new TreeSet<>(modules)));
  }
}
