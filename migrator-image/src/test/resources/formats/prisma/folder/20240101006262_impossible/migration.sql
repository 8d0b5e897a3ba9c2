-- CreateTable 20240101006262_impossible
SELECT 1;
