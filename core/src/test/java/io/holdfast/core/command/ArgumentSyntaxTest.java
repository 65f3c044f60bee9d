package io.holdfast.core.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentSyntaxTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "key ; key(key #0)",
        "key value ; key(key #0) value(string)",
        "source:key destination:key ; source(key #0) destination(key #1)",
        "key... ; key(key #0 multiple)",
        "destination:key#0 key#1... ; destination(key #0) key(key #1 multiple)",
        "index:integer ; index(integer)",
        "increment:double pattern:pattern ; increment(double) pattern(pattern)",
        "ip:port ; ip:port(string)",
        "[message] ; message(string optional)",
        "[command-name...] ; command-name(string optional multiple)",
        "KEEPTTL ; keepttl(pure-token KEEPTTL)",
        "[CH:change@3.0.2] ; change(pure-token CH 3.0.2 optional)",
        "[KEEPTTL@6.0.0] ; keepttl(pure-token KEEPTTL 6.0.0 optional)",
        "COUNT count:integer ; count(integer COUNT)",
        "EX@2.6.12 seconds:integer ; seconds(integer EX 2.6.12)",
        "EX seconds:integer@2.6.12 ; seconds(integer EX 2.6.12)",
        "[PREFIX prefix]... ; prefix(string PREFIX optional multiple multiple_token)",
        "[PREFIX prefix...] ; prefix(string PREFIX optional multiple)",
        "[condition@7.0.0: NX | XX] ;"
            + " condition(oneof 7.0.0 optional nx(pure-token NX) xx(pure-token XX))",
        "{pair: key value}... ; pair(block multiple key(key #0) value(string))",
        "[FILTERBY {by: MODULE name | PATTERN pattern:pattern}] ;"
            + " by(oneof FILTERBY optional name(string MODULE) pattern(pattern PATTERN))",
        "[ID {id: client-id:integer...}] ; id(block ID optional client-id(integer multiple))",
        "[{arguments: version [AUTH {login: user password}]}] ; arguments(block optional"
            + " version(string) login(block AUTH optional user(string) password(string)))",
      })
  void notation_isReadAs(String syntax, String expected) {
    assertThat(shown(ArgumentSyntax.parse(syntax, 2))).isEqualTo(expected);
  }

  @Test
  void keys_shareASpec_whereThereIsOne() {
    assertThat(shown(ArgumentSyntax.parse("key1:key key2:key", 1)))
        .isEqualTo("key1(key #0) key2(key #0)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "a]", "{a b}", "[NX | XX]", "[a | ]", "|", "}"})
  void brokenNotation_isRefused(String syntax) {
    assertThatThrownBy(() -> ArgumentSyntax.parse(syntax, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(syntax);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "key value [condition: NX | XX] [GET] ; key value [NX | XX] [GET]",
        "key... ; key [key ...]",
        "[EX seconds:integer] ; [EX seconds]",
        "{pair: key value}... ; key value [key value ...]",
        "[TYPE {type: NORMAL | PUBSUB}] ; [TYPE <NORMAL | PUBSUB>]",
        "{attr: NAME name | VER ver} ; <NAME name | VER ver>",
        "[PREFIX prefix]... ; [PREFIX prefix [PREFIX prefix ...]]",
        "[PREFIX prefix...] ; [PREFIX prefix [prefix ...]]",
      })
  void usage_isWritten(String syntax, String expected) {
    assertThat(Argument.usage(ArgumentSyntax.parse(syntax, 1), " ")).isEqualTo(expected);
  }

  private static String shown(List<Argument> arguments) {
    return arguments.stream().map(ArgumentSyntaxTest::shown).collect(Collectors.joining(" "));
  }

  private static String shown(Argument argument) {
    StringBuilder text = new StringBuilder(argument.name());
    text.append('(').append(argument.type().text());
    text.append(argument.keySpecIndex() >= 0 ? " #" + argument.keySpecIndex() : "");
    text.append(argument.token() == null ? "" : " " + argument.token());
    text.append(argument.since() == null ? "" : " " + argument.since());
    text.append(argument.isOptional() ? " optional" : "");
    text.append(argument.isMultiple() ? " multiple" : "");
    text.append(argument.isTokenRepeated() ? " multiple_token" : "");
    text.append(argument.parts().isEmpty() ? "" : " " + shown(argument.parts()));
    return text.append(')').toString();
  }

  @Test
  void deprecatedArgument_saysSinceWhen() {
    Argument argument = ArgumentSyntax.parse("[a@1.0.0!2.8.12]", 0).get(0);
    assertThat(argument.since()).isEqualTo("1.0.0");
    assertThat(argument.deprecatedSince()).isEqualTo("2.8.12");
    assertThat(argument.isOptional()).isTrue();
  }
}
