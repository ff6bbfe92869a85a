package io.tidelake.query.audit;

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
 * The way of audit records to the lake.
 *
 * @param directory of the journal; must outlive the process. Several services may share it
 * @param shipInterval how often what is in the journal is written to the lake, as one commit
 * @param maxMegabytes what the journal takes of the disk while the lake takes nothing; records that
 *     do not fit are lost, and counted
 */
@Validated
@ConfigurationProperties("tidelake.audit")
record AuditProperties(
    @NotNull @DefaultValue(".tidelake/audit") Path directory,
    @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s")
        Duration shipInterval,
    @Min(1) @Max(1 << 20) @DefaultValue("64") long maxMegabytes) {}
