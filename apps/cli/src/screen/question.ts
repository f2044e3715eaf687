import type { Report } from '@kirikae/engine';
import type { Line } from './line.ts';
import type { Page } from './page.ts';
import { effectOf, planRows } from './plan.ts';
import { sentence } from './wrap.ts';

/** What is shown before a person is asked: the plan, and its effect in one sentence; undefined where nobody loses anything. */
export function questionScreen(
  plan: Report,
  page: Page,
): { readonly before: Line[]; readonly question: string } | undefined {
  const effect = effectOf(plan);
  if (effect === undefined) return undefined;
  const verb = plan.command === 'activate' ? 'Take over' : 'Release';
  return {
    before: [...planRows(plan, page), '', ...sentence(effect, page)],
    question: `${verb} ${plan.group}? [y/N] `,
  };
}
