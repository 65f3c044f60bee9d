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
  }

  private void files() {
    String why = "Redis: when and how files are written in the background. Here nothing does so.";
    add("stop-writes-on-bgsave-error", ValueType.yesOrNo(), "yes", why);
    add("rdb-del-sync-files", ValueType.yesOrNo(), "no", why);
    add("rdb-save-incremental-fsync", ValueType.yesOrNo(), "yes", why);
    add("appendfilename", ValueType.text(), "appendonly.aof", why);
    add("appenddirname", ValueType.text(), "appendonlydir", why);
    add("appendfsync", ValueType.oneOf("everysec", "always", "no"), "everysec", why);
    add("no-appendfsync-on-rewrite", ValueType.yesOrNo(), "no", why);
    add("auto-aof-rewrite-percentage", ValueType.integer(0, Integer.MAX_VALUE), "100", why);
    add("auto-aof-rewrite-min-size", ValueType.memory(0, Long.MAX_VALUE), "64mb", why);
    add("aof-load-truncated", ValueType.yesOrNo(), "yes", why);
    add("aof-use-rdb-preamble", ValueType.yesOrNo(), "yes", why);
    add("aof-timestamp-enabled", ValueType.yesOrNo(), "no", why);
    add("aof-rewrite-incremental-fsync", ValueType.yesOrNo(), "yes", why);
  }

  private void replicas() {
    String why = "Redis: how replicas are served. There are none here yet.";
    add("replica-serve-stale-data", ValueType.yesOrNo(), "yes", why);
    add("replica-read-only", ValueType.yesOrNo(), "yes", why);
    add("replica-priority", ValueType.integer(0, Integer.MAX_VALUE), "100", why);
    add("replica-lazy-flush", ValueType.yesOrNo(), "no", why);
    add("replica-ignore-maxmemory", ValueType.yesOrNo(), "yes", why);
    add("repl-diskless-sync", ValueType.yesOrNo(), "yes", why);
    add("repl-diskless-sync-delay", ValueType.integer(0, Integer.MAX_VALUE), "5", why);
    add("repl-diskless-sync-max-replicas", ValueType.integer(0, Integer.MAX_VALUE), "0", why);
    add(
        "repl-diskless-load",
        ValueType.oneOf("disabled", "on-empty-db", "swapdb"),
        "disabled",
        why);
    add("repl-disable-tcp-nodelay", ValueType.yesOrNo(), "no", why);
  }

  private <T> void add(String name, ValueType<T> type, String defaultValue, String why) {
    all.add(Directive.of(name, type, defaultValue, why).meaning(Meaning.NONE));
  }
}
