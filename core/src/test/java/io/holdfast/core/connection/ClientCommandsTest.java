package io.holdfast.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClientCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void line_hasRedisFieldsInRedisOrder() {
    tester.script(
        "CLIENT SETNAME me\nCLIENT SETINFO LIB-NAME lib\nCLIENT SETINFO lib-ver 1.2\nSELECT 3");
    tester.clock().advance(Duration.ofSeconds(5));
    assertThat(tester.run("CLIENT INFO"))
        .isEqualTo(
            "\"id=1 addr=127.0.0.1:1 laddr=127.0.0.1:6379 fd=-1 name=me age=5 idle=0 flags=N db=3"
                + " sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=10 multi-mem=0 rbs=0"
                + " rbp=0 obl=0 oll=0 omem=0 tot-mem=10 events=r cmd=client|info user=default"
                + " redir=-1 resp=2 lib-name=lib lib-ver=1.2\\n\"");
    tester.resp3();
    assertThat(tester.run("CLIENT INFO")).startsWith("=txt:id=1 ").contains(" resp=3 ");
  }

  @Test
  void transaction_showsInTheLine() {
    CommandTester other = tester.another();
    other.script("WATCH k\nMULTI\nSET a 1");
    tester.script("SET k v");
    assertThat(tester.run("CLIENT LIST ID 2"))
        .contains(" flags=xd ", " multi=1 ", " multi-mem=5 ", " cmd=multi ");
    assertThat(other.run("EXEC")).isEqualTo("nil-array");
    other.script("MULTI\nPING\nCLIENT INFO");
    assertThat(other.run("EXEC")).contains(" flags=x ", " multi=2 ", " cmd=exec ");
    assertThat(tester.run("CLIENT LIST ID 2")).contains(" flags=N ", " multi=-1 ");
  }

  @Test
  void list_filters() {
    tester.another();
    assertThat(ids("CLIENT LIST")).isEqualTo("1 2");
    assertThat(ids("CLIENT LIST ID 2")).isEqualTo("2");
    assertThat(ids("CLIENT LIST ID 2 1 99 -1 0")).isEqualTo("2 1");
    assertThat(ids("CLIENT LIST TYPE NORMAL")).isEqualTo("1 2");
    tester.script(
        """
        CLIENT LIST TYPE pubsub
            ""
        CLIENT LIST TYPE slave
            ""
        CLIENT LIST TYPE x
            -ERR Unknown client type 'x'
        CLIENT LIST TYPE normal ID 1
            -ERR syntax error
        CLIENT LIST ID
            -ERR syntax error
        CLIENT LIST ID x
            -ERR Invalid client ID
        """);
  }

  private String ids(String command) {
    return tester.run(command).replaceAll("\"?id=(\\d+) [^\\\\]*\\\\n\"?", "$1 ").strip();
  }

  @Test
  void names_arePrintableAsciiWithoutSpaces() {
    String refused = "-ERR Client names cannot contain spaces, newlines or special characters.";
    for (String name :
        new String[] {"\"a b\"", "\"a\\n\"", "\"a\\x00\"", "\"\\xff\"", "\"\\x7f\""}) {
      assertThat(tester.run("CLIENT SETNAME " + name)).as(name).isEqualTo(refused);
    }
    tester.script(
        """
        CLIENT SETNAME !~
            +OK
        CLIENT GETNAME
            "!~"
        CLIENT SETNAME ""
            +OK
        CLIENT GETNAME
            nil
        CLIENT SETINFO lib-name "a b"
            -ERR lib-name cannot contain spaces, newlines or special characters.
        CLIENT SETINFO LIB-VER ""
            +OK
        CLIENT SETINFO BLAH x
            -ERR Unrecognized option 'BLAH'
        """);
  }

  @Test
  void help_listsWhatThereIs() {
    assertThat(tester.run("CLIENT HELP"))
        .startsWith(
            "[+CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:, +CACHING <YES | NO>,")
        .contains("+SETNAME connection-name, +    Gives the connection a name.")
        .endsWith("+HELP, +    Prints this help.]");
    assertThat(tester.run("CLIENT HELP x"))
        .isEqualTo("-ERR wrong number of arguments for 'client|help' command");
    assertThat(tester.run("CLIENT"))
        .isEqualTo("-ERR wrong number of arguments for 'client' command");
    assertThat(tester.run("CLIENT BLAH"))
        .isEqualTo("-ERR unknown subcommand 'BLAH'. Try CLIENT HELP.");
  }

  @Test
  void kill_endsWhoMatchesEveryCondition() {
    CommandTester other = tester.another();
    tester.script(
        """
        CLIENT KILL ID 99
            :0
        CLIENT KILL ID 2 SKIPME yes
            :1
        CLIENT KILL ID 2 TYPE pubsub
            :0
        CLIENT KILL ID 1
            :0
        CLIENT KILL ID 1 SKIPME no
            :1
        CLIENT KILL LADDR 127.0.0.1:6379 USER default
            :1
        CLIENT KILL ADDR 127.0.0.1:2
            :0
        CLIENT KILL 127.0.0.1:1
            +OK
        CLIENT KILL 127.0.0.1:2
            -ERR No such client
        CLIENT KILL USER nobody
            -ERR No such user 'nobody'
        """);
    assertThat(other.run("PING")).isEqualTo("+PONG");
  }

  @Test
  void reply_isHeldBackOnceOrUntilFurtherNotice() {
    tester.runWithoutReply("CLIENT REPLY SKIP");
    tester.runWithoutReply("PING");
    tester.script("PING\n    +PONG");
    tester.runWithoutReply("CLIENT REPLY OFF");
    tester.runWithoutReply("SET k v");
    tester.runWithoutReply("CLIENT REPLY SKIP");
    tester.runWithoutReply("NOSUCH");
    tester.script(
        "CLIENT REPLY ON\n    +OK\nGET k\n    \"v\"\nCLIENT REPLY x\n    -ERR syntax error");
  }

  @Test
  void noTouch_leavesTheTimeOfTheLastAccessAlone_butForTouch() {
    tester.script("SET k v\nCLIENT NO-TOUCH ON\n    +OK\nCLIENT NO-EVICT ON\n    +OK");
    assertThat(tester.run("CLIENT INFO")).contains(" flags=eT ");
    tester.clock().advance(Duration.ofSeconds(100));
    tester.script("GET k\nOBJECT IDLETIME k\n    :100\nTOUCH k\nOBJECT IDLETIME k\n    :0");
    tester.clock().advance(Duration.ofSeconds(100));
    tester.script("GET k\nOBJECT IDLETIME k\n    :100\nCLIENT NO-TOUCH OFF\nGET k");
    tester.script("OBJECT IDLETIME k\n    :0\nCLIENT NO-EVICT OFF");
    assertThat(tester.run("CLIENT INFO")).contains(" flags=N ");
  }

  @Test
  void pause_doesNotHoldUpWhatCannotWait() {
    tester.script("CLIENT PAUSE 100000\n    +OK\nSET k v\n    +OK\nCLIENT UNPAUSE\n    +OK");
  }
}
