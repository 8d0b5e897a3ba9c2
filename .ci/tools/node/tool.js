// Runs Drizzle or Prisma with their own code: tool.js NAME FOLDER [STEPS], with DATABASE_URL in the environment.
// Prints how many migrations were applied, or "nothing".
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";

const [name, folder] = process.argv.slice(2);
const url = process.env.DATABASE_URL;

async function drizzle(version) {
  const { drizzle } = await import(`drizzle-orm-${version}/node-postgres`);
  const { migrate } = await import(`drizzle-orm-${version}/node-postgres/migrator`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const count = async () => {
    const table = await client.query("select to_regclass('drizzle.__drizzle_migrations') as t");
    if (table.rows[0].t === null) return 0;
    const rows = await client.query("select count(*)::int as n from drizzle.__drizzle_migrations");
    return rows.rows[0].n;
  };
  try {
    const before = await count();
    await migrate(drizzle({ client }), { migrationsFolder: folder });
    return (await count()) - before;
  } finally {
    await client.end();
  }
}

// The engine of the command line, compiled to WebAssembly. It receives the content of the folder as text.
async function prisma() {
  const engineFolder = path.dirname(fileURLToPath(import.meta.resolve("@prisma/schema-engine-wasm")));
  const { SchemaEngine, ...glue } = await import(`${engineFolder}/schema_engine_bg.js`);
  const wasm = await WebAssembly.instantiate(fs.readFileSync(`${engineFolder}/schema_engine_bg.wasm`), {
    "./schema_engine_bg.js": { SchemaEngine, ...glue },
  });
  glue.__wbg_set_wasm(wasm.instance.exports);
  wasm.instance.exports.__wbindgen_start();
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const { bindMigrationAwareSqlAdapterFactory } = await import("@prisma/driver-adapter-utils");
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const adapters = new PrismaPg(pool);
  const connect = adapters.connect.bind(adapters);
  // The adapter splits a script at every semicolon, even a quoted one. The engine that the command line starts
  // sends the whole script, and the tests compare with that.
  adapters.connect = async () =>
    Object.assign(await connect(), { executeScript: async (script) => void (await pool.query(script)) });
  const factory = bindMigrationAwareSqlAdapterFactory(adapters);
  const engine = await SchemaEngine.new({ datamodels: undefined }, () => {}, factory);
  const directories = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((entry) => ({
      path: entry,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: fs.readFileSync(path.join(folder, entry, "migration.sql"), "utf8") },
      },
    }));
  const migrationsList = {
    baseDir: folder,
    lockfile: {
      path: "migration_lock.toml",
      content: fs.readFileSync(path.join(folder, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: directories,
  };
  const applied = await engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } });
  const history = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: { externalTables: [], externalEnums: [] },
  });
  const problems = JSON.stringify([history.history, history.failedMigrationNames, history.editedMigrationNames]);
  if (problems !== "[null,[],[]]") throw new Error(problems);
  return applied.appliedMigrationNames.length;
}

const tools = { drizzle: () => drizzle("0"), "drizzle-1": () => drizzle("1"), prisma };
try {
  const count = await tools[name]();
  console.log(count === 0 ? "nothing" : `applied ${count}`);
  process.exit(0);
} catch (error) {
  console.error(error?.cause?.message ?? error?.message ?? error, error?.user_facing_error ?? "");
  process.exit(1);
}
