package io.tidelake.query.platform;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** One connection; see {@link BoundedHttp}. */
final class BoundedProcessor extends Http11Processor {

  private final long headNanos;
  private boolean headIncomplete;

  BoundedProcessor(BoundedHttp protocol, Adapter adapter, Duration head, Duration body) {
    super(protocol, adapter);
    this.headNanos = head.toNanos();
    request.setInputBuffer(new Body(request.getInputBuffer(), body.toNanos()));
  }

  /** Called whenever bytes have come; those of a head that is not whole are kept. */
  @Override
  public SocketState service(SocketWrapperBase<?> socket) throws IOException {
    if (headIncomplete && isOlderThan(headNanos)) {
      // Nothing is said: who sends like this does not read.
      return SocketState.CLOSED;
    }
    SocketState state = super.service(socket);
    headIncomplete = state == SocketState.LONG && !isAsync();
    return state;
  }

  private boolean isOlderThan(long nanos) {
    long start = request.getStartTimeNanos();
    return start > 0 && System.nanoTime() - start > nanos;
  }

  /** The body, as long as it comes in time. */
  final class Body implements InputBuffer, ClientConnection {

    private final InputBuffer bytes;
    private final long nanos;

    private Body(InputBuffer bytes, long nanos) {
      this.bytes = bytes;
      this.nanos = nanos;
    }

    @Override
    public int doRead(ApplicationBufferHandler handler) throws IOException {
      if (isOlderThan(nanos)) {
        throw new SocketTimeoutException("the body of the request did not come in time");
      }
      return bytes.doRead(handler);
    }

    @Override
    public int available() {
      return bytes.available();
    }

    @Override
    public boolean isOpen() {
      SocketWrapperBase<?> socket = getSocketWrapper();
      if (socket == null || socket.isClosed()) {
        return false;
      }
      try {
        // Keeps what has come, if anything: the next request.
        socket.isReadyForRead();
        return true;
      } catch (IOException gone) {
        return false;
      }
    }
  }
}
