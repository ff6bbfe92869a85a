/** Load by a schedule, and how late it arrives somewhere. */
@NullMarked
package io.tidelake.bench.load;

import org.jspecify.annotations.NullMarked;
