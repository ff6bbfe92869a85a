/** The servers of the stack: configuration, command line and health request of each. */
@NullMarked
package io.tidelake.stack.server;

import org.jspecify.annotations.NullMarked;
