/** Rows of data files: reading, adding up deltas, writing. In bounded memory, sorted. */
@NullMarked
package io.tidelake.streaming.maintenance.rows;

import org.jspecify.annotations.NullMarked;
