/**
 * Flink's Prometheus reporter, bound to one address: its own one listens on every interface of the
 * machine. In its package, since the registry that it fills is visible there only.
 */
@NullMarked
package org.apache.flink.metrics.prometheus;

import org.jspecify.annotations.NullMarked;
