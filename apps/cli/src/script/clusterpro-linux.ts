import { call, comment, needed } from './posix.ts';
import { limitOf, printedBy, type Target } from './target.ts';

/** What each script of an EXEC resource or a genw monitor is for, and what its codes make the cluster do. */
const EVENTS = {
  start: {
    command: 'activate',
    title: 'CLUSTERPRO X, EXEC resource, start script: makes this server the holder of the group, and proves it.',
    codes: ['0: this server has everything. Anything else: the activation failed; the reason is in the cluster log.'],
  },
  stop: {
    command: 'deactivate',
    title: 'CLUSTERPRO X, EXEC resource, stop script: lets go of what this server holds of the group.',
    codes: [
      '0: done, or left for the other server to take. Anything else: the stop failed, and by default CLUSTERPRO then shuts',
      'the OS down.',
    ],
  },
  monitor: {
    command: 'monitor',
    title: 'CLUSTERPRO X, custom monitor (genw): tells whether the group is active on this server. It changes nothing.',
    codes: [
      '0: it is (the normal value). 7: it is not. Anything else: it cannot be told; the reason is in the cluster log.',
    ],
  },
};

/** The script of CLUSTERPRO X on Linux for one event. */
export function clusterproLinux(target: Target, event: keyof typeof EVENTS): string {
  const { command, title, codes } = EVENTS[event];
  const { move, monitor } = target.seconds;
  const limit = command === 'monitor' ? monitor : move;
  return `\
#!/bin/sh
${comment([title, printedBy(target), ...codes, limitOf(target, limit)])}

# Your own commands, if there must be some before, go here.

${needed(target, command, 'cluster')}

exec "$kirikae" ${call(target, command)}
`;
}
