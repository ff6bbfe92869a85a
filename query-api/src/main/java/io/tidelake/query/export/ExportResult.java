package io.tidelake.query.export;

import java.util.Map;

/**
 * What an export came to.
 *
 * @param rows headers not counted
 * @param snapshots the states of the tables that were exported, by table
 */
record ExportResult(long rows, Map<String, Long> snapshots) {}
