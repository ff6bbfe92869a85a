/**
 * History over REST: what the lake holds, asked of Trino. The SQL stands in {@code sql/history},
 * one file a question; values are bound, never spliced in.
 */
@NullMarked
package io.tidelake.query.history;

import org.jspecify.annotations.NullMarked;
