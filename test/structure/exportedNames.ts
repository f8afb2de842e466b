import ts from 'typescript';

/** The names that a bundle exports, as sorted lists of values and types. */
export function exportedNames(fileName: string, source: string): { values: string[]; types: string[] } {
  const names = { values: [] as string[], types: [] as string[] };
  for (const statement of ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true).statements) {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported || ts.isExportAssignment(statement))
      throw new Error(
        `${fileName}: expected one list of exports at the end, found ${statement.getText().slice(0, 60)}`,
      );
    if (!ts.isExportDeclaration(statement)) continue;
    if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause))
      throw new Error(`${fileName}: expected named exports, found ${statement.getText()}`);
    for (const element of statement.exportClause.elements)
      (statement.isTypeOnly || element.isTypeOnly ? names.types : names.values).push(element.name.text);
  }
  return { values: names.values.sort(), types: names.types.sort() };
}
