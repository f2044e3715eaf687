import { USUAL } from '../manager/patroni-api.ts';
import { call, comment, word } from './posix.ts';
import { commandLine, unitWord } from './systemd.ts';
import { printedBy, type Target } from './target.ts';

/** How many seconds after a round the next one begins. */
const PAUSE = 5;

/** How many rounds fit into the minute of a cron job. */
const ROUNDS = 10;

/** The managers that call a script once: who runs it, and what the guard's environment must say. */
const MANAGERS = {
  patroni: { title: 'Patroni', user: 'postgres', KIRIKAE_PATRONI_URL: USUAL },
  keepalived: { title: 'keepalived', user: 'root', KIRIKAE_PATRONI_URL: undefined },
};

/** What all parts of a guard need. */
interface Guard {
  readonly target: Target;
  readonly title: string;
  readonly user: string;
  readonly variables: readonly (readonly [name: string, value: string])[];
  readonly unit: string;
  readonly wanted: string;
}

/** A shell script that installs a timer and its service, which ask again in the place of a manager that calls its script once. */
export function guardOf(manager: keyof typeof MANAGERS, target: Target): string {
  const { title, user, KIRIKAE_PATRONI_URL } = MANAGERS[manager];
  const { KIRIKAE_STATE_DIR } = process.env;
  const said = { KIRIKAE_PATRONI_URL: target.patroni?.url ?? KIRIKAE_PATRONI_URL, KIRIKAE_STATE_DIR };
  const variables = Object.entries(said).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const unit = `kirikae-guard-${target.group}`;
  const wanted = `group ${target.group} is active where ${title} wants it`;
  const guard: Guard = { target, title, user, variables, unit, wanted };
  return `\
#!/bin/sh
${head(guard)}
set -eu

cat >/etc/systemd/system/${unit}.service <<'UNIT'
${service(guard)}UNIT

cat >/etc/systemd/system/${unit}.timer <<'UNIT'
${timer(guard)}UNIT

systemctl daemon-reload
systemctl enable --now ${unit}.timer
`;
}

const head = (guard: Guard): string =>
  comment([
    `${guard.title}, guard: it calls its script once and never again. This asks every ${PAUSE} s whether ${guard.wanted}.`,
    printedBy(guard.target),
    'Run it as root: it installs a systemd timer and its service. What the environment of the script says for kirikae',
    '(AWS_REGION, KIRIKAE_STATE_DIR, ...) belongs into the service too, as Environment=.',
    `Its log is the script's: the syslog, as kirikae, and journalctl -u ${guard.unit}; silent while all is well.`,
    `Without systemd, one line in /etc/cron.d/${guard.unit}:`,
    cronLine(guard),
  ]);

/** cron takes a percent sign for the end of the line. */
function cronLine({ target, user, variables }: Guard): string {
  const words = [
    ...variables.map(([name, value]) => `${name}=${word(value)}`),
    word(target.binary),
    call(target, 'guard'),
  ];
  const round = words.join(' ').replaceAll('%', '\\%');
  return `* * * * * ${user} n=0; while [ $n -lt ${ROUNDS} ]; do ${round}; n=$((n+1)); sleep ${PAUSE}; done`;
}

/** The log levels leave out what systemd itself would say of each round. */
const service = ({ target, user, variables, wanted }: Guard): string => `\
[Unit]
Description=kirikae: ${wanted}
After=network-online.target

[Service]
Type=oneshot
User=${user}
${variables.map(([name, value]) => `Environment=${unitWord(`${name}=${value}`).replaceAll('$$', () => '$')}\n`).join('')}ExecStart=${commandLine(target, 'guard')}
TimeoutStartSec=${target.seconds.move + target.seconds.monitor}
SyslogLevel=notice
LogLevelMax=notice
`;

const timer = ({ wanted }: Guard): string => `\
[Unit]
Description=kirikae: ${wanted}, asked every ${PAUSE} s

[Timer]
OnActiveSec=${PAUSE}
OnUnitInactiveSec=${PAUSE}
AccuracySec=100ms

[Install]
WantedBy=timers.target
`;
