ALTER TABLE "order_items" ADD COLUMN "unit_price_cents" integer;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "total_cents" integer;