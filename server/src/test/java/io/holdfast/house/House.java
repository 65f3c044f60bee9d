package io.holdfast.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The project as the house tests see it: its modules, classes and source files, read once. */
final class House {
  /** The modules that go into somebody else's program; each has a module-info.java. */
  static final List<String> LIBRARIES = List.of("encodings", "core", "persistence", "resp");

  /** Each library and what lies below it. An arrow that is not here does not exist. */
  static final Map<String, Set<String>> ARROWS =
      Map.of(
          "encodings",
          Set.of(),
          "core",
          Set.of("encodings"),
          "persistence",
          Set.of("core", "encodings"),
          "resp",
          Set.of("core"));

  /** What users may name. Every other package is exported to named modules, or not at all. */
  static final Set<String> PUBLIC_PACKAGES =
      Set.of("io.holdfast", "io.holdfast.spi", "io.holdfast.persistence", "io.holdfast.resp");

  private static final Path ROOT = root();
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.holdfast");

  private House() {}

  /** The classes of every module the server stands on, and of the server itself. */
  static JavaClasses classes() {
    return CLASSES;
  }

  /** Directory of a module. */
  static Path module(String name) {
    return ROOT.resolve(name);
  }

  /** Every Java source file of all modules, relative to the root, with its text. */
  static Map<Path, String> sources() {
    Map<Path, String> sources = new TreeMap<>();
    for (Path module : list(ROOT)) {
      Path source = module.resolve("src");
      if (Files.isRegularFile(module.resolve("pom.xml")) && Files.isDirectory(source)) {
        for (Path file : walk(source)) {
          if (file.toString().endsWith(".java")) {
            sources.put(ROOT.relativize(file), read(file));
          }
        }
      }
    }
    return sources;
  }

  /** The main sources among {@link #sources()}. */
  static Map<Path, String> mainSources() {
    Map<Path, String> sources = sources();
    sources.keySet().removeIf(file -> !file.startsWith(file.getName(0).resolve("src/main/java")));
    return sources;
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve(".mvn"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("no .mvn above " + Path.of("").toAbsolutePath());
      }
    }
    return directory;
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> walk(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
