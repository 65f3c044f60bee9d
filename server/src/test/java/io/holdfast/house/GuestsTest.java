package io.holdfast.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What Holdfast may use of its guests without a flag or a warning on any JDK from 17 on.
 *
 * <p>One reference to a class below prints a warning on 25 and is announced to fail on a later JDK,
 * or already fails on 17 without a flag: Agrona 2 reaches into {@code jdk.internal.misc}, JCTools'
 * plain queues into {@code sun.misc.Unsafe}.
 */
class GuestsTest {
  private static final Pattern UNSAFE_AGRONA =
      Pattern.compile(
          "org\\.agrona\\."
              + "(AbstractMutableDirectBuffer|BufferUtil|ExpandableArrayBuffer"
              + "|ExpandableDirectByteBuffer|ExpandableRingBuffer|IoUtil|MarkFile|UnsafeApi"
              + "|concurrent\\.(UnsafeBuffer|\\w+ConcurrentArrayQueue"
              + "|ManyToOneConcurrentLinkedQueue|CountedErrorHandler"
              + "|(broadcast|ringbuffer|errors)\\..*"
              + "|status\\.(?!StatusIndicatorReader$|CountersReader\\$MetaData$).*))"
              + "(\\$.*)?");

  private static final Pattern SAFE_JCTOOLS =
      Pattern.compile(
          "org\\.jctools\\.queues\\."
              + "(varhandle\\..*|(MessagePassingQueue|QueueProgressIndicators)(\\$.*)?)");

  @Test
  void unsafe_isNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..", "com.sun..")
        .because("byte[] with MethodHandles.byteArrayViewVarHandle needs no flag on any JDK")
        .check(House.classes());
  }

  @Test
  void agrona_onlyWhatNeedsNoUnsafe() {
    noClasses()
        .should()
        .dependOnClassesThat(nameMatches("are Agrona classes that need Unsafe", UNSAFE_AGRONA))
        .because("use byte[] views for buffers and org.jctools.queues.varhandle for queues")
        .check(House.classes());
  }

  @Test
  void jctools_onlyTheVarHandleQueues() {
    DescribedPredicate<JavaClass> unsafe =
        describe(
            "are JCTools classes outside org.jctools.queues.varhandle",
            type ->
                type.getName().startsWith("org.jctools.")
                    && !SAFE_JCTOOLS.matcher(type.getName()).matches());
    noClasses()
        .should()
        .dependOnClassesThat(unsafe)
        .because("one use of org.jctools.queues.Mpsc* prints a warning on 25")
        .check(House.classes());
  }

  @Test
  void nobodyElse_isInvited() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            "io.holdfast..",
            "java..",
            "javax.crypto..",
            "javax.net..",
            "jdk.jfr..",
            "jdk.net..",
            "org.agrona..",
            "org.jctools..",
            "org.jspecify..")
        .because("a dependency is a guest: it needs a reason in docs/decisions")
        .check(House.classes());
  }

  private static DescribedPredicate<JavaClass> nameMatches(String description, Pattern pattern) {
    return describe(description, type -> pattern.matcher(type.getName()).matches());
  }
}
