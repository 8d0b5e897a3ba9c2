-- Custom SQL migration file, put your code below! --
-- One account per person: sign-in no longer looks at upper and lower case.
ALTER TABLE "customers" ADD COLUMN "login" varchar(320);
--> statement-breakpoint
UPDATE "customers" SET "login" = lower(trim("email"));
--> statement-breakpoint
-- Some people have two accounts. The older one stays and inherits what belongs to the younger.
CREATE TEMPORARY TABLE "merged" ON COMMIT DROP AS
SELECT "id" AS "gone", "kept"
FROM (
	SELECT "id", first_value("id") OVER (PARTITION BY "login" ORDER BY "created_at", "id") AS "kept"
	FROM "customers"
) AS "accounts"
WHERE "id" <> "kept";
--> statement-breakpoint
UPDATE "orders" SET "customer_id" = "kept" FROM "merged" WHERE "customer_id" = "gone";
--> statement-breakpoint
UPDATE "addresses" SET "customer_id" = "kept" FROM "merged" WHERE "customer_id" = "gone";
--> statement-breakpoint
-- A customer has one open cart: the younger account's is closed before it moves.
UPDATE "carts" SET "customer_id" = "kept", "closed" = true FROM "merged" WHERE "customer_id" = "gone";
--> statement-breakpoint
DELETE FROM "customers" USING "merged" WHERE "id" = "gone";
--> statement-breakpoint
ALTER TABLE "customers" ALTER COLUMN "login" SET NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "customers_login_unique" ON "customers" USING btree ("login");
--> statement-breakpoint
COMMENT ON COLUMN "customers"."login" IS 'lower-case e-mail address, what the sign-in form looks for';
