/*
 * Loaded into the shipped binary before anything of its own (NODE_OPTIONS=--import), so that production code needs no hooks. It names
 * every point before, amid and after each operation on the state directory and each request, and ends the process by SIGKILL at one.
 *
 *   KILL_STATE   the state directory
 *   KILL_LOG     a file outside of it, to which each point that is reached is appended: "before write intent #2"
 *   KILL_AT      the point at which to die; left out: none
 *
 * A point has a name and not a number, since what a process does at the same time comes in another order each time. Whoever dies leaves
 * nothing behind but what stands in the state directory and what AWS was asked to change. So two points between which neither changes
 * are one, and the second is logged as the same as the first: "before readdir line #3 = after open ticket #1". A point within or after
 * a write is never taken for another; any other one only if the directory, read byte for byte, is what it was.
 */
import { appendFileSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';

const { KILL_STATE: root = '', KILL_LOG: log = '', KILL_AT } = process.env;
const reached = new Map();

/** The last point that left something else behind than the one before it, and the state directory as it was there. */
const last = { name: '', held: undefined };

/** A point at which what a kill leaves behind is what it was at the last one, if the state directory is. `dying` is done at the moment of death alone. */
function point(what, dying = () => {}) {
  const held = heldBy(root);
  reach(what, dying, held !== undefined && held === last.held ? ` = ${last.name}` : '', held);
}

/** A point within or after a write: what a kill leaves behind there is like nothing else. */
const changed = (what, dying = () => {}) => reach(what, dying, '', heldBy(root));

function reach(what, dying, same, held) {
  const count = (reached.get(what) ?? 0) + 1;
  reached.set(what, count);
  const name = `${what} #${count}`;
  appendFileSync(log, `${name}${same}\n`);
  if (!same) Object.assign(last, { name, held });
  if (name !== KILL_AT) return;
  dying();
  process.kill(process.pid, 'SIGKILL');
}

/** Every path below a folder with every byte in it; undefined if something in it goes away meanwhile. */
function heldBy(folder) {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const told = entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return `${path}\n${entry.isFile() ? readFileSync(path, 'latin1') : ''}`;
    });
    return told.sort().join('\n');
  } catch ({ code, path }) {
    return code === 'ENOENT' && path === folder ? 'no folder' : undefined;
  }
}

async function between(what, operation) {
  point(`before ${what}`);
  try {
    return await operation();
  } finally {
    changed(`after ${what}`);
  }
}

const isOurs = (path) => typeof path === 'string' && (path === root || path.startsWith(root + sep));

/** What a path in the state directory is, in a word that is the same in every run. */
function kindOf(path) {
  const name = path.slice(root.length + 1);
  if (name === '' || name === '.') return 'directory';
  if (/^journal/.test(name)) return 'journal';
  if (/\.state\.json$/.test(name)) return 'record';
  if (/\.state\.json\./.test(name)) return 'draft';
  if (/\.lock$/.test(name)) return 'line';
  if (/\.lock./.test(name)) return name.endsWith('.gone') ? 'gone ticket' : 'ticket';
  return name;
}

/** The journal lines in a text, else what the file is. */
function textKind(path, text) {
  if (kindOf(path) !== 'journal') return kindOf(path);
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).kind)
    .join('+');
}

/** What changes nothing; whatever else there is counts as a write, also what production code does not use yet. */
const READS = ['access', 'lstat', 'opendir', 'readFile', 'readdir', 'readlink', 'realpath', 'stat', 'statfs', 'watch'];
for (const [name, original] of Object.entries(fs)) {
  if (typeof original !== 'function' || name === 'open') continue;
  fs[name] = (path, ...rest) => {
    if (!isOurs(path)) return original(path, ...rest);
    const what = `${name} ${kindOf(path)}`;
    if (!READS.includes(name)) return between(what, () => original(path, ...rest));
    point(`before ${what}`);
    return original(path, ...rest);
  };
}

const { open } = fs;
fs.open = async (path, ...rest) => {
  if (!isOurs(path)) return open(path, ...rest);
  point(`before open ${kindOf(path)}`);
  const file = await open(path, ...rest);
  if (kindOf(path) === 'ticket') changed('after open ticket'); // all of it is in its name
  return watched(file, path);
};

/** The methods of a file that was opened; `writeFile` has a point at which half of the text has been written. */
function watched(file, path) {
  let content = kindOf(path);
  const write = file.writeFile.bind(file);
  file.writeFile = (text, ...rest) => {
    content = textKind(path, text);
    return between(`write ${content}`, () => {
      changed(`amid write ${content}`, () => writeSync(file.fd, text.slice(0, text.length >> 1)));
      return write(text, ...rest);
    });
  };
  for (const name of ['appendFile', 'chmod', 'chown', 'sync', 'truncate', 'utimes', 'write', 'writev']) {
    const original = file[name].bind(file);
    file[name] = (...rest) => between(`${name} ${content}`, () => original(...rest));
  }
  const sync = file.datasync.bind(file);
  file.datasync = () => sync().finally(() => point(`after datasync ${content}`));
  return file;
}

const { request } = http;
http.request = (...given) => {
  const asked = request(...given);
  const end = asked.end.bind(asked);
  asked.end = (...rest) => {
    const what = `http ${actionOf(asked, rest[0])}`;
    point(`before ${what}`);
    const isWrite = WRITES.test(what);
    if (isWrite) asked.once('finish', () => changed(`sent ${what}`)); // what AWS does then, it does for the dead
    asked.prependOnceListener('response', () => (isWrite ? changed : point)(`after ${what}`));
    return end(...rest);
  };
  return asked;
};

const WRITES = /(Disa|A)ssociateAddress|ChangeResourceRecordSets/;

/** The action of a request as the simulator's call log has it; of the metadata service, its path. */
function actionOf({ method, path }, body) {
  const [, action] = /(?:^|&)Action=(\w+)/.exec(String(body ?? '')) ?? [];
  if (action) return action;
  if (/\/rrset\b/.test(path)) return method === 'POST' ? 'ChangeResourceRecordSets' : 'ListResourceRecordSets';
  return `${method} ${path}`;
}

syncBuiltinESMExports();
