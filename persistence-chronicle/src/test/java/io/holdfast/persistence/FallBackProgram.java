package io.holdfast.persistence;

import io.holdfast.AofAppender;
import io.holdfast.Fsync;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.nio.file.Path;

/** Asks for a mapped log, writes, and says what the next start finds. */
final class FallBackProgram {
  private FallBackProgram() {}

  public static void main(String[] arguments) {
    Holdfast.Builder builder =
        Holdfast.builder()
            .persistence(Path.of(arguments[0]))
            .appendOnly(Fsync.ALWAYS, AofAppender.MAPPED);
    try (Store store = builder.open()) {
      store.strings().set("a", "1");
    }
    builder.appendOnly(Fsync.ALWAYS, AofAppender.FILE);
    try (Store store = builder.open()) {
      System.out.println("found " + store.strings().get("a"));
    }
  }
}
