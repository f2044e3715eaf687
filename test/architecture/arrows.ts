import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../binary.ts';
import { workspaces } from '../repository.ts';
import { visit } from './module.ts';

/** What a file takes from another: a name, `*` where it may be any. */
export interface Arrow {
  readonly specifier: string;
  readonly name: string;
  /** The name under which the file gives it on (`*`: the same); undefined where it takes it for itself. */
  readonly as?: string;
}

const known = new Map<string, Arrow[]>();

/** All that a file takes from others, with imports of types and `import()` in code and in types. */
export function arrowsOf(path: string): Arrow[] {
  const before = known.get(path);
  if (before) return before;
  const arrows: Arrow[] = [];
  const locals = new Map<string, Arrow>();
  visit(path, {
    ImportDeclaration({ source: { value: specifier }, specifiers }) {
      if (specifiers.length === 0) arrows.push({ specifier, name: '' });
      for (const each of specifiers) {
        const whole = each.type === 'ImportDefaultSpecifier' ? 'default' : '*';
        const arrow = { specifier, name: each.type === 'ImportSpecifier' ? nameIn(each.imported) : whole };
        locals.set(each.local.name, arrow);
        arrows.push(arrow);
      }
    },
    ExportNamedDeclaration({ source, specifiers }) {
      for (const { local, exported } of specifiers) {
        const taken = source ? { specifier: source.value, name: nameIn(local) } : locals.get(nameIn(local));
        if (!taken) throw new Error(`${path} exports ${nameIn(local)} apart from where it is written`);
        arrows.push({ ...taken, as: nameIn(exported) });
      }
    },
    ExportAllDeclaration: ({ source, exported }) =>
      void arrows.push({ specifier: source.value, name: '*', as: exported ? nameIn(exported) : '*' }),
    ImportExpression({ source }) {
      if (source.type === 'Literal') arrows.push({ specifier: String(source.value), name: '*' });
    },
    TSImportType: ({ source, qualifier }) =>
      void arrows.push({ specifier: source.value, name: qualifier?.type === 'Identifier' ? qualifier.name : '*' }),
  });
  known.set(path, arrows);
  return arrows;
}

/** How a name of an import or export is written: as a word, or as a string. */
const nameIn = (node: { type: string; name?: string; value?: unknown }): string =>
  String(node.type === 'Literal' ? node.value : node.name);

/** The modules that a file names, each once. */
export const importsOf = (path: string): string[] => [...new Set(arrowsOf(path).map(({ specifier }) => specifier))];

/** The sources that the entries of our packages are built from: `@kirikae/core/machinery` and its file. */
export const entries: ReadonlyMap<string, string> = new Map(
  workspaces.flatMap(({ path, manifest: { name, exports = {} } }) =>
    Object.entries(exports).map(([entry, { types }]) => [join(name, entry), join(path, sourceOf(types))]),
  ),
);

/** The source that a built file comes from. */
function sourceOf(built: string): string {
  return built.replace(/^(\.\/)?dist\//, 'src/').replace(/(\.d\.ts|\.js)$/, '.ts');
}

/** The file of ours that a specifier means; undefined for what comes from elsewhere. */
export function targetOf(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return entries.get(specifier);
  const target = join(path, '..', specifier);
  return [target, target.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts')].find((each) => existsSync(join(ROOT, each)));
}

/** The sources of ours that a file names, each once. */
export function neighboursOf(path: string): readonly string[] {
  const before = neighbours.get(path);
  if (before) return before;
  const targets = importsOf(path).flatMap((specifier) => targetOf(path, specifier) ?? []);
  const found = [...new Set(targets)].filter((target) => /\.[jt]s$/.test(target));
  neighbours.set(path, found);
  return found;
}

const neighbours = new Map<string, readonly string[]>();
