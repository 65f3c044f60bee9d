package io.holdfast.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import io.holdfast.core.Version;
import io.holdfast.core.acl.Users;
import io.holdfast.core.command.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionCommandsTest {
  private static final String WRONGPASS =
      "-WRONGPASS invalid username-password pair or user is disabled.";

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void ping_andEcho() {
    tester.script(
        """
        PING
            +PONG
        PING "a b"
            "a b"
        PING a b
            -ERR wrong number of arguments for 'ping' command
        ECHO ""
            ""
        """);
  }

  @Test
  void hello_tellsAndChooses() {
    String fields =
        "\"server\", \"redis\", \"version\", \"%s\", \"proto\", :2, \"id\", :1, \"mode\","
            + " \"standalone\", \"role\", \"master\", \"modules\", []";
    assertThat(tester.run("HELLO")).isEqualTo("[" + fields.formatted(Version.REDIS) + "]");
    assertThat(tester.run("HELLO 3 SETNAME me")).startsWith("{\"server\": \"redis\"");
    assertThat(tester.session().protocol()).isEqualTo(3);
    tester.script(
        """
        CLIENT GETNAME
            "me"
        GET missing
            null
        HELLO 4
            -NOPROTO unsupported protocol version
        HELLO x
            -ERR Protocol version is not an integer or out of range
        HELLO 2 BLAH
            -ERR Syntax error in HELLO option 'BLAH'
        HELLO 2 AUTH default
            -ERR Syntax error in HELLO option 'AUTH'
        HELLO 2 SETNAME "a b"
            -ERR Client names cannot contain spaces, newlines or special characters.
        """);
    assertThat(tester.run("HELLO 2")).startsWith("[\"server\"");
    assertThat(tester.run("GET missing")).isEqualTo("nil");
  }

  @Test
  void auth_withoutPassword() {
    tester.script(
        """
        AUTH x
            -ERR AUTH <password> called without any password configured for the default user. Are \
        you sure your configuration is correct?
        AUTH default anything
            +OK
        AUTH nobody x
            -WRONGPASS invalid username-password pair or user is disabled.
        AUTH a b c
            -ERR syntax error
        """);
  }

  @Test
  void auth_withPassword() {
    tester.script("CONFIG SET requirepass \"s\\xc3\\xa9cret\"\nGET k\n    nil");
    CommandTester client = client();
    client.script(
        """
        GET k
            -NOAUTH Authentication required.
        GET
            -ERR wrong number of arguments for 'get' command
        AUTH wrong
            %s
        AUTH nobody "s\\xc3\\xa9cret"
            %s
        AUTH ""
            %s
        RESET
            +RESET
        QUIT
            +OK
        """
            .formatted(WRONGPASS, WRONGPASS, WRONGPASS));
    assertThat(client.run("NOSUCH")).startsWith("-ERR unknown command 'NOSUCH'");
    assertThat(client.run("HELLO 3")).startsWith("-NOAUTH HELLO must be called");
    assertThat(client.run("HELLO 3 AUTH default wrong")).isEqualTo(WRONGPASS);
    assertThat(client.run("HELLO 2 AUTH default \"s\\xc3\\xa9cret\"")).startsWith("[\"server\"");
    client.script("GET k\n    nil\nAUTH wrong\n    " + WRONGPASS + "\nGET k\n    nil");
    client.script("RESET\n    +RESET\nGET k\n    -NOAUTH Authentication required.");
    tester.script("CONFIG SET requirepass \"\"");
    assertThat(client().run("GET k")).isEqualTo("nil");
  }

  private CommandTester client() {
    CommandTester client = tester.another();
    Users users = tester.engine().users();
    client.session().start(users.defaultUser(), users.isAuthenticationRequired());
    return client;
  }

  @Test
  void requirepass_ofTheBuilder_guardsTheFirstClient() {
    try (CommandTester guarded =
        CommandTester.open(Holdfast.builder().config("requirepass", "p"))) {
      Session session = guarded.engine().sessions().open(guarded.session().transport());
      assertThat(session.isAuthenticated()).isFalse();
    }
  }

  @Test
  void reset_makesTheConnectionNew_butForItsLibrary() {
    tester.script(
        """
        CLIENT SETNAME me
        CLIENT SETINFO LIB-NAME lib
        SELECT 5
        HELLO 3
        WATCH k
        RESET
            +RESET
        CLIENT GETNAME
            nil
        """);
    assertThat(tester.session().database().index()).isZero();
    assertThat(tester.session().watchedCount()).isZero();
    assertThat(tester.session().libraryName()).isEqualTo("lib");
  }

  @Test
  void select_takesIndexesThereAre() {
    tester.script(
        """
        SELECT 15
            +OK
        SELECT 16
            -ERR DB index is out of range
        SELECT -1
            -ERR DB index is out of range
        SELECT x
            -ERR value is not an integer or out of range
        SELECT 2147483648
            -ERR value is out of range, value must between -2147483648 and 2147483647
        """);
  }
}
