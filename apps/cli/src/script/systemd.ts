import { comment } from './posix.ts';
import { refused } from './refused.ts';
import { printedBy, type Target, wordsOf } from './target.ts';

/** One word of a unit's command line or of its environment: quoted, with what systemd would expand doubled. */
export const unitWord = (text: string): string => {
  const plain = text.replace(/[%$]/g, '$&$&');
  return /^[\w./:@=+%$-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`;
};

/** The command line of a unit that calls kirikae. */
export function commandLine(target: Target, command: string): string {
  const { binary } = target;
  if (/["\\$]/.test(binary))
    throw refused(`a unit cannot call ${binary}`, 'use a path without quotes, backslashes and dollars');
  return [binary, ...wordsOf(target, command)].map(unitWord).join(' ');
}

/** A unit that activates the group before a service starts, and deactivates it after the service has stopped. */
export function systemd(target: Target): string {
  const { group, service, seconds } = target;
  return `\
${comment([
  `systemd: group ${group} is active on this node while ${service} runs.`,
  printedBy(target),
  `Save it as /etc/systemd/system/kirikae-${group}.service, then: systemctl daemon-reload && systemctl enable kirikae-${group}`,
  `${service} then starts it, and does not start if it fails. Another service: --service NAME.service`,
  `Its log: journalctl -u kirikae-${group}`,
])}
[Unit]
Description=kirikae: group ${group} is active on this node
Wants=network-online.target
After=network-online.target
Before=${service}
StopWhenUnneeded=yes

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${commandLine(target, 'activate')}
ExecStop=${commandLine(target, 'deactivate')}
TimeoutStartSec=${seconds.move}
TimeoutStopSec=${seconds.move}

[Install]
RequiredBy=${service}
`;
}
