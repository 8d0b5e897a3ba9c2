-- What was paid must not change when a product's price does: keep it with the order.
UPDATE "order_items" SET "unit_price_cents" = "products"."price_cents"
FROM "products"
WHERE "products"."id" = "order_items"."product_id" AND "order_items"."unit_price_cents" IS NULL;
--> statement-breakpoint
UPDATE "orders" SET "total_cents" = "sums"."total"
FROM (
	SELECT "order_id", sum("quantity" * "unit_price_cents") AS "total"
	FROM "order_items"
	GROUP BY "order_id"
) AS "sums"
WHERE "sums"."order_id" = "orders"."id" AND "orders"."total_cents" IS NULL;
--> statement-breakpoint
UPDATE "orders" SET "total_cents" = 0 WHERE "total_cents" IS NULL; -- orders without items
