INSERT INTO "stock_movements" ("product_id", "reason", "quantity")
SELECT "id", 'opening', 50 FROM "products";
--> statement-breakpoint
INSERT INTO "stock_movements" ("product_id", "order_id", "reason", "quantity", "at")
SELECT "i"."product_id", "o"."id", 'sale', -"i"."quantity", "o"."placed_at"
FROM "order_items" "i"
JOIN "orders" "o" ON "o"."id" = "i"."order_id"
WHERE "o"."status" IN ('paid', 'shipped');
--> statement-breakpoint
-- Cancelled orders never left the shelf, so there is nothing to put back:
-- INSERT INTO "stock_movements" ("product_id", "order_id", "reason", "quantity")
-- SELECT "product_id", "order_id", 'return', "quantity" FROM "order_items";
