package io.tidelake.query.live;

import io.tidelake.query.platform.ApiException;
import io.tidelake.query.platform.ErrorCode;
import io.tidelake.query.platform.PlatformProperties;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** Where live connections come in, and from which pages. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class LiveSocketConfiguration implements WebSocketConfigurer {

  /** Pages of this machine, such as a development server, on any port. */
  private static final List<String> LOOPBACK =
      List.of(
          "http://localhost:[*]",
          "https://localhost:[*]",
          "http://127.0.0.1:[*]",
          "https://127.0.0.1:[*]",
          "http://[::1]:[*]",
          "https://[::1]:[*]");

  /** When an address that has all its connections may look again: any of them may end. */
  private static final String RETRY_AFTER_SECONDS = "5";

  /**
   * What a client says at once, several packets together; clients of the original say some fifty
   * bytes. The Engine.IO server makes room for what is declared, however much that is.
   */
  private static final int MAX_POST_BYTES = 64 * 1024;

  private final LiveSocketHandler live;
  private final String[] origins;

  LiveSocketConfiguration(LiveSocketHandler live, PlatformProperties properties) {
    this.live = live;
    this.origins =
        Stream.concat(LOOPBACK.stream(), properties.allowedOrigins().stream())
            .toArray(String[]::new);
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry
        .addHandler(live, "/ws/live")
        .setHandshakeHandler(handshake())
        .setAllowedOriginPatterns(origins);
  }

  @Bean
  static WebSocketHttpRequestHandler socketIoUpgrade(EngineIoBridge bridge) {
    return new WebSocketHttpRequestHandler(bridge, handshake());
  }

  /** Socket.IO has one path for both transports, so what the request wants to be decides. */
  @Bean
  SimpleUrlHandlerMapping socketIoMapping(
      EngineIoBridge bridge,
      WebSocketHttpRequestHandler socketIoUpgrade,
      ConnectionLimit limit,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver errors) {
    HttpRequestHandler either =
        (request, response) -> {
          if (request.getParameter("sid") == null && !limit.hasRoom(request.getRemoteAddr())) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            // Not thrown: advice covers controllers only.
            errors.resolveException(request, response, null, limit.refusal());
          } else if ("websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
            socketIoUpgrade.handleRequest(request, response);
          } else if (!"POST".equalsIgnoreCase(request.getMethod())) {
            bridge.poll(request, response);
          } else if (request.getContentLengthLong() > MAX_POST_BYTES) {
            errors.resolveException(
                request, response, null, refusal(HttpStatus.CONTENT_TOO_LARGE, "status.413"));
          } else if (request.getContentLengthLong() < 0) {
            errors.resolveException(
                request, response, null, refusal(HttpStatus.LENGTH_REQUIRED, "status.411"));
          } else {
            bridge.poll(request, response);
          }
        };
    SimpleUrlHandlerMapping mapping =
        new SimpleUrlHandlerMapping(Map.of(EngineIoBridge.PATH, either), 1);
    CorsConfiguration cors = new CorsConfiguration();
    cors.setAllowedOriginPatterns(List.of(origins));
    cors.setAllowedMethods(List.of("GET", "POST"));
    cors.setAllowedHeaders(List.of(CorsConfiguration.ALL));
    cors.setAllowCredentials(true);
    mapping.setCorsConfigurations(Map.of(EngineIoBridge.PATH, cors));
    return mapping;
  }

  @Bean
  static ServletServerContainerFactoryBean webSocketContainer() {
    ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
    // Clients have next to nothing to say.
    container.setMaxTextMessageBufferSize(16 * 1024);
    container.setMaxBinaryMessageBufferSize(16 * 1024);
    return container;
  }

  private static ApiException refusal(HttpStatus status, String message) {
    return new ApiException(ErrorCode.ofStatus(status.value()), status, null, message);
  }

  private static DefaultHandshakeHandler handshake() {
    DefaultHandshakeHandler handshake = new DefaultHandshakeHandler();
    // A browser that offers subprotocols, to carry a token in one, wants one of them accepted.
    handshake.setSupportedProtocols("tidelake");
    return handshake;
  }
}
