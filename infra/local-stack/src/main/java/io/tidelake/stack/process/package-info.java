/** Keeps processes running: identity, back-off, supervision. Knows nothing of what it runs. */
@NullMarked
package io.tidelake.stack.process;

import org.jspecify.annotations.NullMarked;
