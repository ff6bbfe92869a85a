package io.tidelake.e2e;

import io.tidelake.stack.server.Part;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports beside those of people's own stacks. */
final class FreePorts {

  private FreePorts() {}

  /** An offset at which every port of a stack is free. */
  static int offset() {
    for (int offset = 20_000; offset < 50_000; offset += 100) {
      if (allFree(offset)) {
        return offset;
      }
    }
    throw new IllegalStateException("no free range of ports");
  }

  private static boolean allFree(int offset) {
    for (Part part : Part.values()) {
      for (int port : part.ports()) {
        try (ServerSocket probe = new ServerSocket()) {
          probe.bind(new InetSocketAddress("127.0.0.1", port + offset));
        } catch (IOException taken) {
          return false;
        }
      }
    }
    return true;
  }
}
