-- 20240101000000_first
SELECT 1;--> statement-breakpoint
SELECT 2