export type SourceKind =
  | "postgres"
  | "duckdb"
  | "clickhouse"
  | "bigquery"
  | "mysql"
  | "snowflake"
  | "redshift"
  | "databricks"
  | "trino"
  | "synthetic";

export const KIND_WORDS: Record<SourceKind, string> = {
  postgres: "PostgreSQL",
  duckdb: "DuckDB",
  clickhouse: "ClickHouse",
  bigquery: "BigQuery",
  mysql: "MySQL",
  snowflake: "Snowflake",
  redshift: "Redshift",
  databricks: "Databricks",
  trino: "Trino",
  synthetic: "Synthetic",
};

export type SourceRow = {
  id: string;
  name: string;
  kind: SourceKind;
  /** Host and database, or the folder: where it points. */
  where: string;
  test: { ok: boolean; at: number; message: string | null } | null;
  scans: { id: string; name: string; projectSlug: string }[];
};

export type SourceDraft = {
  name: string;
  kind: SourceKind;
  host: string;
  port: number | null;
  database: string;
  username: string;
  password: string;
  sslmode: string;
};

export type TestAnswer = { ok: boolean; message: string; at: number };

export type SchemaTable = { name: string; columns: { name: string; type: string }[] };
