/** What analysts get, one file for each business day. */
export type ExportKind = 'sales' | 'inventory';

/** Where a day's file is: a folder for each day, named as Athena, Spark and DuckDB take partitions. */
export const exportKey = (kind: ExportKind, day: string): string => `${kind}/business_date=${day}/${kind}.csv.gz`;
