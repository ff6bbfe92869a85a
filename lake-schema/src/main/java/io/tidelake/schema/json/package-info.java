/** A strict one-pass reader and a writer of JSON bytes: no tree, no reflection, no allocation. */
@NullMarked
package io.tidelake.schema.json;

import org.jspecify.annotations.NullMarked;
