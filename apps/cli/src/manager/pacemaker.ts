import { atWord } from '../output/at-word.ts';
import { unquoted } from '../output/fitted.ts';
import type { Manager } from './manager.ts';

/** What Pacemaker has left for itself, in ms, when kirikae has ended: time to report, and to see an end instead of a time-out. */
const SPARE = 3_000;

/** How many bytes a reason may have: Pacemaker keeps 127 (seen with 2.1.5). */
const REASON = 124;

/** How long a line may be: Pacemaker's log cuts what is over 512 with its own words before it, and the run's number is the end. */
const LINE = 440;

/**
 * Pacemaker, by the agent `ocf:kirikae:group`. Most of the codes from 2 to 9 are its own ("not installed", "not configured", a
 * master's), some of which keep a resource from a node for good: every failure is 1. It shows the text after `ocf-exit-reason:` in
 * crm_mon, and keeps the rest of stderr in its log.
 */
export const pacemaker: Manager = {
  log: 'stderr',
  logged: [],
  reason: (text) => text && `ocf-exit-reason:${atWord(text, REASON)}`,
  line: (parts) => unquoted(parts, LINE),
  failure: 1,
  order(_, env) {
    const allowed = Number(env['OCF_RESKEY_CRM_meta_timeout'] ?? Number.NaN);
    if (!(allowed > 0)) return { act: true };
    return { act: true, limit: Math.max(allowed - SPARE, allowed / 2) };
  },
};
