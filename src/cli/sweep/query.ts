import { join } from "node:path";
import { BadInput } from "../../input/bad-input.ts";

/** What a query came to. */
export interface Answered {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** The tables that a query can ask: the files of a sweep's results. */
const tables = ["runs", "points"] as const;

/**
 * Asks the results of a sweep by SQL. DuckDB is loaded only here; who asks nothing need not have it.
 *
 * @throws BadInput where DuckDB is not installed or does not understand the query.
 */
export async function queried(path: string, sql: string): Promise<Answered> {
  const { DuckDBInstance } = await duckdb();
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    for (const table of tables) {
      const file = join(path, `${table}.parquet`).replaceAll("'", "''");
      await connection.run(`create view ${table} as select * from read_parquet('${file}')`);
    }
    const reader = await connection.runAndReadAll(sql);
    return { names: reader.columnNames(), rows: reader.getRowsJson() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const hint = "the tables are runs and points; `describe runs` names the columns";
    throw new BadInput(`sweep query: ${why.split("\n")[0] ?? ""}; ${hint}`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function duckdb(): Promise<typeof import("@duckdb/node-api")> {
  try {
    return await import("@duckdb/node-api");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND")) throw error;
    throw new BadInput("sweep query: DuckDB is not installed; add it with: npm install @duckdb/node-api");
  }
}
