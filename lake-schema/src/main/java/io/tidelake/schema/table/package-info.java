/** The Iceberg tables of the lake and the one idempotent step that creates them. */
@NullMarked
package io.tidelake.schema.table;

import org.jspecify.annotations.NullMarked;
