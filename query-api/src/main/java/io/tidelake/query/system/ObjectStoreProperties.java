package io.tidelake.query.system;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The object store under the lake.
 *
 * @param url of its S3 API
 */
@Validated
@ConfigurationProperties("tidelake.object-store")
record ObjectStoreProperties(@NotNull @DefaultValue("http://localhost:9000") URI url) {}
