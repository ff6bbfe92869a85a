package io.tidelake.streaming.maintenance;

import io.tidelake.schema.table.LakeTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.CommitFailedException;

/** A catalog of which one table behaves as it should not. */
final class FaultyCatalog {

  private FaultyCatalog() {}

  /** Commits to the table that the test picks take effect, and their client is told otherwise. */
  static Catalog unheard(Catalog catalog, LakeTable name, Predicate<TableMetadata> commits) {
    return seenThrough(
        catalog,
        name,
        operations ->
            proxy(
                TableOperations.class,
                operations,
                (method, arguments, result) -> {
                  if (method.equals("commit") && commits.test((TableMetadata) arguments[1])) {
                    throw new CommitFailedException("unheard");
                  }
                  return result;
                }));
  }

  /** Commits to the table are refused. */
  static Catalog refused(Catalog catalog, LakeTable name) {
    return seenThrough(
        catalog,
        name,
        operations ->
            (TableOperations)
                Proxy.newProxyInstance(
                    TableOperations.class.getClassLoader(),
                    new Class<?>[] {TableOperations.class},
                    (proxy, method, arguments) -> {
                      if (method.getName().equals("commit")) {
                        throw new CommitFailedException("refused");
                      }
                      return method.invoke(operations, arguments);
                    }));
  }

  /** Something else happens to the table after each of its commits. */
  static Catalog overtaken(Catalog catalog, LakeTable name, Runnable afterCommit) {
    return seenThrough(
        catalog,
        name,
        operations ->
            proxy(
                TableOperations.class,
                operations,
                (method, arguments, result) -> {
                  if (method.equals("commit")) {
                    afterCommit.run();
                  }
                  return result;
                }));
  }

  private static Catalog seenThrough(
      Catalog catalog, LakeTable name, UnaryOperator<TableOperations> lens) {
    return proxy(
        Catalog.class,
        catalog,
        (method, arguments, result) ->
            result instanceof BaseTable table && table.name().endsWith("." + name.name())
                ? new BaseTable(lens.apply(table.operations()), table.name())
                : result);
  }

  private interface Answer {
    Object of(String method, Object[] arguments, Object result);
  }

  private static <T> T proxy(Class<T> type, T target, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return answer.of(method.getName(), arguments, method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
