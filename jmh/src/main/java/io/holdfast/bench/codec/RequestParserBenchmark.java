package io.holdfast.bench.codec;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.RequestLimits;
import io.holdfast.core.codec.RequestParser;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Parsing a pipeline of 64 requests, per request.
 *
 * <p>{@code java -jar jmh/target/benchmarks.jar RequestParser -prof gc}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@OperationsPerInvocation(RequestParserBenchmark.PIPELINE)
public class RequestParserBenchmark {
  static final int PIPELINE = 64;

  /** The request; {@code mixed} takes them in turn, so that branches are not foreseen. */
  @Param({"PING", "GET", "SET 3", "SET 1024", "MSET 10", "inline PING", "mixed"})
  public String request = "GET";

  private final RequestParser parser = new RequestParser(new RequestLimits());
  private final CommandArgs args = new CommandArgs();
  private byte[] input = {};

  /** Writes the pipeline. */
  @Setup
  public void writePipeline() {
    String[] all = {"PING", "GET", "SET 3", "SET 1024", "MSET 10", "inline PING"};
    StringBuilder text = new StringBuilder();
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < PIPELINE; i++) {
      text.append(text(request.equals("mixed") ? all[random.nextInt(all.length)] : request, i));
    }
    input = text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(String request, int i) {
    String key = String.format("$16\r\nkey:%012d\r\n", i);
    return switch (request) {
      case "PING" -> "*1\r\n$4\r\nPING\r\n";
      case "GET" -> "*2\r\n$3\r\nGET\r\n" + key;
      case "SET 3" -> "*3\r\n$3\r\nSET\r\n" + key + "$3\r\nxxx\r\n";
      case "SET 1024" -> "*3\r\n$3\r\nSET\r\n" + key + "$1024\r\n" + "x".repeat(1024) + "\r\n";
      case "MSET 10" -> "*21\r\n$4\r\nMSET\r\n" + (key + "$3\r\nxxx\r\n").repeat(10);
      case "inline PING" -> "PING\r\n";
      default -> throw new IllegalArgumentException(request);
    };
  }

  /** Parses all requests, and looks at what a handler looks at first. */
  @Benchmark
  public long parse() {
    byte[] buffer = input;
    long sum = 0;
    int at = 0;
    while (at < buffer.length) {
      at += parser.parse(buffer, at, buffer.length, args);
      sum += args.count() + args.offset(0) + args.length(args.count() - 1);
    }
    return sum;
  }
}
