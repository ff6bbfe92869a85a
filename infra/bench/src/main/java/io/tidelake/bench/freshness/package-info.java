/** How long until an analyst's query finds an event. */
@NullMarked
package io.tidelake.bench.freshness;

import org.jspecify.annotations.NullMarked;
