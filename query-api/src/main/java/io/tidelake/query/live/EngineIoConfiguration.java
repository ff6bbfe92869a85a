package io.tidelake.query.live;

import io.socket.engineio.server.EngineIoServer;
import io.socket.engineio.server.EngineIoServerOptions;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Engine.IO server under Socket.IO. Origins are checked before it, as for every request. */
@Configuration(proxyBeanMethods = false)
class EngineIoConfiguration {

  @Bean(destroyMethod = "shutdown")
  EngineIoServer engineIoServer() {
    EngineIoServerOptions options = EngineIoServerOptions.newFromDefault();
    options.setCorsHandlingDisabled(true);
    options.setMaxTimeoutThreadPoolSize(2);
    return new EngineIoServer(options);
  }
}
