import { type Declaration, parseDeclaration, pressureClaim } from '@aisle/decisions';
import { readDecisionFile } from './readDecisionFile.js';

/**
 * Reads and checks a declaration of interventions.
 *
 * @throws AisleError `data-unreadable`, or `data-invalid` with file, line and column
 */
export async function readDeclaration(file: string): Promise<Declaration> {
  const { content, refuse } = await readDecisionFile(file, 'docs/reference/interventions.md', parseDeclaration);
  const press = (field: string, shown: string | undefined) => {
    const claim = shown === undefined ? undefined : pressureClaim(shown);
    if (claim === undefined) return;
    refuse(field, `${field} must not press shoppers by scarcity or a countdown, found ${JSON.stringify(claim)}.`);
  };
  content.interventions.forEach(({ creative, disclosure = {} }, i) => {
    for (const [language, { title, text, action, close }] of Object.entries(creative))
      for (const [name, shown] of Object.entries({ title, text, action, close }))
        press(`interventions[${i}].creative.${language}.${name}`, shown);
    for (const [language, shown] of Object.entries(disclosure))
      press(`interventions[${i}].disclosure.${language}`, shown);
  });
  return content;
}
