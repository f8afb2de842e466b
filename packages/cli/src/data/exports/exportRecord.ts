/** One record of a file: a row by column name, or a JSON object. */
export type ExportRecord = Readonly<Record<string, unknown>>;
