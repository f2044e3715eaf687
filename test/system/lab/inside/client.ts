// Asks the holder of the address all the time. Reads `ADDRESS NAME` when the holder changes, an empty line when there is
// none; writes for each request when it was sent, and `good` or `failed`.
import { get } from 'node:http';
import { createInterface } from 'node:readline';

const EVERY_MS = 20;
const PATIENCE_MS = 250;

let holder = '';
createInterface({ input: process.stdin }).on('line', (line) => {
  holder = line;
});
process.stdin.on('end', () => process.exit());
setInterval(() => {
  const at = Date.now();
  ask(holder).then(
    (good) => console.log(`${at} ${good ? 'good' : 'failed'}`),
    () => console.log(`${at} failed`),
  );
}, EVERY_MS);

async function ask(line: string): Promise<boolean> {
  const [host, name] = line.split(' ');
  if (!host) return false;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return new Promise((resolve, reject) => {
    get({ host, port: 8080, agent: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text === name)).on('error', reject);
    }).on('error', reject);
  });
}
