/** What the stack takes while nothing happens. */
@NullMarked
package io.tidelake.bench.footprint;

import org.jspecify.annotations.NullMarked;
