import ts from 'typescript';

export interface ClassFields {
  readonly className: string;
  /** Names of the fields that are not `readonly`, constructor parameters among them. Statics do not count. */
  readonly mutable: readonly string[];
}

const isMutable = (member: ts.PropertyDeclaration | ts.ParameterDeclaration) =>
  !(ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Readonly | ts.ModifierFlags.Static));

/** Every class of a source, with its mutable fields. */
export function classesIn(fileName: string, source: string): ClassFields[] {
  const classes: ClassFields[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      const constructor = node.members.find(ts.isConstructorDeclaration);
      const parameters = (constructor?.parameters ?? []).filter((parameter) =>
        ts.isParameterPropertyDeclaration(parameter, constructor!),
      );
      const fields = [...node.members.filter(ts.isPropertyDeclaration), ...parameters];
      classes.push({
        className: node.name?.text ?? '(anonymous)',
        mutable: fields.filter(isMutable).map(({ name }) => name.getText()),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true));
  return classes;
}
