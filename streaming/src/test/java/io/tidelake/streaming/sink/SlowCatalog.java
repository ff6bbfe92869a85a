package io.tidelake.streaming.sink;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.ServiceFailureException;
import org.apache.iceberg.flink.CatalogLoader;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Stands between clients and their catalog, within one process, and lets things go wrong there.
 * Thread-safe.
 */
public final class SlowCatalog {

  /** Clients travel to the tasks as bytes and find their way back here. */
  private static final Map<Integer, SlowCatalog> INSTANCES = new ConcurrentHashMap<>();

  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int id = NEXT.getAndIncrement();
  private final AtomicBoolean loseAnswer = new AtomicBoolean();
  private final AtomicBoolean denyNext = new AtomicBoolean();
  private final Map<String, Runnable> beforeCommit = new ConcurrentHashMap<>();
  private final Map<String, HeldCommit> held = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean forbidNext = new AtomicBoolean();
  private final List<String> commits = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicInteger newestRefused = new AtomicInteger();
  private volatile boolean away;

  public SlowCatalog() {
    INSTANCES.put(id, this);
  }

  /** The lake as seen through this. */
  public Lake wrap(Lake lake) {
    return new Lake(new Loader(id, lake.catalog()), lake.namespace());
  }

  /** The table as seen through this. */
  Table wrap(Table table) {
    return wrap(table, 0);
  }

  private Table wrap(Table table, int client) {
    return new BaseTable(
        new Operations(((BaseTable) table).operations(), table, client), table.name());
  }

  /** The next commit takes effect, but its client does not learn it. */
  void loseNextAnswer() {
    loseAnswer.set(true);
  }

  /** The next commit takes effect, and its client is told that it met another. */
  void denyNextAnswer() {
    denyNext.set(true);
  }

  /** Something that lands after the client has looked and before its next commit does. */
  public void beforeNextCommit(String table, Runnable action) {
    beforeCommit.put(table, action);
  }

  /** The next commit of the table is under way until the test lets it land; its client waits. */
  public HeldCommit holdNextCommit(String table) {
    return hold(table, new HeldCommit(true));
  }

  /** The same, but its client loses patience at once and doesn't know whether it took effect. */
  public HeldCommit delayNextCommit(String table) {
    return hold(table, new HeldCommit(false));
  }

  private HeldCommit hold(String table, HeldCommit commit) {
    held.put(table, commit);
    return commit;
  }

  /** Commits of the table fail without effect, but for one that is held or delayed. */
  public void refuse(String table) {
    refused.add(table);
  }

  /** The next commit fails for good, as with a token that is not valid. */
  void forbidNextCommit() {
    forbidNext.set(true);
  }

  /** Nothing is refused any more. */
  public void accept() {
    refused.clear();
  }

  /** Nobody answers. */
  void goAway() {
    away = true;
  }

  void comeBack() {
    away = false;
  }

  /** The tables of the commits that took effect, in order. */
  List<String> commits() {
    return commits;
  }

  /** Requests that failed so far. */
  public int failures() {
    return failures.get();
  }

  /** How many clients there have been. */
  public int clients() {
    return clients.get();
  }

  /** Whether a commit was refused of a client that is newer than the first so many. */
  public boolean hasRefusedOneAfter(int firstClients) {
    return newestRefused.get() > firstClients;
  }

  private void requireThere() {
    if (away) {
      failures.incrementAndGet();
      throw new ServiceFailureException("the catalog is away");
    }
  }

  /** A commit between its client and the catalog. */
  public static final class HeldCommit {
    private final CompletableFuture<Runnable> sent = new CompletableFuture<>();
    private final CompletableFuture<Void> landed = new CompletableFuture<>();
    private final boolean patient;

    private HeldCommit(boolean patient) {
      this.patient = patient;
    }

    /** Whether the client has sent it. */
    public boolean isUnderWay() {
      return sent.isDone();
    }

    /**
     * Lets it take effect now.
     *
     * @throws RuntimeException if the catalog refuses it
     */
    public void land() {
      try {
        sent.join().run();
        landed.complete(null);
      } catch (RuntimeException e) {
        landed.completeExceptionally(e);
        throw e;
      }
    }

    private void send(Runnable commit) {
      sent.complete(commit);
      if (!patient) {
        throw new CommitStateUnknownException(new java.net.SocketTimeoutException("no answer"));
      }
      landed.join();
    }
  }

  private record Loader(int id, CatalogLoader real) implements CatalogLoader {

    @Override
    public Catalog loadCatalog() {
      SlowCatalog slow = INSTANCES.get(id);
      slow.requireThere();
      return slow.new Client(real.loadCatalog());
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public CatalogLoader clone() {
      return this;
    }
  }

  private final class Client implements Catalog {

    private final Catalog real;
    private final int number = clients.incrementAndGet();

    Client(Catalog real) {
      this.real = real;
    }

    @Override
    public Table loadTable(TableIdentifier identifier) {
      requireThere();
      return wrap(real.loadTable(identifier), number);
    }

    @Override
    public List<TableIdentifier> listTables(Namespace namespace) {
      return real.listTables(namespace);
    }

    @Override
    public boolean dropTable(TableIdentifier identifier, boolean purge) {
      return real.dropTable(identifier, purge);
    }

    @Override
    public void renameTable(TableIdentifier from, TableIdentifier to) {
      real.renameTable(from, to);
    }
  }

  private final class Operations implements TableOperations {

    private final TableOperations real;
    private final String table;
    private final int client;

    Operations(TableOperations real, Table table, int client) {
      this.real = real;
      this.client = client;
      this.table = table.name().substring(table.name().lastIndexOf('.') + 1);
    }

    @Override
    public TableMetadata current() {
      return real.current();
    }

    @Override
    public TableMetadata refresh() {
      requireThere();
      return real.refresh();
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
      requireThere();
      HeldCommit holding = held.remove(table);
      if (holding != null) {
        holding.send(() -> land(base, metadata));
        return;
      }
      if (refused.contains(table)) {
        failures.incrementAndGet();
        newestRefused.accumulateAndGet(client, Math::max);
        throw new ServiceFailureException("commits of %s are refused", table);
      }
      if (forbidNext.getAndSet(false)) {
        failures.incrementAndGet();
        throw new ForbiddenException("the token is not valid");
      }
      Runnable action = beforeCommit.remove(table);
      if (action != null) {
        action.run();
      }
      land(base, metadata);
    }

    private void land(TableMetadata base, TableMetadata metadata) {
      real.commit(base, metadata);
      commits.add(table);
      if (loseAnswer.getAndSet(false)) {
        throw new CommitStateUnknownException(new java.net.SocketTimeoutException("no answer"));
      }
      if (denyNext.getAndSet(false)) {
        throw new CommitFailedException("met another commit, which was this one");
      }
    }

    @Override
    public FileIO io() {
      return real.io();
    }

    @Override
    public EncryptionManager encryption() {
      return real.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
      return real.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
      return real.locationProvider();
    }

    @Override
    public long newSnapshotId() {
      return real.newSnapshotId();
    }
  }
}
