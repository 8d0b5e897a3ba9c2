-- CreateTable no_digits
SELECT 1;
