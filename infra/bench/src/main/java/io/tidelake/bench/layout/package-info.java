/** What a table is like after a day of small commits, and of maintenance beside them. */
@NullMarked
package io.tidelake.bench.layout;

import org.jspecify.annotations.NullMarked;
