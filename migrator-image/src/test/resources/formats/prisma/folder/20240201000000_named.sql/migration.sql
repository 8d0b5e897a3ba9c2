-- CreateTable 20240201000000_named.sql
SELECT 1;
