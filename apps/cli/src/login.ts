import { homedir } from 'node:os';

/*
 * Libraries ask the user database for what the environment does not say, and throw where the user is not in it, as in many containers;
 * some of them while they are imported, so this must be imported before them. What has no home gets one that is not there, by Debian's
 * name for it: nothing is read from it. The shell is of no use to kirikae, so nobody is asked for it at all.
 */
if (!process.env['HOME'] && !hasHome()) process.env['HOME'] = '/nonexistent';
process.env['SHELL'] ||= process.env['ComSpec'] ?? '/bin/sh';

function hasHome(): boolean {
  try {
    return homedir() !== '';
  } catch {
    return false;
  }
}
