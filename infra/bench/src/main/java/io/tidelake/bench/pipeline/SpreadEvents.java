package io.tidelake.bench.pipeline;

import io.tidelake.ingest.EventRecord;
import io.tidelake.ingest.EventSource;
import io.tidelake.ingest.ShopGenerator;

/** A shop's events that happened in turn in so many minutes, or days, up to now. */
final class SpreadEvents implements EventSource {

  private final ShopGenerator shop;
  private final int ways;
  private final long stepMillis;
  private long next;

  /**
   * @param ways how many times there are; with 1 events happen as they are sent
   * @param stepMillis from one to the next
   */
  SpreadEvents(ShopGenerator shop, int ways, long stepMillis) {
    this.shop = shop;
    this.ways = ways;
    this.stepMillis = stepMillis;
  }

  @Override
  public boolean next(EventRecord target, long now) {
    return shop.next(target, now - next++ % ways * stepMillis);
  }

  @Override
  public Unit unit() {
    return shop.unit();
  }

  @Override
  public long total() {
    return shop.total();
  }

  @Override
  public long position() {
    return shop.position();
  }
}
