package io.tidelake.query.export;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an export is to hold and how.
 *
 * @param raw the events themselves instead of the statistics; of a workbook, {@code sheets} say it
 * @param sheets of a workbook
 * @param language of headers and labels
 * @param countAtEnd whether a CSV file ends with a line that counts its rows
 * @param pretty whether JSON is indented
 * @param plainUsers users by their own names instead of pseudonyms
 * @param fileName what the client is to call the file; null if it did not say
 */
record ExportQuestion(
    Format format,
    boolean raw,
    Set<Sheet> sheets,
    Selection selection,
    Locale language,
    boolean countAtEnd,
    boolean pretty,
    boolean plainUsers,
    @Nullable String fileName) {}
