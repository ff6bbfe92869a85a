/** Files of millions of rows, beside bare readers and writers of the same rows. */
@NullMarked
package io.tidelake.bench.export;

import org.jspecify.annotations.NullMarked;
