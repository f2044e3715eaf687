import { comment } from './posix.ts';
import { refused } from './refused.ts';
import { printedBy, type Target, wordsOf } from './target.ts';

/** One word of a unit's command line: quoted, with what systemd would expand doubled. */
const word = (text: string): string => {
  const plain = text.replace(/[%$]/g, '$&$&');
  return /^[\w./:@=+%$-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`;
};

/** A unit that activates the group before a service starts, and deactivates it after the service has stopped. */
export function systemd(target: Target): string {
  const { group, service, binary, seconds } = target;
  if (/["\\$]/.test(binary))
    throw refused(`a unit cannot call ${binary}`, 'use a path without quotes, backslashes and dollars');
  const command = (name: string) => [binary, ...wordsOf(target, name)].map(word).join(' ');
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
ExecStart=${command('activate')}
ExecStop=${command('deactivate')}
TimeoutStartSec=${seconds.move}
TimeoutStopSec=${seconds.move}

[Install]
RequiredBy=${service}
`;
}
