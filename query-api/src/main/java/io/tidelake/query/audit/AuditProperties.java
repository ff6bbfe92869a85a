package io.tidelake.query.audit;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The way of audit records to the lake.
 *
 * @param directory of the journal; must outlive the process. Several services may share it
 * @param shipInterval how often what is in the journal is written to the lake, as one commit
 */
@Validated
@ConfigurationProperties("tidelake.audit")
record AuditProperties(
    @NotNull @DefaultValue(".tidelake/audit") Path directory,
    @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s")
        Duration shipInterval) {}
