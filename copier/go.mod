module migrate.io/copier

go 1.26.0
