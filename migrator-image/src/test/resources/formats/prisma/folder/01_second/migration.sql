-- CreateTable 01_second
SELECT 1;
