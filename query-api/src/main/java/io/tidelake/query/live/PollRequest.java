package io.tidelake.query.live;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** The request with the client's address as a header and its body read. */
final class PollRequest extends HttpServletRequestWrapper {

  private final byte[] body;
  private volatile boolean answered;

  PollRequest(HttpServletRequest request, byte[] body) {
    super(request);
    this.body = body;
  }

  /** From now on whoever writes the answer ends the request, and nobody else. */
  void answered() {
    answered = true;
  }

  @Override
  public boolean isAsyncStarted() {
    return !answered && super.isAsyncStarted();
  }

  @Override
  public int getContentLength() {
    return body.length;
  }

  @Override
  public ServletInputStream getInputStream() {
    ByteArrayInputStream bytes = new ByteArrayInputStream(body);
    return new ServletInputStream() {
      @Override
      public int read() {
        return bytes.read();
      }

      @Override
      public int read(byte[] into, int from, int length) {
        return bytes.read(into, from, length);
      }

      @Override
      public boolean isFinished() {
        return bytes.available() == 0;
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Override
  public String getHeader(String name) {
    return name.equalsIgnoreCase(EngineIoBridge.ADDRESS_HEADER)
        ? getRemoteAddr()
        : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return name.equalsIgnoreCase(EngineIoBridge.ADDRESS_HEADER)
        ? Collections.enumeration(List.of(getRemoteAddr()))
        : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    List<String> names = Collections.list(super.getHeaderNames());
    names.removeIf(EngineIoBridge.ADDRESS_HEADER::equalsIgnoreCase);
    names.add(EngineIoBridge.ADDRESS_HEADER);
    return Collections.enumeration(names);
  }
}
