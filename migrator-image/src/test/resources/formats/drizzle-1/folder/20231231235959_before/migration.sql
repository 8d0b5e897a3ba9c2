-- 20231231235959_before
SELECT 1;--> statement-breakpoint
SELECT 2