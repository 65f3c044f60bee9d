package io.holdfast.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Arrows point down only: in the byte code, and in what the modules say of themselves. */
class ArrowsTest {
  @Test
  void everyClass_belongsToOneModule() {
    assertThat(House.classes().stream().map(JavaClass::getPackageName).distinct())
        .as("packages of the modules; was the wrong class path imported?")
        .contains("io.holdfast.encodings.arena", "io.holdfast.encodings.table");
  }

  @Test
  void layers_pointDown() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("encodings")
        .definedBy("io.holdfast.encodings..")
        .layer("core")
        .definedBy("io.holdfast", "io.holdfast.spi..", "io.holdfast.core..")
        .layer("persistence")
        .definedBy("io.holdfast.persistence..")
        .layer("lua")
        .definedBy("io.holdfast.lua..")
        .layer("resp")
        .definedBy("io.holdfast.resp..")
        .layer("server")
        .definedBy("io.holdfast.server..")
        .whereLayer("server")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("resp")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("lua")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("persistence")
        .mayOnlyBeAccessedByLayers("server")
        .whereLayer("core")
        .mayOnlyBeAccessedByLayers("persistence", "lua", "resp", "server")
        .whereLayer("encodings")
        .mayOnlyBeAccessedByLayers("core", "persistence", "lua")
        .because("optional parts plug into core through io.holdfast.spi; core never names them")
        .check(House.classes());
  }

  @Test
  void encodings_knowNoThreadFileOrSocket() {
    noClasses()
        .that()
        .resideInAPackage("io.holdfast.encodings..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.net..",
            "java.nio.channels..",
            "java.nio.file..",
            "java.time..",
            "java.util.concurrent..",
            "org.agrona..",
            "org.jctools..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .because("bytes and arrays only: a reader can learn the encodings alone")
        .allowEmptyShould(true)
        .check(House.classes());
  }

  @Test
  void core_opensNoSocketAndNoFile() {
    noClasses()
        .that()
        .resideInAnyPackage("io.holdfast", "io.holdfast.spi..", "io.holdfast.core..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.net\\.(Server)?Socket|java\\.nio\\.channels\\..*Channel")
        .because("the listener and the files are optional parts")
        .allowEmptyShould(true)
        .check(House.classes());
  }

  @TestFactory
  Stream<DynamicTest> module_requiresWhatIsBelowIt() {
    return libraries().map(name -> dynamicTest(name, () -> requiresWhatIsBelowIt(name)));
  }

  private static void requiresWhatIsBelowIt(String name) throws IOException {
    Set<String> ours =
        descriptor(name).requires().stream()
            .map(ModuleDescriptor.Requires::name)
            .filter(required -> required.startsWith("io.holdfast."))
            .map(required -> required.substring("io.holdfast.".length()))
            .collect(Collectors.toSet());
    assertThat(House.ARROWS.get(name)).as("below %s", name).containsAll(ours);
  }

  @TestFactory
  Stream<DynamicTest> module_exportsOnlyThePublicApiToEverybody() {
    return libraries().map(name -> dynamicTest(name, () -> exportsOnlyThePublicApi(name)));
  }

  private static void exportsOnlyThePublicApi(String name) throws IOException {
    ModuleDescriptor descriptor = descriptor(name);
    assertThat(descriptor.isOpen()).as("open module").isFalse();
    assertThat(descriptor.opens()).as("opened packages").isEmpty();
    assertThat(descriptor.exports())
        .filteredOn(export -> !export.isQualified())
        .extracting(ModuleDescriptor.Exports::source)
        .as("unqualified exports of %s", name)
        .isSubsetOf(House.PUBLIC_PACKAGES);
  }

  private static Stream<String> libraries() {
    return House.LIBRARIES.stream()
        .filter(name -> Files.isDirectory(House.module(name).resolve("src/main/java")));
  }

  private static ModuleDescriptor descriptor(String name) throws IOException {
    Path compiled = House.module(name).resolve("target/classes/module-info.class");
    assertThat(compiled).exists();
    try (InputStream in = Files.newInputStream(compiled)) {
      return ModuleDescriptor.read(in);
    }
  }
}
