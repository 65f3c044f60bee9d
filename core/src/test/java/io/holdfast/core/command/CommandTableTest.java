package io.holdfast.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.CommandArgs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table finds what it holds, and every command in it is declared completely. */
class CommandTableTest {
  static Stream<Command> commands() {
    try (CommandTester tester = CommandTester.open()) {
      List<Command> commands = new ArrayList<>();
      for (Command command : tester.engine().commands().commands()) {
        commands.add(command);
        commands.addAll(command.subcommands().values());
      }
      return commands.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void command_isDeclaredCompletely(Command command) {
    assertThat(command.summary()).as("summary").matches("[A-Z].*\\.");
    assertThat(command.since()).as("since").matches("\\d+\\.\\d+\\.\\d+");
    assertThat(command.complexity()).as("complexity").isNotEmpty();
    assertThat(command.arity()).as("arity").isNotZero();
    boolean canBeCalled = command.handler() != null;
    assertThat(canBeCalled || command.isContainer()).as("handler or subcommands").isTrue();
    assertThat(command.history()).as("history").allMatch(change -> change.matches("[\\d.]+: .+"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void arguments_canBeRead_andNameKeysWhereThereAreKeySpecs(Command command) {
    List<Argument> arguments = ArgumentSyntax.parse(command);
    assertThat(hasKey(arguments))
        .isEqualTo(command.keySpecs().stream().anyMatch(KeySpec::namesKeys));
    boolean isPlain = arguments.stream().allMatch(argument -> argument.parts().isEmpty());
    if (command.arity() > 0 && isPlain) {
      int fixed = command.container() == null ? 1 : 2;
      assertThat(arguments).hasSize(command.arity() - fixed);
    }
  }

  private static boolean hasKey(List<Argument> arguments) {
    return arguments.stream()
        .anyMatch(argument -> argument.keySpecIndex() >= 0 || hasKey(argument.parts()));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void flags_fitTogether(Command command) {
    assertThat(command.is(Flag.WRITE) && command.is(Flag.READONLY)).isFalse();
    assertThat(command.is(Flag.DENYOOM) && !command.is(Flag.WRITE)).isFalse();
    // PFCOUNT caches what it counted, in a command that replicas may run too.
    boolean isWriting =
        !command.name().equals("pfcount")
            && command.keySpecs().stream()
                .anyMatch(spec -> spec.namesKeys() && !spec.access().equals("RO"));
    assertThat(isWriting && !command.is(Flag.WRITE)).as("writes keys, is no WRITE").isFalse();
    assertThat(AclCategory.of(command)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void docsPage_namesTheCommand(Command command) throws Exception {
    String page = Files.readString(Path.of("..", "docs", "commands.md"), StandardCharsets.UTF_8);
    String name = command.fullName().replace('|', ' ').toUpperCase(Locale.ROOT);
    assertThat(page).contains("`" + name);
  }

  @Test
  void find_takesAnyCase_andNothingElse() {
    try (CommandTester tester = CommandTester.open()) {
      CommandTable table = tester.engine().commands();
      for (Command command : table.commands()) {
        String name = command.name();
        assertThat(table.find(CommandArgs.of(name))).isSameAs(command);
        assertThat(table.find(CommandArgs.of(name.toUpperCase(Locale.ROOT)))).isSameAs(command);
        assertThat(table.find(name)).isSameAs(command);
        assertThat(table.find(CommandArgs.of(name + "_"))).isNull();
        assertThat(table.find(CommandArgs.of(name.substring(1)))).isNotSameAs(command);
      }
      assertThat(table.find(CommandArgs.of(""))).isNull();
      assertThat(table.find("")).isNull();
      assertThat(table.find("config|")).isNull();
      assertThat(table.find("|")).isNull();
      assertThat(table.find("CONFIG|GET")).hasToString("config|get");
    }
  }

  @Test
  void addFamily_twice_isRefused() {
    CommandTable table = new CommandTable();
    table.addFamily("X Y", () -> List.of(command("X"), command("Y")));
    assertThatThrownBy(() -> table.addFamily("Y", () -> List.of(command("Y"))))
        .hasMessageContaining("declared twice: name=Y");
  }

  @Test
  void family_isDeclaredWhenLookedUp() {
    CommandTable table = new CommandTable();
    AtomicInteger declared = new AtomicInteger();
    table.addFamily(
        "X Y",
        () -> {
          declared.incrementAndGet();
          return List.of(command("X"), command("Y"));
        });
    assertThat(table.find(CommandArgs.of("z"))).isNull();
    assertThat(declared).hasValue(0);
    assertThat(table.find(CommandArgs.of("y"))).hasToString("y");
    assertThat(table.find(CommandArgs.of("x"))).hasToString("x");
    assertThat(table.commands()).hasSize(2);
    assertThat(declared).hasValue(1);
  }

  @Test
  void family_whoseNamesDisagree_isRefused() {
    CommandTable table = new CommandTable();
    table.addFamily("X", () -> List.of(command("X"), command("Y")));
    assertThatThrownBy(() -> table.find("x")).hasMessageContaining("NAMES: y");
  }

  private static Command command(String name) {
    return Command.named(name).arity(1).handler((a, s, r) -> {}).build();
  }

  @Test
  void manyCommands_areAllFound() {
    CommandTable table = new CommandTable();
    for (int i = 0; i < 2000; i++) {
      String name = "COMMAND" + i;
      table.addFamily(name, () -> List.of(command(name)));
    }
    for (int i = 0; i < 2000; i++) {
      assertThat(table.find(CommandArgs.of("Command" + i))).hasToString("command" + i);
    }
  }

  @Test
  void counters_belongToTheTable() {
    try (CommandTester one = CommandTester.open();
        CommandTester other = CommandTester.open()) {
      one.run("PING");
      one.run("PING");
      other.run("PING");
      assertThat(one.engine().commands().find("ping").stats().calls()).isEqualTo(2);
      assertThat(other.engine().commands().find("ping").stats().calls()).isEqualTo(1);
    }
  }
}
