import { wholePolicy } from '@kirikae/engine';
import { during, ending, type Law, must, mustHold, succeed } from './law.ts';

/** The law of looks that show what was. */
export const staleness: Law = {
  number: 15,
  sentence: 'stale reads are declared',
  async check(bench) {
    const { a, b, type, harness } = bench;
    const declared = wholePolicy(type).staleReads;
    const stale = harness.trouble?.stale;
    if (!stale) {
      must(!declared, 'staleReads is declared, and the harness cannot show a stale read: give it `trouble.stale`');
      return;
    }
    await succeed(`activate on ${a.name}`, a.activate());
    const lift = stale(a.name, 1);
    await succeed(`activate on ${b.name}`, b.activate());
    const report = await during(lift, () => a.activate());
    const when = `after activate on ${a.name}, whose first look showed what was before ${b.name} took over,`;
    must([0, 21].includes(report.exitCode), `${when} it ended in ${ending(report)}`);
    if (report.exitCode === 0)
      await mustHold(bench, a, `${when} ended in 0${declared ? '' : ': staleReads is not declared'}`);
  },
};
