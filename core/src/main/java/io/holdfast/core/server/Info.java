package io.holdfast.core.server;

import io.holdfast.core.codec.CommandArgs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The text of INFO: sections, each written by the parts that know its figures.
 *
 * <pre>
 *  # Stats                                a section
 *  total_commands_processed:1042          its fields, name and value
 *  rejected_connections:0                 added by the listener
 * </pre>
 *
 * A figure nobody knows is left out: no field says 0 for "not measured". Thread: the owner.
 */
public final class Info {
  /** A part of the text. */
  public enum Section {
    SERVER("Server"),
    CLIENTS("Clients"),
    MEMORY("Memory"),
    PERSISTENCE("Persistence"),
    STATS("Stats"),
    REPLICATION("Replication"),
    CPU("CPU"),
    MODULES("Modules"),
    /** Calls by command; shown when asked for. */
    COMMANDSTATS("Commandstats"),
    ERRORSTATS("Errorstats"),
    /** Percentiles by command; shown when asked for. */
    LATENCYSTATS("Latencystats"),
    CLUSTER("Cluster"),
    KEYSPACE("Keyspace");

    private final String title;

    Section(String title) {
      this.title = title;
    }

    boolean isDefault() {
      return this != COMMANDSTATS && this != LATENCYSTATS;
    }
  }

  /** Takes the fields of a section. */
  public static final class Fields {
    private final StringBuilder text;

    private Fields(StringBuilder text) {
      this.text = text;
    }

    /** Adds a field. */
    public void add(String name, String value) {
      text.append(name).append(':').append(value).append("\r\n");
    }

    /** Adds a field. */
    public void add(String name, long value) {
      text.append(name).append(':').append(value).append("\r\n");
    }
  }

  private final Map<Section, List<Consumer<Fields>>> sources = new LinkedHashMap<>();

  /** A text without fields. */
  public Info() {
    for (Section section : Section.values()) {
      sources.put(section, new ArrayList<>(1));
    }
  }

  /** Adds fields to a section: asked for whenever the text is. */
  public void add(Section section, Consumer<Fields> source) {
    sources.computeIfAbsent(section, s -> new ArrayList<>(1)).add(source);
  }

  /** Removes what {@link #add} added. */
  public void remove(Section section, Consumer<Fields> source) {
    sources.computeIfAbsent(section, s -> new ArrayList<>(1)).remove(source);
  }

  /** The sections a command asks for; all that are shown by default if it names none. */
  byte[] text(CommandArgs args) {
    Set<String> asked = new HashSet<>();
    for (int i = 1; i < args.count(); i++) {
      asked.add(args.string(i).toLowerCase(Locale.ROOT));
    }
    boolean isDefault = asked.isEmpty() || asked.contains("default");
    boolean isAll = asked.contains("all") || asked.contains("everything");
    StringBuilder text = new StringBuilder();
    sources.forEach(
        (section, fields) -> {
          boolean isAsked = asked.contains(section.name().toLowerCase(Locale.ROOT));
          if (isAll || isAsked || isDefault && section.isDefault()) {
            append(section, fields, text);
          }
        });
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void append(Section section, List<Consumer<Fields>> sources, StringBuilder text) {
    if (text.length() > 0) {
      text.append("\r\n");
    }
    text.append("# ").append(section.title).append("\r\n");
    Fields fields = new Fields(text);
    sources.forEach(source -> source.accept(fields));
  }
}
