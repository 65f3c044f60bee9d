package io.holdfast.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import java.security.SecureRandom;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * Same seed, same calls, same bytes: one clock and one seeded random source a store, and no other.
 */
class TimeAndChanceTest {
  private static final String LIBRARY = "io.holdfast..";

  /** Where the machine's time enters. */
  private static final String SYSTEM_CLOCK = "io.holdfast.SystemClock";

  /** Where a store that was given no seed gets one. */
  private static final String SEED = "io.holdfast.core.Seed";

  @Test
  void theClock_isInjected() {
    DescribedPredicate<JavaAccess<?>> readsTheMachinesClock =
        describe(
            "reads the machine's clock",
            access ->
                target(access)
                    .matches(
                        "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)"
                            + "|java\\.time\\.\\w+\\.(now|system\\w*)"
                            + "|java\\.util\\.Date\\.<init>"));
    noClasses()
        .that()
        .resideInAPackage(LIBRARY)
        .and()
        .doNotHaveFullyQualifiedName(SYSTEM_CLOCK)
        .should()
        .accessTargetWhere(readsTheMachinesClock)
        .because("time comes from io.holdfast.Clock, which tests move by VirtualClock.advance")
        .check(House.classes());
  }

  @Test
  void chance_isSeeded() {
    DescribedPredicate<JavaAccess<?>> drawsUnseeded =
        describe(
            "draws from an unseeded source",
            access ->
                target(access)
                        .matches("java\\.lang\\.Math\\.random|java\\.util\\.UUID\\.randomUUID")
                    || isUnseeded(access));
    noClasses()
        .that()
        .resideInAPackage(LIBRARY)
        .and()
        .doNotHaveFullyQualifiedName(SEED)
        .should()
        .accessTargetWhere(drawsUnseeded)
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(ThreadLocalRandom.class, SecureRandom.class)
        .because("chance comes from the store's seeded random source")
        .check(House.classes());
  }

  @Test
  void doubles_arePrintedByHoldfast() {
    DescribedPredicate<JavaAccess<?>> printsADouble =
        describe("prints a floating-point number", TimeAndChanceTest::printsFloatingPoint);
    noClasses()
        .that()
        .resideInAnyPackage("io.holdfast", "io.holdfast.core..", "io.holdfast.encodings..")
        .should()
        .accessTargetWhere(printsADouble)
        .because("17 and 25 print different digits; DoubleText prints Redis's")
        .check(House.classes());
  }

  private static boolean isUnseeded(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    return access instanceof JavaCall<?> call
        && call.getTarget().getName().equals("<init>")
        && call.getTarget().getRawParameterTypes().isEmpty()
        && (owner.isEquivalentTo(Random.class) || owner.isEquivalentTo(SplittableRandom.class));
  }

  private static boolean printsFloatingPoint(JavaAccess<?> access) {
    return access instanceof JavaCall<?> call
        && target(access)
            .matches(
                "java\\.lang\\.(Double|Float)\\.toString"
                    + "|java\\.lang\\.String\\w*\\.(append|insert|valueOf)"
                    + "|java\\.io\\.Print\\w+\\.(print|println)")
        && call.getTarget().getRawParameterTypes().stream()
            .anyMatch(type -> type.getName().matches("double|float"));
  }

  private static String target(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getTarget().getName();
  }
}
