/** A rate that is held, all parts running. */
@NullMarked
package io.tidelake.bench.sustained;

import org.jspecify.annotations.NullMarked;
