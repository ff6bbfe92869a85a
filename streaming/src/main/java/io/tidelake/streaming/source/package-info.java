/** Where events come from. */
@NullMarked
package io.tidelake.streaming.source;

import org.jspecify.annotations.NullMarked;
