package io.tidelake.query.catalog;

import io.tidelake.schema.table.LakeTables;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Iceberg catalog.
 *
 * @param url of its REST API
 * @param namespace that holds the tables
 * @param timeout after so long without an answer it counts as unreachable (503)
 */
@Validated
@ConfigurationProperties("tidelake.catalog")
record CatalogProperties(
    @NotNull @DefaultValue("http://localhost:8182") URI url,
    @NotBlank @DefaultValue(LakeTables.NAMESPACE) String namespace,
    @NotNull @DurationMin(millis = 250) @DurationMax(minutes = 1) @DefaultValue("3s")
        Duration timeout) {}
