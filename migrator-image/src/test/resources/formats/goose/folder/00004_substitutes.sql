-- +goose Up
-- +goose ENVSUB ON
SELECT ${SOME};
-- +goose ENVSUB OFF
