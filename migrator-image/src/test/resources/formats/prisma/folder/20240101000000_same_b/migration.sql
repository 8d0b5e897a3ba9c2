-- CreateTable 20240101000000_same_b
SELECT 1;
