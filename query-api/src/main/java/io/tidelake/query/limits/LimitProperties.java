package io.tidelake.query.limits;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What one user, or one address without a token, may ask for.
 *
 * @param callsPerMinute REST calls, exports among them
 * @param exportsPerHour exports begun
 * @param maxCallers whose budgets are remembered at once; beyond that those seen least are
 *     forgotten
 */
@Validated
@ConfigurationProperties("tidelake.limits")
record LimitProperties(
    @Min(1) @Max(1_000_000_000) @DefaultValue("1000") int callsPerMinute,
    @Min(1) @Max(1_000_000_000) @DefaultValue("10") int exportsPerHour,
    @Min(100) @Max(10_000_000) @DefaultValue("100000") int maxCallers) {}
