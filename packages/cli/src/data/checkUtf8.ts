import { isUtf8 } from 'node:buffer';
import { type InputFile, inputError } from './inputFile.js';
import { likelyEncoding } from './likelyEncoding.js';

const NEWLINE = 0x0a;

/**
 * @param bytes whole lines
 * @param firstLine number of the first of them
 * @throws AisleError `data-invalid` for the first line that is not UTF-8, with its likely encoding
 */
export function checkUtf8(input: InputFile, bytes: Buffer, firstLine: number): void {
  if (isUtf8(bytes)) return;
  let start = 0;
  for (let line = firstLine; ; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const text = bytes.subarray(start, newline === -1 ? bytes.length : newline);
    if (!isUtf8(text)) {
      const encoding = likelyEncoding(text);
      throw inputError(
        'data-invalid',
        input,
        `bytes that are not UTF-8 on line ${line}, probably ${encoding}`,
        `Save the file as UTF-8, or convert it (unpacked): iconv -f ${encoding} -t UTF-8 ${input.file} > NEW.`,
      );
    }
    start = newline + 1;
  }
}
