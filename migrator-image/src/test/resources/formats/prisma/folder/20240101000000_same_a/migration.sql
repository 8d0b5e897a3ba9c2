-- CreateTable 20240101000000_same_a
SELECT 1;
