import { untilAborted } from '@kirikae/core/machinery';
import { createGap, type Turn } from './gap.ts';

/** How far apart the requests are that one run sends to the same side. */
export interface Pace {
  /**
   * Resolves when a request may be sent: at once as long as nobody throttles. Writes go before reads, since a look grows old and its write
   * is what the run is there for. An abort ends it at once with the signal's reason.
   */
  turn(signal: AbortSignal, kind: Kind): Promise<Turn>;
  /** In how many ms the next one may be sent. */
  left(): number;
}

type Kind = 'read' | 'write';

/** The pace of a run for an action (`x:Move`): one for all whose names begin alike. Without an action, one for this request alone. */
export type PaceOf = (action?: string) => Pace;

/**
 * The paces of one run. Whoever throttles counts what comes from a node, not from one resource of it: all that a run asks of one side
 * therefore stands in one line, and what one was refused, the others need not find out again.
 */
export function createPaces(): PaceOf {
  const paces = new Map<string, Pace>();
  return (action) => {
    if (action === undefined) return createPace();
    const [side = ''] = action.split(':');
    const pace = paces.get(side) ?? createPace();
    paces.set(side, pace);
    return pace;
  };
}

/** Requests that wait for their turn: writes before reads, else in the order in which they came. */
function createPace(): Pace {
  const gap = createGap();
  let line: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  const serve = (): void => {
    clearTimeout(timer);
    line = line.filter(({ signal }) => !signal.aborted);
    while (line.length > 0 && gap.left() <= 0) {
      const first = line.find(({ kind }) => kind === 'write') ?? line[0];
      line = line.filter((each) => each !== first);
      first?.go();
    }
    if (line.length > 0) timer = setTimeout(serve, Math.ceil(gap.left())).unref();
  };
  const sent = (): Turn => {
    const { unused, ...turn } = gap.sent();
    return {
      ...turn,
      unused() {
        unused();
        serve();
      },
    };
  };
  return {
    left: () => Math.max(0, gap.left()),
    async turn(signal, kind) {
      signal.throwIfAborted();
      if (line.length === 0 && gap.left() <= 0) return sent();
      const turn = new Promise<Turn>((resolve) => line.push({ signal, kind, go: () => resolve(sent()) }));
      serve();
      return untilAborted(turn, signal);
    },
  };
}

/** One that waits in the line. */
interface Waiting {
  readonly signal: AbortSignal;
  readonly kind: Kind;
  readonly go: () => void;
}
