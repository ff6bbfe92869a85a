package io.tidelake.query.platform;

import jakarta.validation.constraints.NotNull;
import java.time.ZoneId;
import java.util.List;
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
 */
@Validated
@ConfigurationProperties("tidelake")
public record PlatformProperties(
    @NotNull @DefaultValue("Asia/Shanghai") ZoneId zone,
    @NotNull @DefaultValue List<String> allowedOrigins,
    @NotNull @DefaultValue List<String> trustedProxies) {}
