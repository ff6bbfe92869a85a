/**
 * The behaviour event and its rules: what is accepted, normalised, rejected, and when it happened.
 */
@NullMarked
package io.tidelake.schema.event;

import org.jspecify.annotations.NullMarked;
