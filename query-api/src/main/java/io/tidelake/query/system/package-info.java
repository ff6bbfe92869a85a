/** The state of the system: what the service depends on, and the machine it runs on. */
@NullMarked
package io.tidelake.query.system;

import org.jspecify.annotations.NullMarked;
