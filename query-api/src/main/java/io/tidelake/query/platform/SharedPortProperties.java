package io.tidelake.query.platform;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The port that processes of the service take turns at.
 *
 * @param port what clients use, beside {@code server.port}, which is this process's own; 0: there
 *     is no other process, and clients use {@code server.port}
 */
@Validated
@ConfigurationProperties("tidelake.shared")
record SharedPortProperties(@Min(0) @Max(65_535) @DefaultValue("0") int port) {}
