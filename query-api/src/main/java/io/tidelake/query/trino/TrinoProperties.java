package io.tidelake.query.trino;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Trino is reached and how long it may take.
 *
 * @param url JDBC address with catalog and schema
 * @param user the name Trino sees
 * @param connections queries at once
 * @param queue queries that may wait for their turn; one more is refused at once (503)
 * @param queueTimeout how long a query waits for its turn before it is refused (503)
 * @param silenceTimeout after so long without a result Trino is asked whether it lives, and again
 *     each time it passes; a refusal, or no answer for 2.5 seconds, means unreachable (503). So
 *     this and 2.5 seconds bound how long a dead Trino keeps a caller waiting
 * @param queryTimeout after so long a query is cancelled (504)
 * @param streams exports that are read row by row at once, beside the queries; more wait for {@code
 *     queueTimeout}
 * @param streamOutage how long such an export puts up with a Trino that does not answer before it
 *     is given up (503): a heartbeat that is missed, or a network that is away for a moment, costs
 *     nothing that was read
 * @param streamSilenceTimeout after so long without another row such an export is given up (504),
 *     though Trino lives; there is no limit on all of it
 */
@Validated
@ConfigurationProperties("tidelake.trino")
record TrinoProperties(
    @NotBlank @DefaultValue("jdbc:trino://localhost:8080/lake/taobao") String url,
    @NotBlank @DefaultValue("query-api") String user,
    @Min(1) @Max(256) @DefaultValue("16") int connections,
    @Min(0) @Max(10_000) @DefaultValue("64") int queue,
    @NotNull @DurationMin(millis = 250) @DurationMax(minutes = 1) @DefaultValue("5s")
        Duration queueTimeout,
    @NotNull @DurationMin(millis = 250) @DurationMax(minutes = 1) @DefaultValue("1s")
        Duration silenceTimeout,
    @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s")
        Duration queryTimeout,
    @Min(1) @Max(64) @DefaultValue("4") int streams,
    @NotNull @DurationMin(millis = 0) @DurationMax(minutes = 10) @DefaultValue("20s")
        Duration streamOutage,
    @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("120s")
        Duration streamSilenceTimeout) {}
