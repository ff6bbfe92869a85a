package io.tidelake.query.platform;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What the whole service shares.
 *
 * @param zone business time zone; must be the one the streaming job runs with, since it made {@code
 *     dt}
 * @param allowedOrigins origins of other sites whose pages may read answers and open live
 *     connections, such as {@code https://board.example}; {@code *} allows all. Pages of this
 *     service itself always may, and those of loopback addresses may open live connections
 * @param trustedProxies addresses and ranges of proxies whose {@code X-Forwarded-For} is believed
 * @param headTimeout within which the first line and the headers of a request have to come; then
 *     the connection is closed. Silence is cut off earlier ({@code
 *     server.tomcat.connection-timeout})
 * @param bodyTimeout within which all of a request has to come
 */
@Validated
@ConfigurationProperties("tidelake")
public record PlatformProperties(
    @NotNull @DefaultValue("Asia/Shanghai") ZoneId zone,
    @NotNull @DefaultValue List<String> allowedOrigins,
    @NotNull @DefaultValue List<String> trustedProxies,
    @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("10s")
        Duration headTimeout,
    @NotNull @DurationMin(seconds = 1) @DurationMax(minutes = 10) @DefaultValue("20s")
        Duration bodyTimeout) {}
