import { arrowsOf, targetOf } from './arrows.ts';
import { moduleAt } from './module.ts';

/** A name that a file exports, and where it is written. */
export interface Exported {
  readonly name: string;
  readonly kind: 'function' | 'type' | 'value';
  /** The file that writes it, and the name it has there. */
  readonly file: string;
  readonly written: string;
}

/** The names that a file exports and writes itself. */
export function ownExports(file: string): Exported[] {
  return moduleAt(file).program.body.flatMap((each) => {
    if (each.type === 'ExportDefaultDeclaration') return [{ name: 'default', kind: 'value', file, written: 'default' }];
    if (each.type !== 'ExportNamedDeclaration' || !each.declaration) return [];
    return written(each.declaration).map(([name, kind]) => ({ name, kind, file, written: name }));
  });
}

type Statement = ReturnType<typeof moduleAt>['program']['body'][number];
type Declaration = NonNullable<Extract<Statement, { type: 'ExportNamedDeclaration' }>['declaration']>;

function written(declaration: Declaration): [string, Exported['kind']][] {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === 'Identifier' ? [[id.name, /Function/.test(init?.type ?? '') ? 'function' : 'value']] : [],
    );
  const { id, type } = declaration;
  if (id?.type !== 'Identifier') return [];
  return [[id.name, type === 'FunctionDeclaration' ? 'function' : /^TS/.test(type) ? 'type' : 'value']];
}

/** All names that a file exports, those of other files that it gives on included. */
export function exportsOf(file: string): Exported[] {
  const given = arrowsOf(file).flatMap(({ specifier, name, as }) => {
    const target = as === undefined ? undefined : targetOf(file, specifier);
    if (as === undefined || target === undefined) return [];
    const all = exportsOf(target);
    return name === '*' ? all : all.filter((each) => each.name === name).map((each) => ({ ...each, name: as }));
  });
  return [...ownExports(file), ...given];
}
