-- CreateTable 202401010000_twelve
SELECT 1;
