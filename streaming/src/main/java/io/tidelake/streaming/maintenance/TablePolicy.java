package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.MaintenancePolicy;
import java.util.Set;

/**
 * How a table is kept.
 *
 * @param table its name
 * @param policy that holds for it
 * @param set names of {@link MaintenancePolicy#NAMES} that its properties set, the others being as
 *     by default
 */
record TablePolicy(String table, MaintenancePolicy policy, Set<String> set) {}
