import { readFile } from 'node:fs/promises';
import { AisleError, type AisleErrorCode, toAisleError } from '@aisle/core';
import { parseJson } from '../parseJson.js';
import { positionInJson } from './positionInJson.js';

/** A checked file, and how to refuse one of its fields after all. */
export interface DecisionFile<T> {
  readonly content: T;
  /** @throws AisleError `data-invalid` with file, line and column of the field */
  readonly refuse: (field: string, message: string) => never;
}

/**
 * Reads a JSON file that a shop writes for its decisions.
 *
 * @param page describes the file, for messages
 * @param parse throws AisleError whose detail `field` is the path of the wrong field
 * @throws AisleError `data-unreadable`, or `data-invalid` with file, line and column
 */
export async function readDecisionFile<T>(
  file: string,
  page: string,
  parse: (json: unknown, code: AisleErrorCode) => T,
): Promise<DecisionFile<T>> {
  const advice = `Correct the file; ${page} describes it.`;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const found = toAisleError(cause).message;
    throw new AisleError('data-unreadable', `${file} cannot be read: ${found}. Check the path.`, { file }, cause);
  });
  const json = parseJson(text, file, advice, 'data-invalid');
  const refuse = (field: string, message: string): never => {
    const { line, column } = positionInJson(text, field);
    const details = { file, field, line, column };
    throw new AisleError('data-invalid', `${file}:${line}:${column}: ${message} ${advice}`, details);
  };
  try {
    return { content: parse(json, 'data-invalid'), refuse };
  } catch (error) {
    const { details, message } = toAisleError(error);
    return refuse(String(details.field ?? ''), message);
  }
}
