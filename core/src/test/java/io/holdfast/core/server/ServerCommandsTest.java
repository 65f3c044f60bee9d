package io.holdfast.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.keyspace.Database;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void time_isTheStores() {
    assertThat(tester.run("TIME")).isEqualTo("[\"1767225600\", \"0\"]");
    tester.clock().advance(Duration.ofMillis(61_007));
    assertThat(tester.run("TIME")).isEqualTo("[\"1767225661\", \"7000\"]");
  }

  @Test
  void configGet_takesNamesAndPatterns() {
    tester.script(
        """
        CONFIG GET MAXMEMORY
            ["MAXMEMORY", "0"]
        CONFIG GET maxmemory maxmemory*
            ["maxmemory", "0", "maxmemory-policy", "noeviction", "maxmemory-samples", "5", \
        "maxmemory-clients", "0", "maxmemory-eviction-tenacity", "10"]
        CONFIG GET M[a-b]xmemory-?amples
            ["maxmemory-samples", "5"]
        CONFIG GET hash-max-*-entries
            ["hash-max-listpack-entries", "512", "hash-max-ziplist-entries", "512"]
        CONFIG GET nosuch nosuch* ""
            []
        CONFIG GET save appendonly
            ["save", "", "appendonly", "no"]
        """);
    tester.resp3();
    assertThat(tester.run("CONFIG GET timeout")).isEqualTo("{\"timeout\": \"0\"}");
  }

  @Test
  void configSet_isAllOrNothing() {
    tester.script(
        """
        CONFIG SET maxmemory 5mb timeout 5
            +OK
        CONFIG SET maxmemory 6mb timeout x
            -ERR CONFIG SET failed (possibly related to argument 'timeout') - argument couldn't be \
        parsed into an integer
        CONFIG SET maxmemory 6mb nosuch 1
            -ERR Unknown option or number of arguments for CONFIG SET - 'nosuch'
        CONFIG SET maxmemory 6mb MAXMEMORY 7mb
            -ERR CONFIG SET failed (possibly related to argument 'MAXMEMORY') - duplicate parameter
        CONFIG SET maxmemory 6mb databases 4
            -ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable \
        config
        CONFIG SET maxmemory 6mb timeout
            -ERR syntax error
        CONFIG SET maxmemory 6mb requirepass "\\xff"
            -ERR CONFIG SET failed (possibly related to argument 'requirepass') - argument must be \
        UTF-8 text
        CONFIG GET maxmemory timeout
            ["maxmemory", "5242880", "timeout", "5"]
        CONFIG SET hash-max-listpack-entries 1 hash-max-ziplist-entries 2
            +OK
        CONFIG GET hash-max-listpack-entries
            ["hash-max-listpack-entries", "2"]
        """);
  }

  @Test
  void config_reachesWhoItIsFor() {
    tester.script(
        """
        SET k aaaaaaaaaa
        CONFIG SET proto-max-bulk-len 1mb
        SETRANGE k 1048576 a
            -ERR string exceeds maximum allowed size (proto-max-bulk-len)
        OBJECT IDLETIME k
            :0
        CONFIG SET maxmemory-policy allkeys-lfu lfu-log-factor 0
        """);
    assertThat(tester.run("OBJECT FREQ k")).startsWith(":");
    assertThat(tester.run("OBJECT IDLETIME k")).startsWith("-ERR");
    assertThat(tester.engine().requestLimits().maxBulkBytes()).isEqualTo(1_048_576);
  }

  @Test
  void resetstat_setsTheCountersToZero() {
    tester.script("SET k v\nGET k\nGET missing\nNOSUCH");
    assertThat(tester.run("INFO stats"))
        .contains(
            "total_commands_processed:4\\r\\n",
            "keyspace_hits:1\\r\\n",
            "keyspace_misses:1\\r\\n",
            "total_error_replies:1\\r\\n");
    tester.script("CONFIG RESETSTAT\n    +OK");
    assertThat(tester.run("INFO stats errorstats commandstats"))
        .contains(
            "total_commands_processed:1\\r\\n",
            "total_connections_received:0\\r\\n",
            "keyspace_hits:0\\r\\n",
            "total_error_replies:0\\r\\n",
            "# Commandstats\\r\\ncmdstat_config|resetstat:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0\\r\\n\\r\\n#")
        .doesNotContain("errorstat_");
  }

  @Test
  void info_showsTheSectionsAskedFor() {
    tester.script("SET k v\nSET e v EX 10\nSELECT 3\nSET k v\nINCR k\nGET\nCONFIG GET x");
    assertThat(tester.run("INFO keyspace"))
        .isEqualTo(
            "\"# Keyspace\\r\\ndb0:keys=2,expires=1,avg_ttl=0\\r\\n"
                + "db3:keys=1,expires=0,avg_ttl=0\\r\\n\"");
    assertThat(tester.run("INFO errorstats"))
        .isEqualTo("\"# Errorstats\\r\\nerrorstat_ERR:count=2\\r\\n\"");
    assertThat(tester.run("INFO commandstats"))
        .contains(
            "cmdstat_set:calls=3,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0\\r\\n",
            "cmdstat_incr:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=1\\r\\n",
            "cmdstat_get:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,failed_calls=0\\r\\n",
            "cmdstat_config|get:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0\\r\\n")
        .doesNotContain("cmdstat_mget");
    assertThat(tester.run("INFO nosuch")).isEqualTo("\"\"");
    assertThat(titles("INFO SERVER keyspace nosuch")).isEqualTo("Server Keyspace");
    String shown =
        "Server Clients Memory Persistence Stats Replication CPU Modules Errorstats Cluster Keyspace";
    assertThat(titles("INFO")).isEqualTo(shown);
    assertThat(titles("INFO default")).isEqualTo(shown);
    assertThat(titles("INFO default commandstats")).contains("Commandstats");
    assertThat(titles("INFO all")).contains("Commandstats");
    assertThat(titles("INFO everything")).contains("Commandstats");
    tester.resp3();
    assertThat(tester.run("INFO keyspace")).startsWith("=txt:# Keyspace");
  }

  private String titles(String command) {
    StringBuilder titles = new StringBuilder();
    for (String line : tester.run(command).split("\\\\r\\\\n", -1)) {
      int title = line.indexOf("# ");
      titles.append(title >= 0 && title <= 1 ? line.substring(title + 2) + " " : "");
    }
    return titles.toString().strip();
  }

  @Test
  void info_tellsTheStoresOwnFigures() {
    tester.clock().advance(Duration.ofDays(2));
    assertThat(tester.run("INFO"))
        .contains(
            "redis_version:7.2.4\\r\\n",
            "redis_mode:standalone\\r\\n",
            "uptime_in_seconds:172800\\r\\n",
            "uptime_in_days:2\\r\\n",
            "connected_clients:1\\r\\n",
            "role:master\\r\\n");
    tester.script("SET k v");
    long bytes = tester.engine().keyspace().database(0).bytes();
    assertThat(bytes).isPositive();
    assertThat(tester.run("INFO memory")).contains("used_memory:" + bytes + "\\r\\n");
  }

  @Test
  void info_takesFieldsOfOtherParts() {
    Consumer<Info.Fields> source = fields -> fields.add("rejected", 7);
    tester.engine().info().add(Info.Section.STATS, source);
    assertThat(tester.run("INFO stats")).contains("rejected:7\\r\\n");
    tester.engine().info().remove(Info.Section.STATS, source);
    assertThat(tester.run("INFO stats")).doesNotContain("rejected:7");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1023, 1023B",
    "1024, 1.00K",
    "1536, 1.50K",
    "1048575, 1024.00K",
    "1048576, 1.00M",
    "1331691, 1.27M",
    "25276510208, 23.54G",
    "9223372036854775807, 8.00E",
  })
  void bytes_areShownForPeople(long bytes, String text) {
    assertThat(StoreFigures.human(bytes)).isEqualTo(text);
  }

  @Test
  void shutdown_isRefused_whereTheProcessIsSomebodyElses() {
    tester.script(
        """
        SHUTDOWN
            -ERR SHUTDOWN is not allowed: the store is part of an application
        SHUTDOWN BLAH
            -ERR syntax error
        SHUTDOWN SAVE NOSAVE
            -ERR syntax error
        SHUTDOWN ABORT
            -ERR No shutdown in progress.
        SHUTDOWN ABORT NOW
            -ERR syntax error
        """);
  }

  @Test
  void shutdown_isPassedOn() {
    AtomicInteger requests = new AtomicInteger();
    tester.engine().shutdownRequests().addListener(requests::incrementAndGet);
    assertThat(tester.run("SHUTDOWN SAVE"))
        .isEqualTo("-ERR Errors trying to SHUTDOWN. Check logs.");
    assertThat(requests).hasValue(0);
    for (String command : new String[] {"", "NOSAVE", "nosave now force", "SAVE FORCE"}) {
      tester.runWithoutReply("SHUTDOWN " + command);
    }
    assertThat(requests).hasValue(4);
  }

  @Test
  void debug_looksInside() {
    tester.script(
        """
        DEBUG SLEEP 0
            +OK
        DEBUG SLEEP x
            +OK
        DEBUG OBJECT missing
            -ERR no such key
        DEBUG OBJECT
            -ERR unknown subcommand or wrong number of arguments for 'OBJECT'. Try DEBUG HELP.
        DEBUG blah x
            -ERR unknown subcommand or wrong number of arguments for 'blah'. Try DEBUG HELP.
        SET k 12
        """);
    assertThat(tester.run("DEBUG OBJECT k"))
        .matches(
            "\\+Value at:0x[0-9a-f]+ refcount:1 encoding:int valuelength:8 lru:\\d+"
                + " lru_seconds_idle:0");
    assertThat(tester.run("DEBUG HELP")).contains("+SLEEP <seconds>").endsWith("help.]");
  }

  @Test
  void debug_tellsOfTables_writesToTheLog_andMatchesPatterns() {
    tester.script(
        """
        SET k v
        SET e v EX 100
        DEBUG LOG text
            +OK
        DEBUG STRINGMATCH-TEST
            +Apparently Redis did not crash: test passed
        DEBUG ERROR BAD-things-happen
            -BAD-things-happen
        """);
    assertThat(tester.run("DEBUG HTSTATS 0"))
        .containsPattern("(?s)Dictionary HT.* number of elements: 2\\b.*Expires HT.*: 1\\b");
    assertThat(tester.run("INFO errorstats")).contains("errorstat_BAD-things-happen:count=1");
  }

  @Test
  void debugSetActiveExpire_leavesExpiredKeysAlone() {
    tester.script("DEBUG SET-ACTIVE-EXPIRE 0\n    +OK\nSET k v PX 10");
    tester.clock().advance(Duration.ofMillis(20));
    Database db = tester.engine().keyspace().database(0);
    assertThat(db.size()).isEqualTo(1);
    tester.script("DEBUG SET-ACTIVE-EXPIRE 1\n    +OK");
    tester.store().doWork();
    assertThat(db.size()).isZero();
  }

  @Test
  void monitor_isToldWhatIsDone_butNoSecrets() {
    CommandTester monitor = tester.another();
    assertThat(monitor.run("MONITOR")).isEqualTo("+OK");
    String from = "+1767225600.000000 [0 127.0.0.1:1] ";
    tester.script(
        "SET k \"a\\x00\\r\"\nNOSUCH\nGET\nCONFIG GET port\nAUTH secret\nMULTI\nPING\nEXEC");
    tester.run("HELLO 2 AUTH default secret SETNAME me");
    assertThat(monitor.received())
        .containsExactly(
            from + "\"SET\" \"k\" \"a\\x00\\r\"",
            from + "\"AUTH\" \"(redacted)\"",
            from + "\"MULTI\"",
            from + "\"PING\"",
            from + "\"EXEC\"",
            from + "\"HELLO\" \"2\" \"AUTH\" \"(redacted)\" \"(redacted)\" \"SETNAME\" \"me\"");
    assertThat(monitor.run("GET k")).isEqualTo("-ERR Replica can't interact with the keyspace");
    assertThat(monitor.run("RESET")).isEqualTo("+RESET");
    tester.run("PING");
    assertThat(monitor.received()).isEmpty();
  }

  @Test
  void slowlog_tellsWhatTookLong() {
    tester.script(
        """
        CLIENT SETNAME me
        CONFIG SET slowlog-log-slower-than 0
        SET k v
        CONFIG SET slowlog-log-slower-than -1
        SLOWLOG LEN
            :2
        SLOWLOG GET 1
            [[:1, :1767225600, :0, ["SET", "k", "v"], "127.0.0.1:1", "me"]]
        SLOWLOG GET
            [[:1, :1767225600, :0, ["SET", "k", "v"], "127.0.0.1:1", "me"], [:0, :1767225600, :0, \
        ["CONFIG", "SET", "slowlog-log-slower-than", "0"], "127.0.0.1:1", "me"]]
        SLOWLOG RESET
            +OK
        SLOWLOG GET -1
            []
        """);
  }

  @Test
  void latency_tellsOfEvents() {
    tester.script("CONFIG SET latency-monitor-threshold 10");
    tester.engine().latencyMonitor().add("expire-cycle", 20_000_000, 1_767_225_600_000L);
    tester.script(
        """
        LATENCY LATEST
            [["expire-cycle", :1767225600, :20, :20]]
        LATENCY HISTORY expire-cycle
            [[:1767225600, :20]]
        LATENCY RESET
            :1
        LATENCY HISTORY expire-cycle
            []
        """);
    tester.engine().latencyMonitor().add("command", 20_000_000, 1_767_225_600_000L);
    tester.engine().latencyMonitor().add("command", 41_000_000, 1_767_225_602_000L);
    assertThat(tester.run("LATENCY DOCTOR"))
        .contains(
            "1. command: 2 latency spikes (average 30ms, mean deviation 10ms, period 2.00 sec)."
                + " Worst all time event 41ms.")
        .contains("SLOWLOG GET");
    assertThat(tester.run("LATENCY GRAPH command")).contains("command - high 41 ms, low 20 ms");
  }

  @Test
  void latencystats_areThereIfAskedFor() {
    tester.script("GET k\nCONFIG SET latency-tracking-info-percentiles \"0 50.5 100\"");
    assertThat(tester.run("INFO latencystats"))
        .contains("latency_percentiles_usec_get:p0=0.001,p50.5=0.001,p100=0.001\\r\\n");
    assertThat(tester.run("LATENCY HISTOGRAM get"))
        .isEqualTo("[\"get\", [\"calls\", :1, \"histogram_usec\", [:1, :1]]]");
    tester.script("CONFIG RESETSTAT");
    assertThat(tester.run("LATENCY HISTOGRAM get")).isEqualTo("[]");
  }

  @Test
  void debugPopulate_makesKeysThatAreNotThere() {
    tester.script(
        """
        SET key:1 mine
            +OK
        DEBUG POPULATE 3
            +OK
        MGET key:0 key:1 key:2 key:3
            ["value:0", "mine", "value:2", nil]
        DEBUG POPULATE 2 p 10
            +OK
        MGET p:0 p:1
            ["value:0\\x00\\x00\\x00", "value:1\\x00\\x00\\x00"]
        DEBUG POPULATE 1 short 3
            +OK
        GET short:0
            "val"
        DEBUG POPULATE 1 whole 0
            +OK
        GET whole:0
            "value:0"
        DEBUG POPULATE -5
            -ERR value is out of range, must be positive
        DEBUG POPULATE x
            -ERR value is out of range, must be positive
        DEBUG POPULATE 1 p x
            -ERR value is out of range, must be positive
        DEBUG POPULATE 1 a b c
            -ERR unknown subcommand or wrong number of arguments for 'POPULATE'. Try DEBUG HELP.
        """);
    assertThat(tester.effects()).contains("SET p:1 \"value:1\\x00\\x00\\x00\"");
  }

  @Test
  void command_tellsOfRenamedCommands_byTheNameThatIsTyped() {
    tester.engine().commands().rename("GET", "HOLEN");
    tester.engine().commands().rename("CONFIG", "C");
    tester.engine().commands().rename("LPOS", "");
    tester.script(
        """
        COMMAND INFO get lpos config|get
            [nil, nil, nil]
        COMMAND GETKEYS get a
            -ERR Invalid command specified
        COMMAND GETKEYS holen a
            ["a"]
        COMMAND DOCS get
            []
        """);
    assertThat(tester.run("COMMAND INFO holen")).startsWith("[[\"get\", :2, ");
    assertThat(tester.run("COMMAND INFO c|get")).startsWith("[[\"config|get\", :-3, ");
    assertThat(tester.run("COMMAND DOCS holen")).startsWith("[\"get\", ");
    assertThat(tester.run("COMMAND LIST"))
        .contains("\"get\"", "\"config|get\"")
        .doesNotContain("holen", "lpos");
  }

  @Test
  void debugListpack_isForListpacks() {
    tester.script(
        """
        DEBUG LISTPACK nokey
            -ERR no such key
        HSET h f v 1 2
            :2
        DEBUG LISTPACK h
            +Listpack structure printed on stdout
        SET s v
            +OK
        DEBUG LISTPACK s
            -ERR Not a listpack encoded object.
        """);
  }

  @Test
  void debugDigestValue_ofWhatIsDue_isThatOfTheValue_untilItIsDeleted() {
    tester.script("DEBUG SET-ACTIVE-EXPIRE 0\n    +OK\nSET k v PX 10\n    +OK");
    String digest = tester.run("DEBUG DIGEST-VALUE k");
    tester.clock().advance(Duration.ofMillis(20));
    assertThat(tester.run("DEBUG DIGEST-VALUE k")).isEqualTo(digest).doesNotContain("+0000");
    assertThat(tester.run("EXISTS k")).isEqualTo(":0");
    assertThat(tester.run("DEBUG DIGEST-VALUE k")).contains("+0000000000");
  }

  @Test
  void info_tellsThePeakOfMemory_whichStaysWhenStatisticsAreReset() {
    tester.run("DEBUG POPULATE 1000 key 2000");
    long most = figure("used_memory_peak");
    assertThat(most).isEqualTo(figure("used_memory"));
    tester.run("FLUSHALL");
    assertThat(figure("used_memory")).isLessThan(most);
    tester.run("CONFIG RESETSTAT");
    assertThat(figure("used_memory_peak")).isEqualTo(most);
    assertThat(tester.run("INFO memory"))
        .containsPattern("used_memory_peak_perc:[0-9]+\\.[0-9][0-9]%");
  }

  private long figure(String name) {
    String text = tester.run("INFO memory");
    int from = text.indexOf("\\r\\n" + name + ':') + name.length() + 5;
    return Long.parseLong(text.substring(from, text.indexOf("\\r", from)));
  }
}
