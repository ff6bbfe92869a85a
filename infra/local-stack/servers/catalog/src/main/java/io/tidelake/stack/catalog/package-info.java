/**
 * The Iceberg REST catalog of the local stack: Iceberg's reference server, bound to one address.
 */
@NullMarked
package io.tidelake.stack.catalog;

import org.jspecify.annotations.NullMarked;
