package io.tidelake.query.export;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much exporting goes on at once, and where its files lie.
 *
 * @param concurrent exports at once; each reads one query of {@code tidelake.trino.streams}
 * @param queueTimeout how long a call waits for its turn before it is refused (503)
 * @param waitingJobs export jobs that may wait for their turn; more are refused (503)
 * @param beginAfter after so long without a first row an answer begins with its headers; until then
 *     a failure still gets its own HTTP status
 * @param directory of the files for {@code /downloads/}; for this service alone, which empties it
 *     when it starts
 * @param maxAge how long a file can be fetched
 * @param maxMegabytes all files together; an export that would need more fails (507)
 */
@Validated
@ConfigurationProperties("tidelake.export")
record ExportProperties(
    @Min(1) @Max(64) @DefaultValue("4") int concurrent,
    @NotNull @DurationMin(millis = 0) @DurationMax(minutes = 1) @DefaultValue("3s")
        Duration queueTimeout,
    @Min(0) @Max(10_000) @DefaultValue("16") int waitingJobs,
    @NotNull @DurationMin(millis = 10) @DurationMax(minutes = 1) @DefaultValue("500ms")
        Duration beginAfter,
    @NotNull @DefaultValue(".tidelake/exports") Path directory,
    @NotNull @DurationMin(seconds = 1) @DurationMax(days = 30) @DefaultValue("3600s")
        Duration maxAge,
    @Min(1) @Max(1 << 30) @DefaultValue("5120") long maxMegabytes) {}
