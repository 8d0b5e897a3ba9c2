package m
func init() { goose.AddMigrationContext(up, down) }