import ts from 'typescript';

/** One import, re-export, `import()` or `import.meta.resolve()` of a module. */
export interface ModuleReference {
  readonly specifier: string;
  /** Whether it is gone after compiling: `import type`, `export type`, or nothing but types between the braces. */
  readonly typeOnly: boolean;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    const named = node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : [];
    return node.isTypeOnly || (named.length > 0 && named.every((element) => element.isTypeOnly));
  }
  const clause = node.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings !== undefined && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [];
  return clause.name === undefined && named.length > 0 && named.every((element) => element.isTypeOnly);
}

/** Every module that a source names, in whatever form of import; '(computed)' where the name is no plain text. */
export function moduleReferences(fileName: string, source: string): ModuleReference[] {
  const references: ModuleReference[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      references.push({ specifier: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly: isTypeOnly(node) });
    } else if (ts.isImportTypeNode(node)) {
      references.push({ specifier: (node.argument as ts.LiteralTypeNode & { literal: ts.StringLiteral }).literal.text, typeOnly: true });
    } else if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'import.meta.resolve')) {
      const [argument] = node.arguments;
      references.push({ specifier: argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : '(computed)', typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true));
  return references;
}

/** The names that a bundle exports, values and types apart, each list sorted. */
export function exportedNames(fileName: string, source: string): { values: string[]; types: string[] } {
  const names = { values: [] as string[], types: [] as string[] };
  for (const statement of ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true).statements) {
    const own = ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (own || ts.isExportAssignment(statement)) throw new Error(`${fileName}: expected one list of exports at the end, found ${statement.getText().slice(0, 60)}`);
    if (!ts.isExportDeclaration(statement)) continue;
    if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) throw new Error(`${fileName}: expected named exports, found ${statement.getText()}`);
    for (const element of statement.exportClause.elements) (statement.isTypeOnly || element.isTypeOnly ? names.types : names.values).push(element.name.text);
  }
  return { values: names.values.sort(), types: names.types.sort() };
}
