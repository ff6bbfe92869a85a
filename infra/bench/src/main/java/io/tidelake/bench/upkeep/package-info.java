/** Maintenance, recounts and kills while events stream in. */
@NullMarked
package io.tidelake.bench.upkeep;

import org.jspecify.annotations.NullMarked;
