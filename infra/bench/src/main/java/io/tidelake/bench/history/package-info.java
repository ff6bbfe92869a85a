/** How long a question about three months takes, beside other ways to ask it. */
@NullMarked
package io.tidelake.bench.history;

import org.jspecify.annotations.NullMarked;
