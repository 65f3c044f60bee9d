package io.holdfast.core.command;

/** What a session comes from that nobody is connected to: commands of a file, or of a program. */
public class SilentTransport implements Session.Transport {
  private final String peerAddress;
  private final String localAddress;

  /** Without addresses. */
  public SilentTransport() {
    this("", "");
  }

  /** With the addresses that CLIENT LIST is to print. */
  public SilentTransport(String peerAddress, String localAddress) {
    this.peerAddress = peerAddress;
    this.localAddress = localAddress;
  }

  @Override
  public String peerAddress() {
    return peerAddress;
  }

  @Override
  public String localAddress() {
    return localAddress;
  }

  @Override
  public boolean isUnixSocket() {
    return false;
  }

  @Override
  public int fileDescriptor() {
    return -1;
  }

  @Override
  public long queryBufferBytes() {
    return 0;
  }

  @Override
  public long outputBufferBytes() {
    return 0;
  }

  @Override
  public long lastInputAtMs() {
    return 0;
  }

  @Override
  public void closeAfterReply() {
    // There is nobody to be answered.
  }
}
