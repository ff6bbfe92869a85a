/** Backups: tags of all tables at one point of the stream, and copies made of them. */
@NullMarked
package io.tidelake.streaming.maintenance.backup;

import org.jspecify.annotations.NullMarked;
