=== init
CREATE TYPE "mood" AS ENUM ('sad', 'ok', 'it''s fine');
---
CREATE TABLE "users" (
	"id" serial PRIMARY KEY NOT NULL,
	"mood" "mood" DEFAULT 'ok' NOT NULL,
	"name" text NOT NULL,
	"e-mail; address" varchar(255) CONSTRAINT "users;unique" UNIQUE
);
---
CREATE TABLE "orders" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 5) PRIMARY KEY,
	"user_id" integer,
	"total" numeric(12, 2) DEFAULT 0.00 NOT NULL
);
---
ALTER TABLE "orders" ADD CONSTRAINT "orders_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE cascade ON UPDATE no action;
=== extensions
CREATE EXTENSION IF NOT EXISTS citext;
---
CREATE EXTENSION IF NOT EXISTS "uuid-ossp";
---
ALTER TABLE users ADD COLUMN login citext;
=== plpgsql_dollars
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- a comment; with a semicolon and an 'apostrophe
  NEW.name := coalesce(NEW.name, 'none;');
  IF TG_OP = 'UPDATE' THEN
    RAISE NOTICE 'changed %', OLD.name;
  END IF;
  RETURN NEW;
END;
$$;
---
CREATE TRIGGER users_touch BEFORE INSERT OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
=== tagged_dollars
CREATE OR REPLACE FUNCTION nested(a int) RETURNS text LANGUAGE plpgsql AS $body$
DECLARE
  q text := $q$ SELECT 'x;y' $q$;
  r text;
BEGIN
  EXECUTE q INTO r;
  RETURN r || $inner_1$ ; -- $$ /* $inner_1$ || a::text;
END
$body$;
---
INSERT INTO users (name) VALUES (nested(7));
=== quoted_body
CREATE FUNCTION quoted() RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''a;b''::text;';
---
CREATE FUNCTION escaped() RETURNS text LANGUAGE sql AS E'SELECT \'c;\\\\d\'::text; -- \'';
=== sql_body
CREATE FUNCTION atomic_sum(a int, b int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
  SELECT CASE WHEN a > b THEN a ELSE b END;
  SELECT a + b;
END;
---
CREATE FUNCTION plus_one(a int) RETURNS int LANGUAGE sql IMMUTABLE RETURN a + 1;
=== procedure
CREATE PROCEDURE fill(n int) LANGUAGE plpgsql AS $proc$
BEGIN
  FOR i IN 1..n LOOP
    INSERT INTO orders (user_id, total) VALUES (1, i);
  END LOOP;
END
$proc$;
---
CALL fill(3);
=== do_block
DO $$ BEGIN
 CREATE TYPE "public"."size" AS ENUM('s', 'm', 'l');
EXCEPTION
 WHEN duplicate_object THEN null;
END $$;
---
DO $do$
DECLARE r record;
BEGIN
  FOR r IN SELECT 1 AS a UNION ALL SELECT 2 LOOP
    EXECUTE format('CREATE TABLE %I (id int)', 'made_' || r.a);
  END LOOP;
END
$do$ LANGUAGE plpgsql;
=== enum_value
ALTER TYPE "mood" ADD VALUE 'happy' BEFORE 'ok';
=== enum_value_used
UPDATE users SET mood = 'happy' WHERE id = 1;
=== enum_renamed
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
---
ALTER TYPE "size" RENAME TO "extent";
=== enum_replaced
BEGIN;
---
CREATE TYPE "extent_new" AS ENUM ('s', 'l');
---
DROP TYPE "extent";
---
ALTER TYPE "extent_new" RENAME TO "extent";
---
COMMIT;
---
CREATE TABLE sized (extent extent);
=== partitions
CREATE TABLE events (id bigint NOT NULL, at timestamptz NOT NULL, body jsonb) PARTITION BY RANGE (at);
---
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
---
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
---
CREATE INDEX ON events (at);
=== partition_attached
CREATE TABLE events_2026 (LIKE events INCLUDING ALL);
---
ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
=== views
CREATE VIEW happy AS SELECT id, name FROM users WHERE mood = 'happy' WITH LOCAL CHECK OPTION;
---
CREATE MATERIALIZED VIEW totals AS SELECT user_id, sum(total) AS s FROM orders GROUP BY user_id;
---
CREATE UNIQUE INDEX totals_user ON totals (user_id);
=== refreshed
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
=== rules
CREATE TABLE audit (what text, at timestamptz);
---
CREATE RULE orders_audit AS ON DELETE TO orders DO ALSO (INSERT INTO audit VALUES ('gone;', NULL); INSERT INTO audit VALUES ('twice', NULL));
=== comments
/* a /* nested; */ comment; */
COMMENT ON TABLE users IS 'people; "quoted" $$ and ''more'' -- no comment';
---
COMMENT ON COLUMN users.name IS E'line\nbreak;\ttab \\ backslash';
---
-- a comment; at the end
=== only_a_comment
-- Custom SQL migration file, put your code below! --
=== nothing
=== generated_columns
ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (total * 1.19) STORED;
---
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total >= 0) NOT VALID;
---
ALTER TABLE orders VALIDATE CONSTRAINT positive;
=== domains
CREATE DOMAIN zip AS text CHECK (VALUE ~ '^\d{5}$');
---
CREATE TYPE pair AS (a int, b zip);
---
CREATE TYPE span AS RANGE (subtype = float8);
=== unicode
INSERT INTO users (name) VALUES ('Žluťoučký kůň 🐎'), (U&'d\0061t\+000061'), ($ü$ö;$ü$);
---
CREATE TABLE "größe" ("maß" int, "日本" text DEFAULT '日本;');
=== braces
INSERT INTO users (name) VALUES ('${flyway:user} {{ name }} {d ''2020-01-01''} :name ?');
---
CREATE FUNCTION braces() RETURNS text LANGUAGE sql AS $$ SELECT '${not_replaced} {{x}} {fn now()}' $$;
=== operators
CREATE FUNCTION json_key(j jsonb) RETURNS text LANGUAGE sql AS $$ SELECT j #>> '{a,b}' $$;
---
UPDATE events SET body = '{"a": {"b": 1}}'::jsonb || '{"c": [1, 2]}' WHERE body ? 'a' OR body ?| array['b'] OR body @> '{}';
---
SELECT 1 WHERE 5 # 3 = 6 AND @ -5 = 5 AND |/ 4 = 2;
=== policies
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
---
CREATE POLICY "own; rows" ON users AS PERMISSIVE FOR SELECT TO public USING (name = current_user);
=== grants
GRANT SELECT, UPDATE (name) ON users TO PUBLIC;
---
REVOKE ALL ON orders FROM PUBLIC;
---
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
=== schemas
CREATE SCHEMA "other; schema" CREATE TABLE inside (id int);
---
ALTER TABLE made_1 SET SCHEMA "other; schema";
=== search_path_set
SET search_path TO "other; schema", public;
---
CREATE TABLE unqualified (id int);
---
SET search_path TO DEFAULT;
=== local_settings
SET LOCAL lock_timeout = '3s';
---
SET LOCAL statement_timeout = '60s';
---
LOCK TABLE orders IN SHARE MODE;
---
ALTER TABLE orders ADD COLUMN note text;
=== function_settings
CREATE FUNCTION pathed() RETURNS int LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$ SELECT 1; $$;
---
ALTER FUNCTION pathed() SECURITY DEFINER;
=== temporary
CREATE TEMPORARY TABLE moved ON COMMIT PRESERVE ROWS AS SELECT id FROM orders;
---
UPDATE orders SET note = 'moved' WHERE id IN (SELECT id FROM moved);
---
DROP TABLE moved;
=== index_built_apart !
CREATE INDEX CONCURRENTLY IF NOT EXISTS users_name ON users (name);
=== index_dropped_apart !
DROP INDEX CONCURRENTLY IF EXISTS users_name;
=== vacuumed !
VACUUM ANALYZE users;
=== reindexed_apart !
REINDEX INDEX CONCURRENTLY users_pkey;
=== detached_apart !
ALTER TABLE events DETACH PARTITION events_2025 CONCURRENTLY;
=== indexes
CREATE INDEX orders_partial ON orders USING btree ("user_id" DESC NULLS LAST, lower(note)) INCLUDE (total) WHERE note IS NOT NULL;
---
CREATE INDEX users_gin ON users USING gin (to_tsvector('simple', name));
---
CREATE STATISTICS orders_stats (dependencies) ON user_id, total FROM orders;
=== renamed
ALTER TABLE sized RENAME COLUMN extent TO ext;
---
ALTER TABLE sized RENAME TO measured;
---
ALTER INDEX orders_partial RENAME TO "orders.partial";
=== exclusion
CREATE TABLE booking (during tstzrange, EXCLUDE USING gist (during WITH &&) DEFERRABLE INITIALLY DEFERRED);
=== select_returns_rows
SELECT setval('users_id_seq', 4711);
---
SELECT count(*), 'a;b' FROM users;
=== trigger_on_view
CREATE FUNCTION instead() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN INSERT INTO audit VALUES (NEW.name, NULL); RETURN NEW; END; $f$;
---
CREATE TRIGGER happy_insert INSTEAD OF INSERT ON happy FOR EACH ROW EXECUTE FUNCTION instead();
---
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION instead();
---
ALTER TABLE orders DISABLE TRIGGER late;
=== aggregate_and_cast
CREATE AGGREGATE product(numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
---
CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq, COMMUTATOR = ===);
---
CREATE CAST (pair AS text) WITH INOUT AS ASSIGNMENT;
=== dropped
DROP TABLE made_2 CASCADE;
---
ALTER TABLE measured DROP COLUMN ext;
---
DROP FUNCTION quoted();
=== 2025.names.with-dots_and_a_very_long_name_that_goes_on_and_on_until_it_is_about_as_long_as_the_longest_that_was_seen
CREATE TABLE last (id uuid DEFAULT uuid_generate_v4() PRIMARY KEY, at timestamptz DEFAULT now());
---
INSERT INTO last (id, at) SELECT '00000000-0000-0000-0000-000000000001', '2025-01-01' WHERE NOT EXISTS (SELECT FROM last);
