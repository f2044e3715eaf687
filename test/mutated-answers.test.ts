import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KirikaeError } from '@kirikae/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mutations, type Spoilt, spoil } from './answers/mutation.ts';
import { CREDENTIALS, QUESTIONS, type Question, SIGNED } from './answers/questions.ts';

/*
 * The true answers to all that the resource types ask, each spoilt in one way that leaves no whole answer of AWS: what comes of it is what
 * comes of the true one, or "cannot tell". Over real HTTP and the SDK's own reading, with the plugins as they are built.
 */

const CASES = 12_000;

let asked: Question;
let answer: Spoilt;
const ROLE = '/latest/meta-data/iam/security-credentials/';

/** AWS and the metadata service at one address. */
const server = createServer((request, reply) => {
  const { url = '' } = request;
  const fixed = { '/latest/api/token': 'token', [ROLE]: 'role', [`${ROLE}role`]: CREDENTIALS }[url] ?? SIGNED;
  const isSpoilt = asked.signs ? url === `${ROLE}role` : !url.startsWith('/latest/');
  const { status, body } = isSpoilt ? answer : { status: 200, body: fixed };
  request.resume().on('end', () => reply.writeHead(status).end(body));
});
let url: string;

beforeAll(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

/** What an answer comes to: a state, what a write made, or the error's kind; of a write that may have had an effect with a mark. */
async function comesTo(question: Question, given: Spoilt): Promise<string> {
  [asked, answer] = [question, given];
  try {
    return await question.ask(url);
  } catch (error) {
    if (!(error instanceof KirikaeError)) throw error;
    return error.kind === 'unreachable'
      ? `cannot tell${error.ambiguous ? '' : ', without effect'}`
      : `error ${error.kind}`;
  }
}

const truthOf = ({ truth, status }: Question): Spoilt => ({ body: truth, status });

it.each(QUESTIONS.map((question) => [question.name, question] as const))(
  'the true answer about %s comes to what it says',
  async (_, question) => {
    expect(await comesTo(question, truthOf(question))).toBe(question.comes);
  },
);

it(`no spoilt answer comes to anything else than the true one, or "cannot tell" (${CASES} cases)`, async () => {
  const tally = { same: 0, 'cannot tell': 0, refused: 0 };
  const property = fc.asyncProperty(fc.nat(QUESTIONS.length - 1), mutations, async (n, mutation) => {
    const question = QUESTIONS[n] as Question;
    const spoilt = spoil(truthOf(question), mutation);
    fc.pre(spoilt.body !== question.truth || spoilt.status !== question.status);
    const found = await comesTo(question, spoilt);
    const isRefusal = question.status >= 400 || spoilt.status >= 400;
    if (found === question.comes) tally.same++;
    else if (/^cannot tell(, without effect)?$/.test(found)) tally['cannot tell']++;
    else if (isRefusal && found.startsWith('error')) tally.refused++;
    else
      throw new Error(
        `${question.name} comes to "${found}", not "${question.comes}", by\n${spoilt.status} ${spoilt.body}`,
      );
  });
  const seed = Number(process.env['KIRIKAE_TEST_SEED'] ?? 20_261_127);
  console.log(`seed ${seed}`);
  await fc.assert(property, { numRuns: CASES, seed, maxSkipsPerRun: 1_000, includeErrorInReport: true });
  console.log(`${CASES} spoilt answers: ${JSON.stringify(tally)}`);
}, 600_000);
