-- CreateTable 0_init
SELECT 1;
