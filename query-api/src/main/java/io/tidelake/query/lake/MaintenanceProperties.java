package io.tidelake.query.lake;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where maintenance says how the tables are, and takes orders.
 *
 * @param url its address; need not answer
 */
@Validated
@ConfigurationProperties("tidelake.maintenance")
record MaintenanceProperties(@NotNull @DefaultValue("http://localhost:8137") URI url) {}
