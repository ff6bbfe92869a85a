/** From the write to Kafka until painted in a browser. */
@NullMarked
package io.tidelake.bench.live;

import org.jspecify.annotations.NullMarked;
