-- migrate:up
SELECT 1
-- migrate:down
SELECT 1/0;
-- migrate:up
SELECT 2;
-- migrate:down
SELECT 1/0;
