/**
 * History over REST: what the lake holds, asked of Trino. The SQL stands in {@code sql/history},
 * one file a question; values are bound, never spliced in.
 *
 * <p>Which table answers which range:
 *
 * <table>
 *   <caption>Tables by question and range</caption>
 *   <tr><th>question</th><th>ends within an hour</th><th>whole hours</th><th>whole days</th>
 *       <th>chosen by</th></tr>
 *   <tr><td>events by cell</td><td>behavior_1m</td><td>behavior_1h</td><td>behavior_1d</td>
 *       <td>{@link RangePlan}</td></tr>
 *   <tr><td>pages of windows, means over windows</td><td>behavior_1m</td><td>behavior_1m</td>
 *       <td>behavior_1m</td><td>{@link UserStats}, {@link WindowDays}</td></tr>
 *   <tr><td>visitors, filtered by one dimension at most</td><td>raw_events</td>
 *       <td>visitors_1h</td><td>visitors_1h</td><td>{@link Visitors}, {@link RawScope}</td></tr>
 *   <tr><td>items, categories, brands, filtered by action at most</td><td>raw_events</td>
 *       <td>hot_items_1h</td><td>hot_items_1h</td><td>{@link HotItems}, {@link RawScope}</td></tr>
 *   <tr><td>the last two with other filters</td><td>raw_events</td><td>raw_events</td>
 *       <td>raw_events</td><td>the same</td></tr>
 * </table>
 *
 * A date whose source has changed since it was rolled up counts as one without rollup. Cells of
 * days and hours come out of {@link Cubes} where it holds their snapshot.
 */
@NullMarked
package io.tidelake.query.history;

import org.jspecify.annotations.NullMarked;
