package io.tidelake.query.live;

import java.net.InetAddress;
import java.util.Locale;

/**
 * To whom permessage-deflate is granted, if the client offers it as every browser does.
 *
 * <p>Frames are written once for all clients but compressed for each, through a window of its own
 * that costs memory and processor time a connection. It saves most of what goes over a network: a
 * snapshot of ten minutes with every province takes 7,429 bytes instead of 31,977, a delta 200
 * instead of 1,129 ({@code LiveCompressionTest}).
 */
public enum Compression {
  /** Nobody. */
  NEVER,
  /** Clients that are not on this machine: over loopback bytes cost nothing. */
  REMOTE,
  /** Everybody who offers it. */
  ALWAYS;

  /**
   * @param address of the client, not of a proxy that speaks for it
   */
  boolean grantedTo(String address) {
    return switch (this) {
      case NEVER -> false;
      case REMOTE -> !isLoopback(address);
      case ALWAYS -> true;
    };
  }

  /** As it is written in the configuration. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.ofLiteral(address).isLoopbackAddress();
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
  }
}
