package io.holdfast.oracle;

/** A server that answers RESP on a loopback port, for as long as it is not closed. */
interface Peer extends AutoCloseable {
  /** How failures call it: {@code redis 7.0.15}, {@code holdfast}. */
  String name();

  default String host() {
    return "127.0.0.1";
  }

  int port();

  @Override
  void close();
}
