-- 20240199000000_rolls_over
SELECT 1;--> statement-breakpoint
SELECT 2