-- Custom SQL migration file, put your code below! --
CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger AS $$
BEGIN
	NEW.updated_at := now(); -- the start of the transaction; not the clock
	RETURN NEW;
END;
$$ LANGUAGE plpgsql;

CREATE TRIGGER orders_touch_updated_at
	BEFORE UPDATE ON "orders"
	FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TRIGGER payments_touch_updated_at
	BEFORE UPDATE ON "payments"
	FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

DO $$
DECLARE
	paid record;
BEGIN
	FOR paid IN SELECT "id", "total_cents" FROM "orders" WHERE "status" IN ('paid', 'shipped') LOOP
		INSERT INTO "payments" ("order_id", "method", "state", "amount_cents", "provider_reply")
		VALUES (paid."id", 'invoice', 'captured', paid."total_cents", '{"note": "before the shop; by e-mail"}');
	END LOOP;
END
$$;
