package io.holdfast.core.config;

import static io.holdfast.core.config.Directive.Changeable.AT_START;
import static io.holdfast.core.config.Directive.Changeable.AT_START_SO_FAR;
import static io.holdfast.core.config.Directive.Changeable.PROTECTED;

import io.holdfast.AofAppender;
import io.holdfast.core.config.Directive.Meaning;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every directive, with Redis 7.2's name, range and default. */
public final class Directives {
  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final long LONG_MAX = Long.MAX_VALUE;
  private static final long MIB = 1024 * 1024;

  private Directives() {}

  // ---- the server ----------------------------------------------------------------------------

  public static final Directive<Long> PORT =
      Directive.of("port", ValueType.integer(0, 65_535), "6379", "TCP port; 0 for no TCP.")
          .changeable(AT_START_SO_FAR);

  public static final Directive<List<String>> BIND =
      Directive.of(
              "bind",
              ValueType.words(),
              "127.0.0.1 -::1",
              "Addresses to listen on; `*` is every one, a `-` in front passes over one that is"
                  + " missing.")
          .changeable(AT_START_SO_FAR);

  public static final Directive<String> UNIXSOCKET =
      Directive.of("unixsocket", ValueType.text(), "", "Path of a unix socket to listen on.")
          .changeable(AT_START);

  public static final Directive<Integer> UNIXSOCKETPERM =
      Directive.of("unixsocketperm", ValueType.fileMode(), "0", "File mode of the unix socket.")
          .changeable(AT_START);

  public static final Directive<Long> TCP_BACKLOG =
      Directive.of(
              "tcp-backlog",
              ValueType.integer(0, INT_MAX),
              "511",
              "Connections waiting to be" + " accepted.")
          .changeable(AT_START);

  public static final Directive<Long> IO_THREADS =
      Directive.of(
              "io-threads",
              ValueType.integer(1, 128),
              "1",
              "Threads that serve connections. One of them executes all commands; if there are"
                  + " others, they read, parse and write.")
          .changeable(AT_START);

  public static final Directive<String> DIR =
      Directive.of("dir", ValueType.text(), ".", "Directory of the store's files.")
          .changeable(PROTECTED);

  public static final Directive<Long> DATABASES =
      Directive.of("databases", ValueType.integer(1, INT_MAX), "16", "Number of databases.")
          .changeable(AT_START);

  public static final Directive<Boolean> PROTECTED_MODE =
      Directive.of(
          "protected-mode",
          ValueType.yesOrNo(),
          "yes",
          "Whether without a password only this machine is served.");

  public static final Directive<String> REQUIREPASS =
      Directive.of(
              "requirepass", ValueType.text(), "", "Password clients must give; none if empty.")
          .secret();

  public static final Directive<TrustedClients> ENABLE_DEBUG_COMMAND =
      Directive.of(
              "enable-debug-command",
              ValueType.choice(TrustedClients.class),
              "no",
              "Who may use DEBUG: nobody, everybody, or clients on this machine.")
          .changeable(AT_START);

  public static final Directive<TrustedClients> ENABLE_PROTECTED_CONFIGS =
      Directive.of(
              "enable-protected-configs",
              ValueType.choice(TrustedClients.class),
              "no",
              "Who may change the paths of files: nobody, everybody, or clients on this machine.")
          .changeable(AT_START);

  public static final Directive<String> ACLFILE =
      Directive.of("aclfile", ValueType.text(), "", "File of the users, for ACL LOAD and ACL SAVE.")
          .changeable(AT_START);

  public static final Directive<String> ACL_PUBSUB_DEFAULT =
      Directive.of(
          "acl-pubsub-default",
          ValueType.oneOf("allchannels", "resetchannels"),
          "resetchannels",
          "Channels of a user whose rules say nothing of channels.");

  public static final Directive<Long> ACLLOG_MAX_LEN =
      Directive.of(
          "acllog-max-len",
          ValueType.integer(0, LONG_MAX),
          "128",
          "Refusals that ACL LOG remembers.");

  // ---- TLS -----------------------------------------------------------------------------------

  public static final Directive<Long> TLS_PORT =
      Directive.of("tls-port", ValueType.integer(0, 65_535), "0", "TCP port for TLS; 0 for none.")
          .changeable(AT_START_SO_FAR);

  public static final Directive<String> TLS_CERT_FILE =
      Directive.of(
          "tls-cert-file",
          ValueType.text(),
          "",
          "PEM file of the server's certificate, and of those between it and the root.");

  public static final Directive<String> TLS_KEY_FILE =
      Directive.of("tls-key-file", ValueType.text(), "", "PEM file of the certificate's key.");

  public static final Directive<String> TLS_KEY_FILE_PASS =
      Directive.of("tls-key-file-pass", ValueType.text(), "", "Password of the key, if it has one.")
          .secret();

  public static final Directive<String> TLS_CA_CERT_FILE =
      Directive.of(
          "tls-ca-cert-file",
          ValueType.text(),
          "",
          "PEM file of the certificates that clients' certificates are checked with.");

  public static final Directive<String> TLS_CA_CERT_DIR =
      Directive.of("tls-ca-cert-dir", ValueType.text(), "", "Directory of such files.");

  public static final Directive<String> TLS_AUTH_CLIENTS =
      Directive.of(
          "tls-auth-clients",
          ValueType.oneOf("no", "yes", "optional"),
          "yes",
          "Whether clients must have a certificate, too; optional checks those that have one.");

  public static final Directive<List<String>> TLS_PROTOCOLS =
      Directive.of(
          "tls-protocols",
          ValueType.words(),
          "",
          "Versions of TLS that are spoken; TLSv1.2 and TLSv1.3 if empty.");

  public static final Directive<String> TLS_CIPHERS =
      Directive.of(
          "tls-ciphers",
          ValueType.text(),
          "",
          "Ciphers of TLS 1.2, by their names in OpenSSL; the JDK's choice if empty.");

  public static final Directive<String> TLS_CIPHERSUITES =
      Directive.of(
          "tls-ciphersuites",
          ValueType.text(),
          "",
          "Cipher suites of TLS 1.3; the JDK's choice if empty.");

  public static final Directive<Boolean> TLS_PREFER_SERVER_CIPHERS =
      Directive.of(
          "tls-prefer-server-ciphers",
          ValueType.yesOrNo(),
          "no",
          "Whether the server's order of ciphers counts, not the client's.");

  public static final Directive<Boolean> TLS_SESSION_CACHING =
      Directive.of(
          "tls-session-caching",
          ValueType.yesOrNo(),
          "yes",
          "Whether a client that comes again need not show everything again.");

  public static final Directive<Long> TLS_SESSION_CACHE_SIZE =
      Directive.of(
          "tls-session-cache-size",
          ValueType.integer(0, INT_MAX),
          "20480",
          "Sessions remembered for that; 0 for any number.");

  public static final Directive<Long> TLS_SESSION_CACHE_TIMEOUT =
      Directive.of(
          "tls-session-cache-timeout",
          ValueType.integer(0, INT_MAX),
          "300",
          "Seconds they are remembered.");

  // ---- clients -------------------------------------------------------------------------------

  public static final Directive<Long> MAXCLIENTS =
      Directive.of(
          "maxclients", ValueType.integer(1, 0xFFFFFFFFL), "10000", "Most connections at a time.");

  public static final Directive<Long> TIMEOUT =
      Directive.of(
          "timeout",
          ValueType.integer(0, INT_MAX),
          "0",
          "Seconds after which a silent connection is closed; 0 for never.");

  public static final Directive<Long> TCP_KEEPALIVE =
      Directive.of(
          "tcp-keepalive",
          ValueType.integer(0, INT_MAX),
          "300",
          "Seconds of silence before the system probes a peer; 0 for never.");

  public static final Directive<Long> PROTO_MAX_BULK_LEN =
      Directive.of(
          "proto-max-bulk-len",
          ValueType.memory(MIB, LONG_MAX),
          "512mb",
          "Longest argument and longest string.");

  public static final Directive<Long> CLIENT_QUERY_BUFFER_LIMIT =
      Directive.of(
          "client-query-buffer-limit",
          ValueType.memory(MIB, LONG_MAX),
          "1gb",
          "Most bytes received of one request.");

  public static final Directive<OutputLimits> CLIENT_OUTPUT_BUFFER_LIMIT =
      Directive.of(
          "client-output-buffer-limit",
          ValueType.outputLimits(),
          "normal 0 0 0 slave 256mb 64mb 60 pubsub 32mb 8mb 60",
          "Most bytes of replies waiting for a client.");

  public static final Directive<Long> TRACKING_TABLE_MAX_KEYS =
      Directive.of(
          "tracking-table-max-keys",
          ValueType.integer(0, LONG_MAX),
          "1000000",
          "Keys remembered for CLIENT TRACKING; who has read another is told it has changed.");

  // ---- the cluster of one node ---------------------------------------------------------------

  public static final Directive<Boolean> CLUSTER_ENABLED =
      Directive.of(
              "cluster-enabled",
              ValueType.yesOrNo(),
              "no",
              "Whether cluster clients find a cluster of one node, with one database.")
          .changeable(AT_START);

  public static final Directive<String> CLUSTER_ANNOUNCE_IP =
      Directive.of(
          "cluster-announce-ip",
          ValueType.text(),
          "",
          "Address cluster clients are told; the one they have come by if empty.");

  public static final Directive<Long> CLUSTER_ANNOUNCE_PORT =
      Directive.of(
          "cluster-announce-port",
          ValueType.integer(0, 65_535),
          "0",
          "Port cluster clients are told; 0 for the one they have come by.");

  public static final Directive<Long> CLUSTER_ANNOUNCE_BUS_PORT =
      Directive.of(
          "cluster-announce-bus-port",
          ValueType.integer(0, 65_535),
          "0",
          "Port at which cluster clients are told nodes meet; 0 for 10000 above the other.");

  public static final Directive<String> CLUSTER_ANNOUNCE_HOSTNAME =
      Directive.of(
          "cluster-announce-hostname",
          ValueType.text(),
          "",
          "Name of this machine that cluster clients are told.");

  // ---- events --------------------------------------------------------------------------------

  public static final Directive<NotifyEvents> NOTIFY_KEYSPACE_EVENTS =
      Directive.of(
          "notify-keyspace-events",
          ValueType.notifyEvents(),
          "",
          "Which keyspace events are published, and on which channels.");

  // ---- memory --------------------------------------------------------------------------------

  public static final Directive<Long> MAXMEMORY =
      Directive.of(
          "maxmemory", ValueType.memory(0, LONG_MAX), "0", "Limit of the data; 0 for none.");

  public static final Directive<EvictionPolicy> MAXMEMORY_POLICY =
      Directive.of(
          "maxmemory-policy",
          ValueType.choice(EvictionPolicy.class),
          "noeviction",
          "Which keys go when the limit is reached.");

  public static final Directive<Long> MAXMEMORY_SAMPLES =
      Directive.of(
          "maxmemory-samples",
          ValueType.integer(1, INT_MAX),
          "5",
          "Keys looked at to find one to evict.");

  public static final Directive<Long> LFU_LOG_FACTOR =
      Directive.of(
          "lfu-log-factor",
          ValueType.integer(0, INT_MAX),
          "10",
          "How slowly the access counter grows.");

  public static final Directive<Long> LFU_DECAY_TIME =
      Directive.of(
          "lfu-decay-time",
          ValueType.integer(0, INT_MAX),
          "1",
          "Minutes without access that take one from the counter; 0 for never.");

  // ---- encodings -----------------------------------------------------------------------------

  public static final Directive<Long> HASH_MAX_LISTPACK_ENTRIES =
      Directive.of(
              "hash-max-listpack-entries",
              ValueType.integer(0, LONG_MAX),
              "512",
              "Most fields of a hash held as a listpack.")
          .alias("hash-max-ziplist-entries");

  public static final Directive<Long> HASH_MAX_LISTPACK_VALUE =
      Directive.of(
              "hash-max-listpack-value",
              ValueType.memory(0, LONG_MAX),
              "64",
              "Longest field or value in a hash held as a listpack.")
          .alias("hash-max-ziplist-value");

  public static final Directive<Long> LIST_MAX_LISTPACK_SIZE =
      Directive.of(
              "list-max-listpack-size",
              ValueType.integer(Integer.MIN_VALUE, INT_MAX),
              "-2",
              "Size of a list's nodes: elements, or -1 to -5 for 4 to 64 KiB.")
          .alias("list-max-ziplist-size");

  public static final Directive<Long> LIST_COMPRESS_DEPTH =
      Directive.of(
          "list-compress-depth",
          ValueType.integer(0, INT_MAX),
          "0",
          "Nodes at both ends of a list that are not compressed; 0 compresses none.");

  public static final Directive<Long> SET_MAX_INTSET_ENTRIES =
      Directive.of(
          "set-max-intset-entries",
          ValueType.integer(0, LONG_MAX),
          "512",
          "Most members of a set of integers held as an intset.");

  public static final Directive<Long> SET_MAX_LISTPACK_ENTRIES =
      Directive.of(
          "set-max-listpack-entries",
          ValueType.integer(0, LONG_MAX),
          "128",
          "Most members of a set held as a listpack.");

  public static final Directive<Long> SET_MAX_LISTPACK_VALUE =
      Directive.of(
          "set-max-listpack-value",
          ValueType.memory(0, LONG_MAX),
          "64",
          "Longest member of a set held as a listpack.");

  public static final Directive<Long> ZSET_MAX_LISTPACK_ENTRIES =
      Directive.of(
              "zset-max-listpack-entries",
              ValueType.integer(0, LONG_MAX),
              "128",
              "Most members of a sorted set held as a listpack.")
          .alias("zset-max-ziplist-entries");

  public static final Directive<Long> ZSET_MAX_LISTPACK_VALUE =
      Directive.of(
              "zset-max-listpack-value",
              ValueType.memory(0, LONG_MAX),
              "64",
              "Longest member of a sorted set held as a listpack.")
          .alias("zset-max-ziplist-value");

  public static final Directive<Long> STREAM_NODE_MAX_BYTES =
      Directive.of(
          "stream-node-max-bytes",
          ValueType.memory(0, LONG_MAX),
          "4096",
          "Most bytes of a stream's node; 0 for no limit.");

  public static final Directive<Long> STREAM_NODE_MAX_ENTRIES =
      Directive.of(
          "stream-node-max-entries",
          ValueType.integer(0, LONG_MAX),
          "100",
          "Most entries of a stream's node; 0 for no limit.");

  public static final Directive<Long> HLL_SPARSE_MAX_BYTES =
      Directive.of(
          "hll-sparse-max-bytes",
          ValueType.memory(0, LONG_MAX),
          "3000",
          "Longest HyperLogLog in the sparse encoding.");

  public static final Directive<Long> RDB_VERSION =
      Directive.of(
          "rdb-version",
          ValueType.integer(10, 11),
          "11",
          "Version of RDB payloads written: 11 as Redis 7.2, 10 for Redis 7.0 to read them.");

  // ---- what took long ------------------------------------------------------------------------

  public static final Directive<Long> SLOWLOG_LOG_SLOWER_THAN =
      Directive.of(
          "slowlog-log-slower-than",
          ValueType.integer(-1, LONG_MAX),
          "10000",
          "Microseconds from which on a command is in the slow log; -1 for none.");

  public static final Directive<Long> SLOWLOG_MAX_LEN =
      Directive.of(
          "slowlog-max-len",
          ValueType.integer(0, LONG_MAX),
          "128",
          "Commands the slow log remembers.");

  public static final Directive<Long> LATENCY_MONITOR_THRESHOLD =
      Directive.of(
          "latency-monitor-threshold",
          ValueType.integer(0, LONG_MAX),
          "0",
          "Milliseconds from which on LATENCY remembers what held up others; 0 for off.");

  public static final Directive<Boolean> LATENCY_TRACKING =
      Directive.of(
          "latency-tracking",
          ValueType.yesOrNo(),
          "yes",
          "Whether the times of each command are counted.");

  public static final Directive<List<Double>> LATENCY_TRACKING_INFO_PERCENTILES =
      Directive.of(
          "latency-tracking-info-percentiles",
          ValueType.percentiles("latency-tracking-info-percentiles"),
          "50 99 99.9",
          "The percentiles in INFO latencystats.");

  // ---- files ---------------------------------------------------------------------------------

  public static final Directive<String> DBFILENAME =
      Directive.of(
              "dbfilename",
              ValueType.fileName("dbfilename can't be a path, just a filename"),
              "dump.rdb",
              "Name of the RDB file in `dir`.")
          .changeable(PROTECTED);

  public static final Directive<Boolean> RDBCOMPRESSION =
      Directive.of(
          "rdbcompression", ValueType.yesOrNo(), "yes", "Whether strings in files are compressed.");

  public static final Directive<Boolean> RDBCHECKSUM =
      Directive.of(
              "rdbchecksum",
              ValueType.yesOrNo(),
              "yes",
              "Whether RDB files end in a checksum, and it is looked at.")
          .changeable(AT_START);

  public static final Directive<SavePoints> SAVE =
      Directive.of(
          "save",
          ValueType.savePoints(),
          "",
          "When snapshots are taken: so many seconds after the last, if so much has changed.");

  public static final Directive<Boolean> STOP_WRITES_ON_BGSAVE_ERROR =
      Directive.of(
          "stop-writes-on-bgsave-error",
          ValueType.yesOrNo(),
          "yes",
          "Whether commands that write are refused after a snapshot in the background failed.");

  public static final Directive<Boolean> APPENDONLY =
      Directive.of("appendonly", ValueType.yesOrNo(), "no", "Whether writes go to an AOF.");

  public static final Directive<String> APPENDFILENAME =
      Directive.of(
              "appendfilename",
              ValueType.fileName("appendfilename can't be a path, just a filename"),
              "appendonly.aof",
              "What the names of the AOF's files begin with.")
          .changeable(AT_START);

  public static final Directive<String> APPENDDIRNAME =
      Directive.of(
              "appenddirname",
              ValueType.fileName("appenddirname can't be a path, just a dirname"),
              "appendonlydir",
              "Directory of the AOF's files, in `dir`.")
          .changeable(AT_START);

  public static final Directive<FsyncPolicy> APPENDFSYNC =
      Directive.of(
          "appendfsync",
          ValueType.choice(FsyncPolicy.class),
          "everysec",
          "When what was written to the AOF is forced to the disk.");

  public static final Directive<AofAppender> AOF_APPENDER =
      Directive.of(
              "aof-appender",
              ValueType.choice(AofAppender.class),
              "file",
              "How the AOF grows: by writing to it, or by copying into its mapped pages.")
          .changeable(AT_START);

  public static final Directive<Boolean> NO_APPENDFSYNC_ON_REWRITE =
      Directive.of(
          "no-appendfsync-on-rewrite",
          ValueType.yesOrNo(),
          "no",
          "Whether nothing is forced to the disk while the AOF is rewritten.");

  public static final Directive<Long> AUTO_AOF_REWRITE_PERCENTAGE =
      Directive.of(
          "auto-aof-rewrite-percentage",
          ValueType.integer(0, INT_MAX),
          "100",
          "By how much the AOF grows before it is rewritten; 0 for never.");

  public static final Directive<Long> AUTO_AOF_REWRITE_MIN_SIZE =
      Directive.of(
          "auto-aof-rewrite-min-size",
          ValueType.memory(0, LONG_MAX),
          "64mb",
          "How large an AOF must be to be rewritten by itself.");

  public static final Directive<Boolean> AOF_LOAD_TRUNCATED =
      Directive.of(
          "aof-load-truncated",
          ValueType.yesOrNo(),
          "yes",
          "Whether an AOF that ends in the midst of a command is cut there and loaded.");

  public static final Directive<Boolean> AOF_USE_RDB_PREAMBLE =
      Directive.of(
          "aof-use-rdb-preamble",
          ValueType.yesOrNo(),
          "yes",
          "Whether the AOF's base is an RDB file; if not, it holds commands.");

  public static final Directive<Boolean> AOF_TIMESTAMP_ENABLED =
      Directive.of(
          "aof-timestamp-enabled",
          ValueType.yesOrNo(),
          "no",
          "Whether the AOF says when things happened.");

  // ---- without meaning here ------------------------------------------------------------------

  private static final Directive<Long> HZ =
      Directive.of(
              "hz",
              ValueType.clampedInteger(INT_MAX, 1, 500),
              "10",
              "Redis: turns of the cron a second. Everything here happens when it is due.")
          .meaning(Meaning.NONE);

  private static final Directive<Long> ACTIVE_EXPIRE_EFFORT =
      Directive.of(
              "active-expire-effort",
              ValueType.integer(1, 10),
              "1",
              "Redis: effort spent on finding expired keys. Here each goes when it is due.")
          .meaning(Meaning.NONE);

  private static Directive<Boolean> lazyfree(String when) {
    return Directive.of(
            "lazyfree-lazy-" + when,
            ValueType.yesOrNo(),
            "no",
            "Redis: frees in the background. Here freeing a block takes nanoseconds.")
        .meaning(Meaning.NONE);
  }

  private static final List<Directive<?>> DECLARED =
      List.of(
          PORT,
          BIND,
          UNIXSOCKET,
          UNIXSOCKETPERM,
          TCP_BACKLOG,
          IO_THREADS,
          DIR,
          DATABASES,
          PROTECTED_MODE,
          REQUIREPASS,
          ENABLE_DEBUG_COMMAND,
          ENABLE_PROTECTED_CONFIGS,
          ACLFILE,
          ACL_PUBSUB_DEFAULT,
          ACLLOG_MAX_LEN,
          TLS_PORT,
          TLS_CERT_FILE,
          TLS_KEY_FILE,
          TLS_KEY_FILE_PASS,
          TLS_CA_CERT_FILE,
          TLS_CA_CERT_DIR,
          TLS_AUTH_CLIENTS,
          TLS_PROTOCOLS,
          TLS_CIPHERS,
          TLS_CIPHERSUITES,
          TLS_PREFER_SERVER_CIPHERS,
          TLS_SESSION_CACHING,
          TLS_SESSION_CACHE_SIZE,
          TLS_SESSION_CACHE_TIMEOUT,
          MAXCLIENTS,
          TIMEOUT,
          TCP_KEEPALIVE,
          PROTO_MAX_BULK_LEN,
          CLIENT_QUERY_BUFFER_LIMIT,
          CLIENT_OUTPUT_BUFFER_LIMIT,
          TRACKING_TABLE_MAX_KEYS,
          CLUSTER_ENABLED,
          CLUSTER_ANNOUNCE_IP,
          CLUSTER_ANNOUNCE_PORT,
          CLUSTER_ANNOUNCE_BUS_PORT,
          CLUSTER_ANNOUNCE_HOSTNAME,
          NOTIFY_KEYSPACE_EVENTS,
          MAXMEMORY,
          MAXMEMORY_POLICY,
          MAXMEMORY_SAMPLES,
          LFU_LOG_FACTOR,
          LFU_DECAY_TIME,
          HASH_MAX_LISTPACK_ENTRIES,
          HASH_MAX_LISTPACK_VALUE,
          LIST_MAX_LISTPACK_SIZE,
          LIST_COMPRESS_DEPTH,
          SET_MAX_INTSET_ENTRIES,
          SET_MAX_LISTPACK_ENTRIES,
          SET_MAX_LISTPACK_VALUE,
          ZSET_MAX_LISTPACK_ENTRIES,
          ZSET_MAX_LISTPACK_VALUE,
          STREAM_NODE_MAX_BYTES,
          STREAM_NODE_MAX_ENTRIES,
          HLL_SPARSE_MAX_BYTES,
          RDB_VERSION,
          SLOWLOG_LOG_SLOWER_THAN,
          SLOWLOG_MAX_LEN,
          LATENCY_MONITOR_THRESHOLD,
          LATENCY_TRACKING,
          LATENCY_TRACKING_INFO_PERCENTILES,
          DBFILENAME,
          RDBCOMPRESSION,
          RDBCHECKSUM,
          APPENDONLY,
          APPENDFILENAME,
          APPENDDIRNAME,
          APPENDFSYNC,
          AOF_APPENDER,
          NO_APPENDFSYNC_ON_REWRITE,
          AUTO_AOF_REWRITE_PERCENTAGE,
          AUTO_AOF_REWRITE_MIN_SIZE,
          AOF_LOAD_TRUNCATED,
          AOF_USE_RDB_PREAMBLE,
          AOF_TIMESTAMP_ENABLED,
          SAVE,
          STOP_WRITES_ON_BGSAVE_ERROR,
          HZ,
          ACTIVE_EXPIRE_EFFORT,
          lazyfree("eviction"),
          lazyfree("expire"),
          lazyfree("server-del"),
          lazyfree("user-del"),
          lazyfree("user-flush"));

  private static final List<Directive<?>> ALL =
      Stream.concat(DECLARED.stream(), AcceptedDirectives.all().stream()).toList();

  private static final Map<String, Directive<?>> BY_NAME = byName();

  private static Map<String, Directive<?>> byName() {
    Map<String, Directive<?>> byName = new TreeMap<>();
    for (Directive<?> directive : ALL) {
      for (String name : directive.names()) {
        if (byName.put(name, directive) != null) {
          throw new IllegalStateException("declared twice: name=" + name);
        }
      }
    }
    return byName;
  }

  /** Every directive, in the order of the documentation. */
  public static List<Directive<?>> all() {
    return ALL;
  }

  /** The directive with a name or alias, in any case, or null. */
  public static @Nullable Directive<?> find(String name) {
    return BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }
}
