INSERT INTO "categories" ("slug", "name") VALUES
	('kitchen', 'Kitchen'),
	('textiles', 'Textiles'),
	('books', 'Books')
ON CONFLICT ("slug") DO NOTHING;
--> statement-breakpoint
/* The first three letters of a SKU are the category it was filed under. */
INSERT INTO "product_categories" ("product_id", "category_id")
SELECT "p"."id", "c"."id"
FROM "products" "p"
JOIN "categories" "c" ON "c"."slug" = CASE left("p"."sku", 3)
	WHEN 'KIT' THEN 'kitchen'
	WHEN 'TEX' THEN 'textiles'
	WHEN 'BOK' THEN 'books'
END
ON CONFLICT DO NOTHING;
