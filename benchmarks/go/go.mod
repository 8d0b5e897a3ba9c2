module migrate.io/benchmarks

go 1.26.0
