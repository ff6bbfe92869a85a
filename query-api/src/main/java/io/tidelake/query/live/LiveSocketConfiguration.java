package io.tidelake.query.live;

import io.tidelake.query.platform.PlatformProperties;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.socket.WebSocketExtension;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/** Where live connections come in, and from which pages. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
class LiveSocketConfiguration implements WebSocketConfigurer, WebMvcConfigurer {

  /** Pages of this machine, such as a development server, on any port. */
  private static final List<String> LOOPBACK =
      List.of(
          "http://localhost:[*]",
          "https://localhost:[*]",
          "http://127.0.0.1:[*]",
          "https://127.0.0.1:[*]",
          "http://[::1]:[*]",
          "https://[::1]:[*]");

  private final LiveSocketHandler live;
  private final EngineIoBridge socketIo;
  private final String[] origins;

  LiveSocketConfiguration(
      LiveSocketHandler live, EngineIoBridge socketIo, PlatformProperties properties) {
    this.live = live;
    this.socketIo = socketIo;
    this.origins =
        Stream.concat(LOOPBACK.stream(), properties.allowedOrigins().stream())
            .toArray(String[]::new);
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    registry
        .addHandler(live, "/ws/live")
        .setHandshakeHandler(new UncompressedHandshake())
        .setAllowedOriginPatterns(origins);
    registry
        .addHandler(socketIo, EngineIoBridge.PATH)
        .setHandshakeHandler(new UncompressedHandshake())
        .setAllowedOriginPatterns(origins);
  }

  /** The polling half of Socket.IO is plain HTTP. */
  @Override
  public void addCorsMappings(CorsRegistry registry) {
    registry
        .addMapping(EngineIoBridge.PATH)
        .allowedOriginPatterns(origins)
        .allowedMethods("GET", "POST")
        .allowCredentials(true);
  }

  @Bean
  static ServletServerContainerFactoryBean webSocketContainer() {
    ServletServerContainerFactoryBean container = new ServletServerContainerFactoryBean();
    // Clients have next to nothing to say.
    container.setMaxTextMessageBufferSize(16 * 1024);
    container.setMaxBinaryMessageBufferSize(16 * 1024);
    return container;
  }

  /**
   * Compressing is per client and would cost a core for what is written once for all of them;
   * frames are small.
   */
  private static final class UncompressedHandshake extends DefaultHandshakeHandler {

    @Override
    protected List<WebSocketExtension> filterRequestedExtensions(
        ServerHttpRequest request,
        List<WebSocketExtension> requested,
        List<WebSocketExtension> supported) {
      return List.of();
    }
  }
}
