import type { ResourceReport, StatusReport } from '@kirikae/engine';
import { obstacle } from '../output/last-line.ts';
import type { Sign } from './sign.ts';
import type { Who } from './who.ts';

/** What became of a resource, or is to become of it: a sign, and in words who has it now and had it before. */
export interface Change {
  readonly sign: Sign;
  readonly text: string;
}

/** Of whoever has a thing by a look; `?` where another has it of whom nothing is known. */
function holderOf({ state, holder }: StatusReport, who: Who): string {
  if (holder !== null || state === 'inactive') return who.name(holder);
  return state === 'active' ? who.self : '?';
}

/** Has it, or some of it, as this node does. */
const hasIt = (status: StatusReport, who: Who): string => `${holderOf(status, who)} has it`;

/** True if this node had some of it before. */
const wasOwn = ({ state, holder }: StatusReport): boolean =>
  state === 'active' || (state === 'inactive' && holder !== null);

/** A take-over as it is told: from whom, and that nobody had it. */
function taken(before: StatusReport | null, who: Who): Change {
  if (before === null) return { sign: '+', text: `? -> ${who.self}` };
  if (wasOwn(before)) return { sign: '~', text: `changed on ${who.self}` };
  const sign = before.state === 'elsewhere' ? '~' : '+';
  return { sign, text: `${holderOf(before, who)} -> ${who.self}` };
}

/** What an activation made of a resource. */
export function activated(resource: ResourceReport, who: Who): Change {
  const { outcome, before, error } = resource;
  if (outcome === 'done') return taken(before, who);
  if (outcome === 'unchanged') return { sign: '=', text: `${who.self} had it` };
  if (outcome === 'skipped' || error === null) return { sign: '.', text: 'not tried' };
  return notActivated(resource, obstacle(error), who);
}

/** What is known is never "not known". */
function notActivated({ outcome, before, after, writes }: ResourceReport, why: string, who: Who): Change {
  const was = (wanted: string) => writes.some((write) => write.outcome === wanted);
  if (before === null) return { sign: '?', text: why };
  const { sign, text } = taken(before, who);
  if (after?.state === 'active') return { sign, text: `${text}, not yet everywhere` };
  if (outcome === 'degraded' && was('done')) return { sign, text: `${text}, not read back` };
  const from = holderOf(before, who);
  if (was('unknown')) return { sign: '?', text: `${from} -> ?: no answer to the write` };
  if (outcome === 'conflict' && was('done')) return { sign: '!', text: 'another node has it now' };
  if (was('done')) return { sign: '?', text: `${from} -> ?: the write is not seen yet` };
  if (wasOwn(before)) return { sign: '!', text: `not whole on ${who.self}` };
  return { sign: '!', text: before.state === 'elsewhere' ? `${from} still has it` : 'nobody has it' };
}

/** What a deactivation made of a resource. */
export function deactivated({ outcome, before, after, writes, error }: ResourceReport, who: Who): Change {
  const isUnknown = writes.some((write) => write.outcome === 'unknown');
  switch (outcome) {
    case 'done':
      return { sign: '-', text: `${who.self} -> nobody` };
    case 'kept':
      return { sign: '=', text: before ? `kept at ${holderOf(before, who)}` : 'kept where it is' };
    case 'unchanged': {
      const found = after ?? before;
      return { sign: '=', text: found ? hasIt(found, who) : `${who.self} never had it` };
    }
    case 'skipped':
      return { sign: '.', text: 'not tried' };
    default:
      return before && wasOwn(before) && !isUnknown && error
        ? { sign: '!', text: `still at ${who.self}` }
        : { sign: '?', text: 'may still be here' };
  }
}

/** What is planned for a resource. */
export function planned(command: string, resource: ResourceReport, who: Who): Change {
  const { before, after, writes, error, outcome } = resource;
  if (error) return { sign: '!', text: `cannot plan, ${obstacle(error)}` };
  if (writes.length > 0 && command === 'activate') return taken(before, who);
  if (writes.length > 0) return { sign: '-', text: `${who.self} -> nobody` };
  if (outcome === 'kept') return deactivated(resource, who);
  const found = after ?? (outcome === 'skipped' ? null : before);
  return found ? { sign: '=', text: hasIt(found, who) } : { sign: '.', text: 'not planned' };
}

/** What one write changes, one by one; a text in quotes, as a record may have, is one thing whatever is in it. */
export const changesIn = (summary: string): string[] =>
  (summary.match(/(?:"(?:\\.|[^"\\])*"?|(?!; )[^"])+/gs) ?? [summary]).map((each) => each.trimStart());
