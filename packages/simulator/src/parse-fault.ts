import { closest } from './closest.ts';
import type { FaultDraw } from './draw.ts';
import type { FaultKind, FaultRule } from './fault-rule.ts';
import { drawParameters, faultTable, type Parameter, scopeParameters } from './fault-table.ts';

const kinds = Object.keys(faultTable) as FaultKind[];

const written = (parameters: Readonly<Record<string, Parameter>>): string =>
  Object.entries(parameters)
    .map(([key, { values, isRequired }]) => (isRequired ? `${key}=${values}` : `[${key}=${values}]`))
    .join(',');

const rows = kinds.map((kind) => {
  const { parameters, summary } = faultTable[kind];
  const own = written(parameters);
  return { form: own ? `${kind}:${own}` : kind, summary };
});

/** How a fault is written, for people: every kind with its parameters, one a line. */
export const FAULT_HELP: string = [
  'KIND[:KEY=VALUE,...], or faults by chance:',
  `  ${written(drawParameters)}`,
  'The kinds:',
  ...rows.map(({ form, summary }) => `  ${form}  ${summary}`),
  `Each also takes ${written(scopeParameters)}.`,
].join('\n');

/**
 * Reads a fault as people write it: `lostResponse:action=AssociateAddress,times=1` is a rule, `seed=42,rate=0.2` a draw.
 * Throws an Error that names what there is.
 */
export function parseFault(text: string): FaultRule | FaultDraw {
  const [head = '', ...rest] = text.split(':');
  if (head.includes('='))
    return read('a draw', text, { ...drawParameters, ...scopeParameters }) as unknown as FaultDraw;
  const kind = kinds.find((each) => each === head);
  if (kind === undefined) throw new Error(unknown('fault', head, kinds));
  const parameters = { ...faultTable[kind].parameters, ...scopeParameters };
  return { kind, ...read(kind, rest.join(':'), parameters) } as FaultRule;
}

function read(what: string, text: string, parameters: Readonly<Record<string, Parameter>>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const pair of text === '' ? [] : text.split(',')) {
    const [key = '', ...value] = pair.split('=');
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    if (parameter === undefined) throw new Error(unknown(`key of ${what}`, key, Object.keys(parameters)));
    if (key in found) throw new Error(`${what} has ${key} twice`);
    found[key] = parameter.read(value.join('='));
    if (found[key] === undefined)
      throw new Error(`${key} of ${what} must be ${parameter.values}, not '${value.join('=')}'`);
  }
  const missing = Object.keys(parameters).find((key) => parameters[key]?.isRequired && !(key in found));
  if (missing !== undefined) throw new Error(`${what} needs ${missing}=${parameters[missing]?.values}`);
  return found;
}

function unknown(what: string, word: string, known: readonly string[]): string {
  const near = closest(word, known);
  return `there is no ${what} '${word}'${near ? ` (did you mean ${near}?)` : ''}; there are ${known.join(', ')}`;
}
