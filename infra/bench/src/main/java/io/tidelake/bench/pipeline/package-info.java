/**
 * What it costs to bring events from Kafka into the lake, beside those who do less and the same.
 */
@NullMarked
package io.tidelake.bench.pipeline;

import org.jspecify.annotations.NullMarked;
