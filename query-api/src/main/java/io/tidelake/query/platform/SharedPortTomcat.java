package io.tidelake.query.platform;

import java.util.Objects;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.stereotype.Component;

/** A Tomcat that can listen on further ports while it runs, with all settings of its first one. */
@Component
class SharedPortTomcat extends TomcatServletWebServerFactory {

  private @Nullable Tomcat tomcat;

  @Override
  protected TomcatWebServer getTomcatWebServer(Tomcat configured) {
    tomcat = configured;
    return super.getTomcatWebServer(configured);
  }

  /**
   * Listens on the port too, until the server stops.
   *
   * @return whether the port could be had
   */
  boolean listen(int port) {
    Connector connector = new Connector(BoundedHttp.class.getName());
    customizeConnector(connector);
    connector.setPort(port);
    // So that stopping closes the socket: what Tomcat binds earlier it keeps until it is destroyed.
    connector.setProperty("bindOnInit", "false");
    try {
      service().addConnector(connector);
      return true;
    } catch (IllegalArgumentException notStarted) {
      service().removeConnector(connector);
      return false;
    }
  }

  private Service service() {
    return Objects.requireNonNull(tomcat, "the server has not been made yet").getService();
  }
}
