import { readFile } from 'node:fs/promises';
import { AisleError, toAisleError } from '@aisle/core';
import { type Declaration, parseDeclaration, pressureClaim } from '@aisle/decisions';
import { parseJson } from '../parseJson.js';
import { positionInJson } from './positionInJson.js';

const ADVICE = 'Correct the file; docs/reference/interventions.md describes it.';

/** @throws AisleError `data-unreadable`, or `data-invalid` if it is not JSON */
export async function readDecisionJson(file: string): Promise<{ readonly text: string; readonly json: unknown }> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const found = toAisleError(cause).message;
    throw new AisleError('data-unreadable', `${file} cannot be read: ${found}. Check the path.`, { file }, cause);
  });
  return { text, json: parseJson(text, file, ADVICE, 'data-invalid') };
}

/**
 * Reads and checks a declaration of interventions.
 *
 * @throws AisleError `data-unreadable`, or `data-invalid` with file, line and column
 */
export async function readDeclaration(file: string): Promise<Declaration> {
  const { text, json } = await readDecisionJson(file);
  const fail = (field: string, message: string): never => {
    const { line, column } = positionInJson(text, field);
    const details = { file, field, line, column };
    throw new AisleError('data-invalid', `${file}:${line}:${column}: ${message} ${ADVICE}`, details);
  };
  let declaration: Declaration;
  try {
    declaration = parseDeclaration(json, 'data-invalid');
  } catch (error) {
    const { details, message } = toAisleError(error);
    return fail(String(details.field ?? ''), message);
  }
  const press = (field: string, shown: string | undefined) => {
    const claim = shown === undefined ? undefined : pressureClaim(shown);
    if (claim === undefined) return;
    fail(field, `${field} must not press shoppers by scarcity or a countdown, found ${JSON.stringify(claim)}.`);
  };
  declaration.interventions.forEach(({ creative, disclosure = {} }, i) => {
    for (const [language, { title, text, action, close }] of Object.entries(creative))
      for (const [name, shown] of Object.entries({ title, text, action, close }))
        press(`interventions[${i}].creative.${language}.${name}`, shown);
    for (const [language, shown] of Object.entries(disclosure))
      press(`interventions[${i}].disclosure.${language}`, shown);
  });
  return declaration;
}
