/** The dimensions of an event, their codes and their names in Chinese and English. */
@NullMarked
package io.tidelake.schema.label;

import org.jspecify.annotations.NullMarked;
