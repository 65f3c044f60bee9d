package io.holdfast.core.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.ConfigException;
import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import io.holdfast.core.config.TrustedClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users by the configuration, by files and over time; the rest is compared with the oracle. */
class UsersTest {
  private static final String WRONGPASS =
      "-WRONGPASS invalid username-password pair or user is disabled.";

  @TempDir private Path folder;

  private CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  private CommandTester client() {
    CommandTester client = tester.another();
    Users users = tester.engine().users();
    client.session().start(users.defaultUser(), users.isAuthenticationRequired());
    return client;
  }

  private void reopen(Holdfast.Builder builder) {
    tester.close();
    tester = CommandTester.open(builder);
  }

  private Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // ---- configuration -------------------------------------------------------------------------

  @Test
  void usersOfAConfiguration_areThere() {
    Path conf =
        file(
            "a.conf",
            """
            requirepass secret
            user alice on >a ~k* +get (+set ~w*)
            user "b\\xc3\\xa9" on nopass +@all
            """);
    reopen(Holdfast.builder().configArguments(conf.toString()));
    CommandTester client = client();
    assertThat(client.run("PING")).isEqualTo("-NOAUTH Authentication required.");
    assertThat(client.run("AUTH alice secret")).isEqualTo(WRONGPASS);
    assertThat(client.run("AUTH alice a")).isEqualTo("+OK");
    assertThat(client.run("GET k1")).isEqualTo("nil");
    assertThat(client.run("SET k1 v")).isEqualTo("-NOPERM No permissions to access a key");
    assertThat(client.run("SET w1 v")).isEqualTo("+OK");
    assertThat(client.run("AUTH b\\xc3\\xa9 x")).startsWith("-WRONGPASS");
    assertThat(client.run("AUTH \"b\\xc3\\xa9\" x")).isEqualTo("+OK");
    assertThat(client.run("CLIENT INFO")).contains("user=b\\xc3\\xa9 ");
    assertThat(client.run("AUTH secret")).isEqualTo("+OK");
  }

  @Test
  void aDefaultUserOfTheConfiguration_isTheOneNewClientsAre() {
    Path conf = file("a.conf", "user default on nopass ~a* +get\n");
    reopen(Holdfast.builder().configArguments(conf.toString()));
    CommandTester client = client();
    assertThat(client.run("GET a")).isEqualTo("nil");
    assertThat(client.run("GET b")).isEqualTo("-NOPERM No permissions to access a key");
    assertThat(client.run("PING"))
        .isEqualTo("-NOPERM User default has no permissions to run the 'ping' command");
  }

  @Test
  void wrongUsers_areRefusedWithTheReason_andWithoutAPassword() {
    refuses("user\n", "wrong number of arguments");
    refuses("user al +nosuch\n", "al: Error in applying operation '+nosuch': Unknown command");
    refuses("user al on\nuser al off\n", "al: A user can only be defined once");
    refuses("user \"a b\" on\n", "Spaces not allowed");
    refuses("user al (+get\n", "al: Unmatched parenthesis");
    refuses("aclfile /nosuch/file\n", "No such file or directory");
    refuses("user al on\naclfile /x\n", "one of them");
    assertThatThrownBy(() -> open("user al on <secret\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageNotContaining("secret");
  }

  private void refuses(String conf, String reason) {
    assertThatThrownBy(() -> open(conf))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(reason);
  }

  private void open(String conf) {
    CommandTester.open(Holdfast.builder().configArguments(file("wrong.conf", conf).toString()))
        .close();
  }

  @Test
  void aRenamedCommand_isTypedByItsOtherName_andKnownToRulesByItsOwn() {
    Path conf =
        file(
            "a.conf",
            """
            rename-command CONFIG ""
            rename-command FLUSHALL a-name-that-is-longer-than-those-of-all-other-commands
            user u on nopass +@all -flushall
            """);
    reopen(Holdfast.builder().configArguments(conf.toString()));
    CommandTester client = client();
    assertThat(client.run("CONFIG GET port")).startsWith("-ERR unknown command 'CONFIG'");
    assertThat(client.run("FLUSHALL")).startsWith("-ERR unknown command 'FLUSHALL'");
    String typed = "A-name-that-is-longer-than-those-of-all-other-commands";
    assertThat(client.run(typed)).isEqualTo("+OK");
    assertThat(client.run("GET k")).isEqualTo("nil");
    client.run("AUTH u x");
    assertThat(client.run(typed)).contains("no permissions to run the 'flushall' command");
    assertThat(tester.run("FLUSHALL")).as("replay").isEqualTo("+OK");
    refuses("rename-command GET SET\n", "GET: Target command name already exists");
    refuses("rename-command NOSUCH x\n", "NOSUCH: No such command");
    refuses("rename-command GET\n", "wrong number of arguments");
  }

  @Test
  void debugAndPaths_areForWhoIsTrusted() {
    String refused = "-ERR DEBUG command not allowed. If the enable-debug-command option";
    assertThat(client().run("DEBUG SLEEP 0")).startsWith(refused);
    assertThat(client().run("CONFIG SET dir .")).contains("can't set protected config");
    reopen(
        Holdfast.builder()
            .config("enable-debug-command", "local")
            .config("enable-protected-configs", "yes"));
    assertThat(client().run("DEBUG SLEEP 0")).isEqualTo("+OK");
    assertThat(client().run("CONFIG SET dir .")).isEqualTo("+OK");
    assertThat(TrustedClients.LOCAL.include(false)).isFalse();
    assertThat(TrustedClients.YES.include(false)).isTrue();
  }

  // ---- the file ------------------------------------------------------------------------------

  @Test
  void whatIsSaved_isLoaded() throws IOException {
    Path acl = file("users.acl", "user alice on >a ~k* +get\n\n  user bob off (~x +set)\n");
    reopen(Holdfast.builder().config("aclfile", acl.toString()));
    List<byte[]> users = tester.engine().users().lines();
    assertThat(users).hasSize(3);
    assertThat(tester.run("ACL SETUSER carol on nopass \"~\\xff\" +@all -get &c")).isEqualTo("+OK");
    String list = tester.run("ACL LIST");
    assertThat(tester.run("ACL SAVE")).isEqualTo("+OK");
    assertThat(folder.toFile().list()).containsExactly("users.acl");
    assertThat(tester.run("ACL SETUSER dave")).isEqualTo("+OK");
    assertThat(tester.run("ACL DELUSER alice")).isEqualTo(":1");
    assertThat(tester.run("ACL LOAD")).isEqualTo("+OK");
    assertThat(tester.run("ACL LIST")).isEqualTo(list);
  }

  @Test
  void aFileWithMistakes_changesNothing_andEveryLineIsTold() throws IOException {
    Path acl = file("users.acl", "user default on nopass ~* &* +@all\n");
    reopen(Holdfast.builder().config("aclfile", acl.toString()));
    String before = tester.run("ACL LIST");
    Files.writeString(
        acl,
        "alice\nuser bob on <secret\nuser carol +nosuch\nuser d on\nuser d on\nuser e (+get\n");
    String answer = tester.run("ACL LOAD");
    assertThat(answer)
        .isEqualTo(
            "-ERR "
                + (acl + ":1 should start with user keyword followed by the username. ")
                + (acl + ":2: The password you are trying to remove from the user does not exist. ")
                + (acl + ":3: Error in applying operation '+nosuch': Unknown command or category")
                + " name in ACL. WARNING: Duplicate user 'd' found on line 5. "
                + (acl + ":6: Unmatched parenthesis in selector definition.")
                + "WARNING: ACL errors detected, no change to the previously active ACL rules was"
                + " performed");
    assertThat(tester.run("ACL LIST")).isEqualTo(before);
    Files.delete(acl);
    assertThat(tester.run("ACL LOAD")).contains("No such file or directory");
  }

  @Test
  void loading_takesRightsFromWhoIsIn() throws IOException {
    Path acl = file("users.acl", "user alice on nopass ~* +@all\n");
    reopen(Holdfast.builder().config("aclfile", acl.toString()));
    CommandTester alice = client();
    CommandTester other = client();
    assertThat(alice.run("AUTH alice x")).isEqualTo("+OK");
    Files.writeString(acl, "user default on nopass ~* +@read\n");
    assertThat(tester.run("ACL LOAD")).isEqualTo("+OK");
    assertThat(alice.run("SET k v")).startsWith("-NOPERM User default");
    assertThat(other.run("GET k")).isEqualTo("nil");
    assertThat(other.run("SET k v")).startsWith("-NOPERM User default");
  }

  // ---- time ----------------------------------------------------------------------------------

  @Test
  void theLog_countsTheSameAgain_withinAMinute() {
    CommandTester client = client().resp3();
    client.run("AUTH nobody secret");
    tester.clock().advance(Duration.ofMillis(1_500));
    assertThat(tester.resp3().run("ACL LOG"))
        .contains("\"age-seconds\": ,1.5")
        .contains("\"count\": :1");
    client.run("AUTH nobody secret");
    tester.clock().advance(Duration.ofSeconds(60));
    client.run("AUTH nobody secret");
    assertThat(tester.run("ACL LOG"))
        .contains("\"count\": :3")
        .contains("\"entry-id\": :0, \"timestamp-created\": :1767225600000,")
        .doesNotContain("secret");
    tester.clock().advance(Duration.ofMillis(60_001));
    client.run("AUTH nobody secret");
    assertThat(tester.run("ACL LOG"))
        .contains("\"count\": :1")
        .contains("\"count\": :3")
        .contains("\"entry-id\": :1");
    assertThat(tester.run("INFO stats")).contains("acl_access_denied_auth:4");
  }

  // ---- sessions ------------------------------------------------------------------------------

  @Test
  void rules_countAtOnce_forWhoIsIn() {
    tester.run("ACL SETUSER u on nopass +@all ~* &*");
    CommandTester client = client();
    client.run("AUTH u x");
    assertThat(client.run("SET k v")).isEqualTo("+OK");
    tester.run("ACL SETUSER u -set");
    assertThat(client.run("SET k v")).startsWith("-NOPERM User u");
    tester.run("ACL SETUSER u +set resetkeys ~a");
    assertThat(client.run("SET k v")).isEqualTo("-NOPERM No permissions to access a key");
    tester.run("ACL SETUSER u allkeys");
    assertThat(client.run("SET k v")).isEqualTo("+OK");
    tester.run("CONFIG SET requirepass p");
    assertThat(client.run("SET k v")).isEqualTo("+OK");
    assertThat(client().run("SET k v")).startsWith("-NOAUTH");
  }

  @Test
  void whoMustAuthenticate_needNotOncePasswordsAreGone() {
    tester.run("CONFIG SET requirepass p");
    CommandTester client = client();
    assertThat(client.run("GET k")).startsWith("-NOAUTH");
    tester.run("CONFIG SET requirepass \"\"");
    assertThat(client.run("GET k")).isEqualTo("nil");
    assertThat(client.run("HELLO 2")).startsWith("-NOAUTH HELLO must be called");
    tester.run("ACL SETUSER default off");
    assertThat(client.run("GET k")).startsWith("-NOAUTH");
  }

  @Test
  void genpass_isDifferentEveryTime_whateverTheSeed() {
    assertThat(tester.run("ACL GENPASS")).matches("\"[0-9a-f]{64}\"");
    assertThat(tester.run("ACL GENPASS")).isNotEqualTo(tester.run("ACL GENPASS"));
    assertThat(tester.run("ACL GENPASS 5")).matches("\"[0-9a-f]{2}\"");
  }
}
