import type { Report, StatusReport } from '@kirikae/engine';

/** What the nodes of a run are called. */
export interface Who {
  /** This node, where a screen has named it before. */
  readonly self: string;
  /** This node, where a screen first names it. */
  readonly first: string;
  /** Whoever has a thing: a node by its name, what is no node of the file by its id or value, and nobody. */
  name(holder: StatusReport['holder']): string;
}

export function whoIn({ node }: Pick<Report, 'node'>): Who {
  const self = node?.name ?? 'this node';
  const isSelf = (id: string) => id === node?.instanceId || id === node?.name;
  return {
    self,
    first: node ? `${node.name} (this node)` : self,
    name(holder) {
      if (holder === null) return 'nobody';
      return holder.node ?? (isSelf(holder.id) ? self : `${holder.id} (no node)`);
    },
  };
}

/** Some of those who have a thing: nodes, and where there is none of them, whatever else has it. */
export function nodesFirst(holders: readonly StatusReport['holder'][], who: Who): string[] {
  const known = holders.filter((each) => each !== null);
  const nodes = known.filter(({ node }) => node !== null);
  return [...new Set((nodes.length > 0 ? nodes : known).map((each) => who.name(each)))];
}
