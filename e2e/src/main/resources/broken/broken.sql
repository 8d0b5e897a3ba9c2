-- Custom SQL migration file, put your code below! --
-- One account per person: sign-in no longer looks at upper and lower case.
ALTER TABLE "customers" ADD COLUMN "login" varchar(320);
--> statement-breakpoint
UPDATE "customers" SET "login" = lower(trim("email"));
--> statement-breakpoint
ALTER TABLE "customers" ALTER COLUMN "login" SET NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "customers_login_unique" ON "customers" USING btree ("login");
--> statement-breakpoint
COMMENT ON COLUMN "customers"."login" IS 'lower-case e-mail address, what the sign-in form looks for';
