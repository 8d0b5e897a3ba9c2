-- CreateTable 000_zeros
SELECT 1;
