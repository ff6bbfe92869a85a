/** How much each caller may ask for in a given time. */
@NullMarked
package io.tidelake.query.limits;

import org.jspecify.annotations.NullMarked;
