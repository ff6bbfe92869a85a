/** One state to thousands of connections. */
@NullMarked
package io.tidelake.bench.fanout;

import org.jspecify.annotations.NullMarked;
