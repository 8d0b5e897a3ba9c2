-- The orders that were taken by e-mail before the shop opened.
INSERT INTO "products" ("sku", "title", "price_cents") VALUES
	('KIT-0001', 'Enamel mug, 350 ml', 1490),
	('KIT-0002', 'Käsereibe aus Edelstahl', 2250),
	('KIT-0003', 'Cast iron pan, 26 cm', 5900),
	('TEX-0001', 'Linen tea towel; two pieces', 1800),
	('TEX-0002', 'Baker''s apron', 3400),
	('BOK-0001', 'Bread, slowly', 2800);
--> statement-breakpoint
INSERT INTO "customers" ("email", "full_name", "created_at") VALUES
	('mara.lindqvist@example.com', 'Mara Lindqvist', '2026-01-19 08:12:00+00'),
	('tomas@example.net', 'Tomáš Novák', '2026-01-19 17:40:00+00'),
	('j.okafor@example.org', 'Jide Okafor', '2026-01-20 10:05:00+00'),
	('Mara.Lindqvist@example.com', 'M. Lindqvist', '2026-01-21 21:33:00+00');
--> statement-breakpoint
INSERT INTO "orders" ("customer_id", "status", "placed_at")
SELECT "c"."id", "o"."status"::"order_status", "o"."placed_at"::timestamptz
FROM (VALUES
	('mara.lindqvist@example.com', 'shipped', '2026-01-19 08:15:00+00'),
	('tomas@example.net', 'paid', '2026-01-19 17:44:00+00'),
	('j.okafor@example.org', 'pending', '2026-01-20 10:06:00+00'),
	('Mara.Lindqvist@example.com', 'paid', '2026-01-21 21:35:00+00')
) AS "o" ("email", "status", "placed_at")
JOIN "customers" "c" ON "c"."email" = "o"."email";
--> statement-breakpoint
INSERT INTO "order_items" ("order_id", "product_id", "quantity")
SELECT "o"."id", "p"."id", "i"."quantity"
FROM (VALUES
	('2026-01-19 08:15:00+00', 'KIT-0001', 4),
	('2026-01-19 08:15:00+00', 'TEX-0001', 1),
	('2026-01-19 17:44:00+00', 'KIT-0003', 1),
	('2026-01-20 10:06:00+00', 'BOK-0001', 2),
	('2026-01-21 21:35:00+00', 'KIT-0002', 1),
	('2026-01-21 21:35:00+00', 'TEX-0002', 1)
) AS "i" ("placed_at", "sku", "quantity")
JOIN "orders" "o" ON "o"."placed_at" = "i"."placed_at"::timestamptz
JOIN "products" "p" ON "p"."sku" = "i"."sku";
