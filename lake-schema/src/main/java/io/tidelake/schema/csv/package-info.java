/** Events as lines of a CSV file, the form of the public behaviour log. */
@NullMarked
package io.tidelake.schema.csv;

import org.jspecify.annotations.NullMarked;
