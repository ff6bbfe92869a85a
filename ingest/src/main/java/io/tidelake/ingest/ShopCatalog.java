package io.tidelake.ingest;

/**
 * What the shop sells. An item belongs to one merchant; a merchant carries a few brands, and a
 * brand stands in a few categories. All of it follows from the item's number, so every run sees the
 * same shop.
 */
final class ShopCatalog {

  static final int ITEMS = 200_000;
  static final int MERCHANTS = 5_000;
  static final int BRANDS = 8_000;
  static final int CATEGORIES = 1_600;

  private static final int BRANDS_OF_MERCHANT = 3;
  private static final int CATEGORIES_OF_BRAND = 4;

  private ShopCatalog() {}

  static int merchantOf(int item) {
    return 1 + Mixing.below(MERCHANTS, item, 1);
  }

  static int brandOf(int item) {
    int choice = Mixing.below(BRANDS_OF_MERCHANT, item, 2);
    return 1 + Mixing.below(BRANDS, (long) merchantOf(item) * BRANDS_OF_MERCHANT + choice, 3);
  }

  static int categoryOf(int item) {
    int choice = Mixing.below(CATEGORIES_OF_BRAND, item, 4);
    return 1 + Mixing.below(CATEGORIES, (long) brandOf(item) * CATEGORIES_OF_BRAND + choice, 5);
  }
}
