package io.holdfast.core.config;

import io.holdfast.core.config.Directive.Meaning;
import java.util.ArrayList;
import java.util.List;

/**
 * Directives that a redis.conf sets as it comes, and that have no meaning here: accepted, checked
 * and given back.
 */
final class AcceptedDirectives {
  private final List<Directive<?>> all = new ArrayList<>();

  private AcceptedDirectives() {}

  /** All of them. */
  static List<Directive<?>> all() {
    AcceptedDirectives accepted = new AcceptedDirectives();
    accepted.process();
    accepted.files();
    accepted.replicas();
    accepted.cluster();
    accepted.memory();
    accepted.scripts();
    accepted.tls();
    return accepted.all;
  }

  private void process() {
    String why = "Redis: how the process runs and logs. Here that is for whoever starts the JVM.";
    add("daemonize", ValueType.yesOrNo(), "no", why);
    add("pidfile", ValueType.text(), "", why);
    add("supervised", ValueType.oneOf("no", "upstart", "systemd", "auto"), "no", why);
    add("loglevel", ValueType.oneOf("debug", "verbose", "notice", "warning"), "notice", why);
    add("logfile", ValueType.text(), "", why);
    add("syslog-enabled", ValueType.yesOrNo(), "no", why);
    add("syslog-ident", ValueType.text(), "redis", why);
    add("crash-log-enabled", ValueType.yesOrNo(), "yes", why);
    add("always-show-logo", ValueType.yesOrNo(), "no", why);
    add("set-proc-title", ValueType.yesOrNo(), "yes", why);
    add("proc-title-template", ValueType.text(), "{title} {listen-addr} {server-mode}", why);
    add("oom-score-adj", ValueType.oneOf("no", "yes", "relative", "absolute"), "no", why);
    add("oom-score-adj-values", ValueType.words(), "0 200 800", why);
    add("disable-thp", ValueType.yesOrNo(), "yes", why);
    add("jemalloc-bg-thread", ValueType.yesOrNo(), "yes", why);
    add("activerehashing", ValueType.yesOrNo(), "yes", why);
    add("activedefrag", ValueType.yesOrNo(), "no", why);
    add("dynamic-hz", ValueType.yesOrNo(), "yes", why);
    add("locale-collate", ValueType.text(), "", why);
    add("syslog-facility", ValueType.text(), "local0", why);
    add("crash-memcheck-enabled", ValueType.yesOrNo(), "yes", why);
    add("ignore-warnings", ValueType.text(), "", why);
    add(
        "io-threads-do-reads",
        ValueType.yesOrNo(),
        "no",
        "Redis: whether I/O threads also read. Here they always do, if there are any.");
    add("server_cpulist", ValueType.text(), "", why);
    add("bio_cpulist", ValueType.text(), "", why);
    add("bgsave_cpulist", ValueType.text(), "", why);
    add("aof_rewrite_cpulist", ValueType.text(), "", why);
    add("shutdown-on-sigint", ValueType.words(), "default", why);
    add("shutdown-on-sigterm", ValueType.words(), "default", why);
    add("shutdown-timeout", ValueType.integer(0, Integer.MAX_VALUE), "10", why);
    add("socket-mark-id", ValueType.integer(0, Integer.MAX_VALUE), "0", why);
    add("enable-module-command", ValueType.oneOf("no", "yes", "local"), "no", why);
  }

  private void memory() {
    String why = "Redis: when memory is moved together. Here freed blocks are filled again.";
    add("active-defrag-ignore-bytes", ValueType.memory(1, Long.MAX_VALUE), "100mb", why);
    add("active-defrag-threshold-lower", ValueType.integer(0, 1000), "10", why);
    add("active-defrag-threshold-upper", ValueType.integer(0, 1000), "100", why);
    add("active-defrag-cycle-min", ValueType.integer(1, 99), "1", why);
    add("active-defrag-cycle-max", ValueType.integer(1, 99), "25", why);
    add("active-defrag-max-scan-fields", ValueType.integer(1, Long.MAX_VALUE), "1000", why);
    String eviction = "Redis: how much is evicted. Nothing is evicted here yet.";
    add("maxmemory-clients", ValueType.text(), "0", eviction);
    add("maxmemory-eviction-tenacity", ValueType.integer(0, 100), "10", eviction);
  }

  private void scripts() {
    String why = "Redis: how long a script may run undisturbed. There are no scripts here yet.";
    all.add(
        Directive.of("busy-reply-threshold", ValueType.integer(0, Long.MAX_VALUE), "5000", why)
            .alias("lua-time-limit")
            .meaning(Meaning.NONE));
  }

  private void tls() {
    String why = "Redis: TLS to other servers, or parameters OpenSSL needs. Here neither is.";
    add("tls-client-cert-file", ValueType.text(), "", why);
    add("tls-client-key-file", ValueType.text(), "", why);
    all.add(
        Directive.of("tls-client-key-file-pass", ValueType.text(), "", why)
            .secret()
            .meaning(Meaning.NONE));
    add("tls-dh-params-file", ValueType.text(), "", why);
    add("tls-cluster", ValueType.yesOrNo(), "no", why);
    add("tls-replication", ValueType.yesOrNo(), "no", why);
  }

  private void cluster() {
    String why = "Redis: how nodes of a cluster find each other. Here a cluster is one node.";
    add("cluster-config-file", ValueType.text(), "nodes.conf", why);
    add("cluster-node-timeout", ValueType.integer(0, Long.MAX_VALUE), "15000", why);
    add("cluster-port", ValueType.integer(0, 65_535), "0", why);
    add("cluster-announce-tls-port", ValueType.integer(0, 65_535), "0", why);
    add("cluster-announce-human-nodename", ValueType.text(), "", why);
    add(
        "cluster-preferred-endpoint-type",
        ValueType.oneOf("ip", "hostname", "unknown-endpoint"),
        "ip",
        why);
    add("cluster-link-sendbuf-limit", ValueType.memory(0, Long.MAX_VALUE), "0", why);
    add("cluster-migration-barrier", ValueType.integer(0, Integer.MAX_VALUE), "1", why);
    add("cluster-require-full-coverage", ValueType.yesOrNo(), "yes", why);
    add("cluster-allow-reads-when-down", ValueType.yesOrNo(), "no", why);
    add("cluster-allow-pubsubshard-when-down", ValueType.yesOrNo(), "yes", why);
    add("cluster-allow-replica-migration", ValueType.yesOrNo(), "yes", why);
    add("cluster-replica-no-failover", "cluster-slave-no-failover", ValueType.yesOrNo(), "no", why);
    add(
        "cluster-replica-validity-factor",
        "cluster-slave-validity-factor",
        ValueType.integer(0, Integer.MAX_VALUE),
        "10",
        why);
  }

  private void files() {
    String why = "Redis: when and how files are written in the background. Here nothing does so.";
    add("rdb-del-sync-files", ValueType.yesOrNo(), "no", why);
    add("rdb-save-incremental-fsync", ValueType.yesOrNo(), "yes", why);
    add("aof-rewrite-incremental-fsync", ValueType.yesOrNo(), "yes", why);
    add("aof-disable-auto-gc", ValueType.yesOrNo(), "no", why);
    add(
        "sanitize-dump-payload",
        ValueType.oneOf("no", "yes", "clients"),
        "no",
        "Redis: whether RESTORE and files of data are proved. Here they always are, to the last byte.");
  }

  private void replicas() {
    String why = "Redis: how replicas are served. There are none here yet.";
    add("replica-serve-stale-data", "slave-serve-stale-data", ValueType.yesOrNo(), "yes", why);
    add("replica-read-only", "slave-read-only", ValueType.yesOrNo(), "yes", why);
    add("replica-priority", "slave-priority", ValueType.integer(0, Integer.MAX_VALUE), "100", why);
    add("replica-lazy-flush", "slave-lazy-flush", ValueType.yesOrNo(), "no", why);
    add("replica-ignore-maxmemory", "slave-ignore-maxmemory", ValueType.yesOrNo(), "yes", why);
    add("repl-diskless-sync", ValueType.yesOrNo(), "yes", why);
    add("repl-diskless-sync-delay", ValueType.integer(0, Integer.MAX_VALUE), "5", why);
    add("repl-diskless-sync-max-replicas", ValueType.integer(0, Integer.MAX_VALUE), "0", why);
    add(
        "repl-diskless-load",
        ValueType.oneOf("disabled", "on-empty-db", "swapdb"),
        "disabled",
        why);
    add("repl-disable-tcp-nodelay", ValueType.yesOrNo(), "no", why);
    add("repl-backlog-size", ValueType.memory(1, Long.MAX_VALUE), "1mb", why);
    add("repl-backlog-ttl", ValueType.integer(0, Integer.MAX_VALUE), "3600", why);
    add("repl-timeout", ValueType.integer(1, Integer.MAX_VALUE), "60", why);
    add(
        "repl-ping-replica-period",
        "repl-ping-slave-period",
        ValueType.integer(1, Integer.MAX_VALUE),
        "10",
        why);
    add("min-replicas-to-write", "min-slaves-to-write", ValueType.fact("0"), "0", why);
    add(
        "min-replicas-max-lag",
        "min-slaves-max-lag",
        ValueType.integer(0, Integer.MAX_VALUE),
        "10",
        why);
    add("replicaof", "slaveof", ValueType.fact(""), "", why);
    add("replica-announce-ip", "slave-announce-ip", ValueType.text(), "", why);
    add("replica-announce-port", "slave-announce-port", ValueType.integer(0, 65_535), "0", why);
    add("replica-announced", ValueType.yesOrNo(), "yes", why);
    add("replica-ignore-disk-write-errors", ValueType.yesOrNo(), "no", why);
    add(
        "propagation-error-behavior",
        ValueType.oneOf("ignore", "panic", "panic-on-replicas"),
        "ignore",
        why);
    add("bind-source-addr", ValueType.text(), "", why);
    add("masteruser", ValueType.text(), "", why);
    all.add(Directive.of("masterauth", ValueType.text(), "", why).secret().meaning(Meaning.NONE));
  }

  private <T> void add(
      String name, String alias, ValueType<T> type, String defaultValue, String why) {
    all.add(Directive.of(name, type, defaultValue, why).alias(alias).meaning(Meaning.NONE));
  }

  private <T> void add(String name, ValueType<T> type, String defaultValue, String why) {
    all.add(Directive.of(name, type, defaultValue, why).meaning(Meaning.NONE));
  }
}
