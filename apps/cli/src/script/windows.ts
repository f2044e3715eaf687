import { refused } from './refused.ts';
import { limitOf, notInstalled, printedBy, type Target, wordsOf } from './target.ts';

/** What each script of CLUSTERPRO on Windows is for. */
const EVENTS = {
  start: ['activate', 'start script: makes this server the holder of the group, and proves it.'],
  stop: ['deactivate', 'stop script: lets go of what this server holds of the group.'],
  monitor: ['monitor', 'custom monitor (genw): tells whether the group is active on this server.'],
} as const;

/** One word for cmd.exe, in quotes where it needs them; a percent sign is doubled. */
function word(text: string): string {
  if (/["\r\n]|[^\x20-\x7e]/.test(text)) {
    throw refused(`a batch file cannot name ${text}`, 'use a path of ASCII characters without quotes');
  }
  const plain = text.replaceAll('%', '%%');
  return /^[\w./:=+-]+$/.test(text) ? plain : `"${plain}"`;
}

/**
 * Another batch file, as a clone has for its program, is called: without that it would end this one too. Then cmd.exe reads the line
 * twice, and percent signs and carets would not arrive.
 */
function calling(target: Target): string {
  if (!/\.(cmd|bat)$/i.test(target.binary)) return '';
  const odd = [target.binary, ...wordsOf(target, '')].find((text) => /[%^]/.test(text));
  if (odd)
    throw refused(`a batch file cannot hand ${odd} to another one`, 'use a path without percent signs and carets');
  return 'call ';
}

/**
 * The batch file of CLUSTERPRO D's generic resource, and of CLUSTERPRO X's script resource or genw monitor, on Windows. It ends with
 * `exit`, since `exit /b` leaves the code to whoever called, and with the code that was taken right after the call.
 */
export function clusterproWindows(target: Target, event: keyof typeof EVENTS): string {
  const [command, title] = EVENTS[event];
  const { move, monitor } = target.seconds;
  const lines = `\
@echo off
rem CLUSTERPRO on Windows (X: script resource or genw; D: generic resource), ${title}
rem ${printedBy(target)}
rem 0 is success. Anything else is not; the reason is in the cluster's log, else in the event log.
rem ${limitOf(target, command === 'monitor' ? monitor : move)}

rem Your own commands, if there must be some before, go here.

set KIRIKAE_CODE=1
set "KIRIKAE=${word(target.binary).replace(/^"|"$/g, '')}"
if not exist "%KIRIKAE%" goto kirikae_missing
${calling(target)}"%KIRIKAE%" ${wordsOf(target, command).map(word).join(' ')}
set KIRIKAE_CODE=%ERRORLEVEL%
goto kirikae_end

:kirikae_missing
set "KIRIKAE_SAID=${notInstalled(target, command, '%KIRIKAE%')}"
echo "%KIRIKAE_SAID%">&2
clplogcmd -m "%KIRIKAE_SAID%" -l ERR --alert 2>nul
if errorlevel 1 eventcreate /L APPLICATION /SO kirikae /ID 1 /T ERROR /D "%KIRIKAE_SAID%" >nul

:kirikae_end
rem Your own commands, if there must be some after, go here; the code stays what it was.

exit %KIRIKAE_CODE%
`;
  return lines.replaceAll('\n', '\r\n');
}
