package io.tidelake.query.system;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The Iceberg catalog.
 *
 * @param url of its REST API
 */
@Validated
@ConfigurationProperties("tidelake.catalog")
record CatalogProperties(@NotNull @DefaultValue("http://localhost:8182") URI url) {}
