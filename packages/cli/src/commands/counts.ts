import { AisleError } from '@aisle/core';
import { countsSql, SQL_DIALECTS } from '../counts/countsSql.js';
import { oneOf } from '../optionValues.js';

export interface CountsOptions {
  readonly dialect: string | undefined;
  readonly to: string;
}

/** Prints the SQL that counts events. @throws AisleError `invalid-argument` */
export async function counts({ dialect, to }: CountsOptions, print: (text: string) => void): Promise<void> {
  if (/['\\\n]/.test(to)) {
    throw new AisleError(
      'invalid-argument',
      `--to must be a path or URI without quotes and backslashes, found ${JSON.stringify(to)}.`,
      { option: 'to' },
    );
  }
  print(await countsSql(oneOf('dialect', dialect, SQL_DIALECTS) ?? 'duckdb', to));
}
