package io.tidelake.query.live;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How live counts reach clients.
 *
 * @param maxConnectionsPerIp live connections of one address, of both protocols together
 * @param bufferedFrames deltas kept for clients that come back
 * @param maxFramesBehind a connected client further behind gets a snapshot instead of the deltas
 * @param lagInterval how often the lag is measured and a frame sent even if nothing changed
 * @param sendTimeout a client that takes nothing for so long is disconnected
 * @param pingInterval how often a client is asked whether it is there; of one that does not answer
 *     for two and a half such intervals the connection is closed
 * @param chartInterval least time between two {@code update_charts}
 * @param compression to whom WebSocket compression is granted
 */
@Validated
@ConfigurationProperties("tidelake.live")
record LiveProperties(
    @Min(1) @DefaultValue("10") int maxConnectionsPerIp,
    @Min(1) @Max(1_000_000) @DefaultValue("1024") int bufferedFrames,
    @Min(1) @Max(1_000_000) @DefaultValue("64") int maxFramesBehind,
    @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 1) @DefaultValue("1s")
        Duration lagInterval,
    @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 10) @DefaultValue("30s")
        Duration sendTimeout,
    @NotNull @DurationMin(millis = 100) @DurationMax(minutes = 10) @DefaultValue("15s")
        Duration pingInterval,
    @NotNull @DurationMin(millis = 10) @DurationMax(minutes = 1) @DefaultValue("100ms")
        Duration chartInterval,
    @NotNull @DefaultValue("remote") Compression compression) {}
