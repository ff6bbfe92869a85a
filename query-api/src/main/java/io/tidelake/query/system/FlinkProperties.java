package io.tidelake.query.system;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where Flink says how its jobs are.
 *
 * @param url REST address of the JobManager
 * @param jobName name of the job that counts
 */
@Validated
@ConfigurationProperties("tidelake.flink")
record FlinkProperties(
    @NotNull @DefaultValue("http://localhost:8081") URI url,
    @NotBlank @DefaultValue("tidelake-live") String jobName) {}
