/** A strict one-pass reader of JSON bytes: no tree, no reflection, no allocation a value. */
@NullMarked
package io.tidelake.schema.json;

import org.jspecify.annotations.NullMarked;
