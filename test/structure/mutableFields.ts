import ts from 'typescript';

export interface ClassFields {
  readonly className: string;
  /** Names of fields that are not `readonly`, including constructor parameters. Static fields are excluded. */
  readonly mutable: readonly string[];
}

const isMutable = (member: ts.PropertyDeclaration | ts.ParameterDeclaration) =>
  !(ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Readonly | ts.ModifierFlags.Static));

/** All classes of a source with their mutable fields. */
export function classesIn(fileName: string, source: string): ClassFields[] {
  const classes: ClassFields[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) {
      const constructorNode = node.members.find(ts.isConstructorDeclaration);
      const parameters = (constructorNode?.parameters ?? []).filter((parameter) =>
        ts.isParameterPropertyDeclaration(parameter, constructorNode!),
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
