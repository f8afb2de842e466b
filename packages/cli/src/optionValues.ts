import { AisleError } from '@aisle/core';

export function wholeNumber(option: string, text: string | undefined, fallback: number, minimum = 1): number {
  if (text === undefined) return fallback;
  if (/^\d+$/.test(text) && Number(text) >= minimum) return Number(text);
  throw new AisleError(
    'invalid-argument',
    `--${option} must be a whole number of at least ${minimum}, found ${JSON.stringify(text)}.`,
    { option },
  );
}

/** A share from 0 to 1, such as 0.1 or .1, not 10 %. */
export function share(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d*\.?\d+$/.test(text) && Number(text) <= 1) return Number(text);
  throw new AisleError(
    'invalid-argument',
    `--${option} must be a number from 0 to 1, such as 0.1, found ${JSON.stringify(text)}.`,
    { option },
  );
}

/** A number from -1 to 1, such as 0.01, or -0.01 as `--option=-0.01`. */
export function shareDifference(option: string, text: string): number {
  if (/^-?\d*\.?\d+$/.test(text) && Math.abs(Number(text)) <= 1) return Number(text);
  throw new AisleError(
    'invalid-argument',
    `--${option} must be a number from -1 to 1, such as 0.01, found ${JSON.stringify(text)}.`,
    { option },
  );
}

/** A number such as 0.5, or -0.5 as `--option=-0.5`. */
export function logits(option: string, text: string): number {
  if (/^-?\d*\.?\d+$/.test(text)) return Number(text);
  throw new AisleError('invalid-argument', `--${option} must be a number, found ${JSON.stringify(text)}.`, { option });
}

export function oneOf<T extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly T[],
): T | undefined {
  if (text === undefined || allowed.includes(text as T)) return text as T | undefined;
  throw new AisleError(
    'invalid-argument',
    `--${option} must be one of ${allowed.join(', ')}, found ${JSON.stringify(text)}.`,
    { option },
  );
}
