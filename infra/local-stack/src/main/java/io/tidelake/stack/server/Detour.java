package io.tidelake.stack.server;

import java.net.URI;

/**
 * Where the streaming job is told to find two of the parts, instead of at the parts themselves: so
 * that a test can stand in between. Only the job goes this way.
 *
 * @param catalog URL instead of the catalog's
 * @param objectStore URL instead of the object store's
 */
public record Detour(URI catalog, URI objectStore) {}
