/** The messages of the live topic and how they are merged. */
@NullMarked
package io.tidelake.schema.live;

import org.jspecify.annotations.NullMarked;
