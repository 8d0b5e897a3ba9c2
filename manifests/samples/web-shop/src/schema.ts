import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  char,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  pgView,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";

const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

export const orderStatus = pgEnum("order_status", [
  "pending",
  "paid",
  "shipped",
  "cancelled",
  "refunded",
]);

export const paymentMethod = pgEnum("payment_method", ["card", "invoice", "sepa_debit"]);

export const paymentState = pgEnum("payment_state", ["authorised", "captured", "failed"]);

export const stockReason = pgEnum("stock_reason", ["opening", "purchase", "sale", "return"]);

export const customers = pgTable(
  "customers",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    email: varchar("email", { length: 320 }).notNull(),
    fullName: text("full_name").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [uniqueIndex("customers_email_idx").on(t.email)],
);

export const addresses = pgTable(
  "addresses",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id, { onDelete: "cascade" }),
    line1: text("line1").notNull(),
    line2: text("line2"),
    postalCode: varchar("postal_code", { length: 16 }).notNull(),
    city: text("city").notNull(),
    country: char("country", { length: 2 }).notNull(),
  },
  (t) => [index("addresses_customer_id_idx").on(t.customerId)],
);

export const products = pgTable(
  "products",
  {
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    sku: varchar("sku", { length: 40 }).notNull().unique(),
    name: text("name").notNull(),
    priceCents: integer("price_cents").notNull(),
    search: tsvector("search").generatedAlwaysAs(sql`to_tsvector('simple', "name")`),
  },
  (t) => [index("products_search_idx").using("gin", t.search)],
);

export const categories = pgTable("categories", {
  id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
  slug: varchar("slug", { length: 60 }).notNull().unique(),
  name: text("name").notNull(),
});

export const productCategories = pgTable(
  "product_categories",
  {
    productId: integer("product_id")
      .notNull()
      .references(() => products.id, { onDelete: "cascade" }),
    categoryId: integer("category_id")
      .notNull()
      .references(() => categories.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.productId, t.categoryId] })],
);

export const orders = pgTable(
  "orders",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    customerId: uuid("customer_id")
      .notNull()
      .references(() => customers.id),
    status: orderStatus("status").notNull().default("pending"),
    shippingAddressId: uuid("shipping_address_id").references(() => addresses.id, {
      onDelete: "set null",
    }),
    totalCents: integer("total_cents").notNull().default(0),
    placedAt: timestamp("placed_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    index("orders_customer_id_idx").on(t.customerId),
    index("orders_open_idx")
      .on(t.placedAt.desc())
      .where(sql`${t.status} in ('pending', 'paid')`),
    check("orders_total_not_negative", sql`${t.totalCents} >= 0`),
  ],
);

export const orderItems = pgTable(
  "order_items",
  {
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id, { onDelete: "cascade" }),
    productId: integer("product_id")
      .notNull()
      .references(() => products.id, { onDelete: "restrict" }),
    quantity: integer("quantity").notNull().default(1),
    unitPriceCents: integer("unit_price_cents").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.productId] }),
    index("order_items_product_id_idx").on(t.productId),
    check("order_items_quantity_positive", sql`${t.quantity} > 0`),
  ],
);

export const carts = pgTable(
  "carts",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    customerId: uuid("customer_id").references(() => customers.id, { onDelete: "cascade" }),
    closed: boolean("closed").notNull().default(false),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("carts_one_open_per_customer_idx")
      .on(t.customerId)
      .where(sql`not ${t.closed}`),
  ],
);

export const cartItems = pgTable(
  "cart_items",
  {
    cartId: uuid("cart_id")
      .notNull()
      .references(() => carts.id, { onDelete: "cascade" }),
    productId: integer("product_id")
      .notNull()
      .references(() => products.id, { onDelete: "cascade" }),
    quantity: integer("quantity").notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.cartId, t.productId] }),
    check("cart_items_quantity_positive", sql`${t.quantity} > 0`),
  ],
);

export const payments = pgTable(
  "payments",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity({ startWith: 1000 }),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    method: paymentMethod("method").notNull(),
    state: paymentState("state").notNull().default("authorised"),
    amountCents: integer("amount_cents").notNull(),
    providerReply: jsonb("provider_reply").notNull().default({}),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex("payments_one_capture_per_order_idx")
      .on(t.orderId)
      .where(sql`${t.state} = 'captured'`),
    index("payments_provider_reply_idx").using("gin", t.providerReply),
    check("payments_amount_positive", sql`${t.amountCents} > 0`),
  ],
);

export const stockMovements = pgTable(
  "stock_movements",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedByDefaultAsIdentity(),
    productId: integer("product_id")
      .notNull()
      .references(() => products.id),
    orderId: uuid("order_id").references(() => orders.id),
    reason: stockReason("reason").notNull(),
    quantity: integer("quantity").notNull(),
    at: timestamp("at", { withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    index("stock_movements_product_id_at_idx").on(t.productId, t.at),
    check("stock_movements_quantity_not_zero", sql`${t.quantity} <> 0`),
  ],
);

export const stockLevels = pgView("stock_levels").as((qb) =>
  qb
    .select({
      productId: stockMovements.productId,
      onHand: sql<number>`sum(${stockMovements.quantity})`.as("on_hand"),
    })
    .from(stockMovements)
    .groupBy(stockMovements.productId),
);
