import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/*
 * Editions of the program: the built modules with one deliberate defect, beside each other and beside the true ones in one process. A
 * module of an edition has the edition's number in its address, and so have all of ours that it imports. A defect is a piece of source text
 * that is replaced: it is looked for in every module that is loaded, so that it does not matter where a file is; it must be found in one.
 */

/** A deliberate defect: each `from` of the built program becomes its `to`. */
export type Edits = readonly (readonly [from: string, to: string])[];

const ROOT = new URL('../..', import.meta.url).href;
const editions: Edits[] = [];
/** The modules in which the pieces of the newest edition were found. */
const found = new Map<string, string[]>();

const isOurs = (url: string): boolean => url.startsWith(ROOT) && /\/(packages|apps)\/[^/]+\/dist\//.test(url);
const suffixOf = (url: string | undefined): string => /\?edition=\d+$/.exec(url ?? '')?.[0] ?? '';

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const suffix = isOurs(resolved.url) && suffixOf(resolved.url) === '' ? suffixOf(context.parentURL) : '';
    return { ...resolved, url: resolved.url + suffix };
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const edits = editions[Number(suffixOf(url).replace(/\D/g, '') || Number.NaN)];
    return edits ? { ...loaded, source: edited(edits, url, String(loaded.source)) } : loaded;
  },
});

function edited(edits: Edits, url: string, source: string): string {
  let made = source;
  for (const [from, to] of edits) {
    if (!source.includes(from)) continue;
    found.set(from, [...(found.get(from) ?? []), fileURLToPath(url)]);
    made = made.replaceAll(from, to);
  }
  return made;
}

/** Gives what imports modules of a new edition; without edits they are the true ones. */
export function newEdition(edits: Edits | undefined): (url: string) => Promise<never> {
  if (!edits) return (url) => import(url) as Promise<never>;
  found.clear();
  const number = editions.push(edits) - 1;
  return (url) => import(`${url}?edition=${number}`) as Promise<never>;
}

/** Throws unless every piece was found in exactly one module: a defect that is not there proves nothing. */
export function mustBeFound(edits: Edits = []): void {
  for (const [from] of edits) {
    const files = found.get(from) ?? [];
    if (files.length === 1) continue;
    const where = files.length === 0 ? 'in no module' : `in ${files.join(' and ')}`;
    throw new Error(`a defect replaces ${JSON.stringify(from)}, which is ${where}: it must be in one`);
  }
}
