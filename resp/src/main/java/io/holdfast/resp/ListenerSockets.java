package io.holdfast.resp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** The listening sockets of a listener: bound together, closed together. */
final class ListenerSockets {
  private final List<ServerSocketChannel> channels = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final List<InetSocketAddress> tlsAddresses = new ArrayList<>();
  private final Set<ServerSocketChannel> tlsChannels = new HashSet<>();
  private final List<Path> unixSockets = new ArrayList<>();

  List<ServerSocketChannel> channels() {
    return channels;
  }

  /** The TCP addresses where clients speak without TLS. */
  List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** The TCP addresses where they speak with it. */
  List<InetSocketAddress> tlsAddresses() {
    return List.copyOf(tlsAddresses);
  }

  boolean isTls(ServerSocketChannel channel) {
    return tlsChannels.contains(channel);
  }

  /**
   * Binds a TCP address.
   *
   * @param isOptional whether an address this machine does not have is passed over
   * @param isTls whether clients speak TLS there
   */
  void bind(String host, int port, int backlog, boolean isOptional, boolean isTls)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      InetAddress address = host.equals("*") ? null : InetAddress.getByName(host);
      channel.bind(new InetSocketAddress(address, port), backlog);
      (isTls ? tlsAddresses : addresses).add((InetSocketAddress) channel.getLocalAddress());
      channels.add(channel);
      if (isTls) {
        tlsChannels.add(channel);
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      if (!isOptional) {
        throw new IOException(
            "Could not create server TCP listening socket "
                + host
                + ":"
                + port
                + ": "
                + e.getMessage(),
            e);
      }
    }
  }

  /** Binds a unix socket, in place of a stale one of that name. */
  void bindUnix(Path path, int backlog, int permissions) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Files.deleteIfExists(path);
      channel.bind(UnixDomainSocketAddress.of(path), backlog);
      if (permissions != 0) {
        Files.setPosixFilePermissions(path, posixPermissions(permissions));
      }
      unixSockets.add(path);
      channels.add(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException("Failed opening Unix socket: bind: " + path + ": " + e.getMessage(), e);
    }
  }

  void close() {
    for (ServerSocketChannel channel : channels) {
      try {
        channel.close();
      } catch (IOException e) {
        // Closing a listening socket loses nothing.
      }
    }
    for (Path path : unixSockets) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        // A socket file left behind is replaced at the next start.
      }
    }
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ");
    addresses.forEach(a -> text.add("tcp " + a.getAddress().getHostAddress() + ":" + a.getPort()));
    tlsAddresses.forEach(
        a -> text.add("tls " + a.getAddress().getHostAddress() + ":" + a.getPort()));
    unixSockets.forEach(path -> text.add("unix " + path));
    return text.toString();
  }

  private static Set<PosixFilePermission> posixPermissions(int mode) {
    PosixFilePermission[] fromHighestBit = {
      PosixFilePermission.OWNER_READ,
      PosixFilePermission.OWNER_WRITE,
      PosixFilePermission.OWNER_EXECUTE,
      PosixFilePermission.GROUP_READ,
      PosixFilePermission.GROUP_WRITE,
      PosixFilePermission.GROUP_EXECUTE,
      PosixFilePermission.OTHERS_READ,
      PosixFilePermission.OTHERS_WRITE,
      PosixFilePermission.OTHERS_EXECUTE
    };
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < fromHighestBit.length; bit++) {
      if ((mode & 0400 >>> bit) != 0) {
        permissions.add(fromHighestBit[bit]);
      }
    }
    return permissions;
  }
}
