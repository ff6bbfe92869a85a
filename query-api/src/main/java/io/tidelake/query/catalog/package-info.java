/**
 * The Iceberg REST catalog, asked directly for what Trino can't tell as cheaply: which snapshot of
 * a table is the newest. Knows no question of its own.
 */
@NullMarked
package io.tidelake.query.catalog;

import org.jspecify.annotations.NullMarked;
