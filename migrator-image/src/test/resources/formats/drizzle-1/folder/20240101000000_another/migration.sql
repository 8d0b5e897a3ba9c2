-- 20240101000000_another
SELECT 1;--> statement-breakpoint
SELECT 2