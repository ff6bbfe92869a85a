package io.tidelake.query.history;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Statistics over REST.
 *
 * @param cacheMegabytes about how much memory the answers of Trino may take that are kept; those
 *     that were not asked for lately make room
 * @param cubeMegabytes about how much memory the newest cells of a rollup by day, of one by hour,
 *     and of whole dates by the minute, may take each; 0: none are held, Trino is asked
 */
@Validated
@ConfigurationProperties("tidelake.history")
record HistoryProperties(
    @Min(1) @Max(4096) @DefaultValue("32") int cacheMegabytes,
    @Min(0) @Max(4096) @DefaultValue("64") int cubeMegabytes) {}
