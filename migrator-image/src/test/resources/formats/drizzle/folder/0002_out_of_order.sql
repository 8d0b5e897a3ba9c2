CREATE TABLE c (id int);
SELECT 1;
