// Runs golang-migrate, goose or dbmate with the libraries behind their commands and only the drivers for
// PostgreSQL: tool NAME FOLDER [STEPS], with DATABASE_URL in the environment. Prints how many migrations were
// applied.
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"

	"github.com/amacneil/dbmate/v2/pkg/dbmate"
	_ "github.com/amacneil/dbmate/v2/pkg/driver/postgres"
	"github.com/golang-migrate/migrate/v4"
	_ "github.com/golang-migrate/migrate/v4/database/postgres"
	_ "github.com/golang-migrate/migrate/v4/source/file"
	_ "github.com/lib/pq"
	"github.com/pressly/goose/v3"
)

func main() {
	name, folder := os.Args[1], os.Args[2]
	steps := 0
	if len(os.Args) > 3 {
		steps, _ = strconv.Atoi(os.Args[3])
	}
	runs := map[string]func(string, string, int) error{
		"golang-migrate": golangMigrate,
		"goose":          gooseUp,
		"dbmate":         dbmateUp,
	}
	if err := runs[name](os.Getenv("DATABASE_URL"), folder, steps); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func golangMigrate(address, folder string, steps int) error {
	m, err := migrate.New("file://"+folder, address)
	if err != nil {
		return err
	}
	before, _, _ := m.Version()
	if steps > 0 {
		err = m.Steps(steps)
	} else {
		err = m.Up()
	}
	if errors.Is(err, migrate.ErrNoChange) {
		fmt.Println("nothing")
		return nil
	}
	if err != nil {
		return err
	}
	after, dirty, err := m.Version()
	fmt.Println("from", before, "to", after, "dirty", dirty)
	return err
}

func gooseUp(address, folder string, steps int) error {
	db, err := sql.Open("postgres", address)
	if err != nil {
		return err
	}
	defer db.Close()
	goose.SetLogger(goose.NopLogger())
	if err := goose.SetDialect("postgres"); err != nil {
		return err
	}
	before, err := goose.GetDBVersion(db)
	if err != nil {
		return err
	}
	if steps == 0 {
		if err := goose.Up(db, folder); err != nil {
			return err
		}
	}
	for i := 0; i < steps; i++ {
		if err := goose.UpByOne(db, folder); err != nil {
			return err
		}
	}
	after, err := goose.GetDBVersion(db)
	if before == after {
		fmt.Println("nothing")
	} else {
		fmt.Println("from", before, "to", after)
	}
	return err
}

// dbmate does not support steps; the caller passes a folder with fewer files.
func dbmateUp(address, folder string, _ int) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	db := dbmate.New(u)
	db.MigrationsDir = []string{folder}
	db.AutoDumpSchema = false
	db.Log = io.Discard
	before, err := pending(db)
	if err != nil {
		return err
	}
	if err := db.Migrate(); err != nil {
		return err
	}
	if before == 0 {
		fmt.Println("nothing")
	} else {
		fmt.Println("applied", before)
	}
	return nil
}

func pending(db *dbmate.DB) (int, error) {
	migrations, err := db.FindMigrations()
	count := 0
	for _, migration := range migrations {
		if !migration.Applied {
			count++
		}
	}
	return count, err
}
