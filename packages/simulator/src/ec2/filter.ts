import { AwsError, notModelled } from '../aws-error.ts';
import { listOf, type QueryParameters } from '../query.ts';

/** How a thing's values are read for each filter name that a Describe action models. */
export type FilterReaders<Thing> = Record<string, (thing: Thing) => (string | null)[]>;

/** Makes a predicate of `Filter.N.Name` and `Filter.N.Value.M`: every filter must have one of its values. */
export function readFilters<Thing>(params: QueryParameters, readers: FilterReaders<Thing>): (thing: Thing) => boolean {
  const filters = sentFilters(params).map(({ name, values }) => {
    const read = readers[name];
    if (read === undefined) throw new AwsError(400, 'InvalidParameterValue', `The filter '${name}' is invalid`);
    refuseWildcards(name, values);
    return (thing: Thing) => read(thing).some((value) => value !== null && values.includes(value));
  });
  return (thing) => filters.every((matches) => matches(thing));
}

function sentFilters(params: QueryParameters): { name: string; values: string[] }[] {
  const filters: { name: string; values: string[] }[] = [];
  for (let index = 1; params[`Filter.${index}.Name`] !== undefined; index += 1) {
    filters.push({ name: params[`Filter.${index}.Name`] ?? '', values: listOf(params, `Filter.${index}.Value`) });
  }
  return filters;
}

function refuseWildcards(name: string, values: string[]): void {
  const wildcard = values.find((value) => /[*?]/.test(value));
  if (wildcard !== undefined) {
    throw notModelled(400, 'InvalidParameterValue', `wildcards: filter ${name} with '${wildcard}'`);
  }
}
