import type { Group } from './config-schema.ts';

/** A resource as it is written in a group, with the path to it. */
export interface Listed {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly fields: Group['resources'][number];
}

/** A group's resources under one strategy: `resources`, then the strategy's list. */
export function listed(group: string, body: Group, strategy: string | undefined): Listed[] {
  const at = (list: Group['resources'], path: (string | number)[]): Listed[] =>
    list.map((fields, index) => ({
      path: [...path, index],
      name: fields.name ?? fields.type.split('/').at(-1) ?? '',
      fields,
    }));
  const own = at(body.resources, ['groups', group, 'resources']);
  if (strategy === undefined) return own;
  return [...own, ...at(body.strategies?.[strategy] ?? [], ['groups', group, 'strategies', strategy])];
}

/** The names that come before a resource: its `after`, else the one listed before it. */
export function before(list: readonly Listed[], item: Listed): readonly string[] {
  if (item.fields.after) return item.fields.after;
  const previous = list[list.indexOf(item) - 1];
  return previous ? [previous.name] : [];
}
