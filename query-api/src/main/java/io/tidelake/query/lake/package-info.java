/** The lake itself over REST: its tables and what was done to keep them in shape. */
@NullMarked
package io.tidelake.query.lake;

import org.jspecify.annotations.NullMarked;
