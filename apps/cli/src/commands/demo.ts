import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed } from '@kirikae/core';
import { EXIT_CODES } from '@kirikae/engine';
import { Flags } from '@oclif/core';
import { ToldCommand } from '../command.ts';
import type { Fault } from '../demo/faults.ts';
import { say } from '../output/words.ts';
import { count, elapsed } from '../screen/numbers.ts';
import { storyPageOf } from '../screen/page.ts';
import { show } from '../screen/show.ts';
import { sentence } from '../screen/wrap.ts';

export class Demo extends ToldCommand {
  static override summary = 'Play a fail-over and a crash on a simulated AWS, step by step.';
  static override description =
    'Real processes of this program, and a simulated AWS on this machine. Ends in 0 if every step was as told. Nothing outside this machine is touched. ' +
    'With --fault the story is played under faults: a step may then end in another code than told, and the demo fails only if a step said 0 and that is not true, ' +
    'or if one more activate without faults does not bring the group to the second node. ' +
    '`--fault help` lists the kinds; `seed=N,rate=0...1` draws them by chance, the same for the same seed.';
  static override examples = [
    '<%= config.bin %> demo',
    '<%= config.bin %> demo --config ./kirikae.yaml',
    '<%= config.bin %> demo --fault lostResponse:action=AssociateAddress,times=1',
    '<%= config.bin %> demo --fault latency:ms=800,service=imds --fault seed=42,rate=0.2',
  ];
  static override flags = {
    config: Flags.string({ char: 'c', helpValue: 'FILE', summary: 'Play the first group of a file of your own.' }),
    fault: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'FAULT',
      summary: 'Play it under a fault, KIND[:KEY=VALUE,...]; may be given more than once.',
    }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Demo);
    if (flags.fault?.includes('help')) return tellFaults();
    const { readFaults } = await import('../demo/faults.ts');
    const faults = flags.fault ? await readFaults(flags.fault) : [];
    const folder = await newFolder();
    const chapters = await play(flags.config, folder, faults).finally(() =>
      rm(folder, { recursive: true, force: true }),
    );
    const how = faults.length > 0 ? '' : ', all as told';
    const end = `${count(chapters, 'chapter')}${how}, in ${elapsed(performance.now())}. On your own file:`;
    show('stdout', ['', ...sentence(end, storyPageOf('stdout')), '  kirikae demo --config FILE']);
    return EXIT_CODES.done;
  }
}

/** A folder for the nodes' files; the temporary one may be where nobody can write. */
async function newFolder(): Promise<string> {
  const folder = tmpdir();
  return mkdtemp(join(folder, 'kirikae-demo-')).catch((cause) => {
    const hint = 'name a folder that this user may write to with TMPDIR';
    throw failed(`cannot make a folder in ${folder} (${cause.code})`, { code: 'DEMO_FOLDER', hint, cause });
  });
}

async function tellFaults(): Promise<number> {
  const { FAULT_HELP } = await import('@kirikae/simulator');
  say('stdout', `${FAULT_HELP}\n`);
  return EXIT_CODES.done;
}

/** Plays the story in a folder of its own, and gives how many chapters it had. What is not as told is exit 1. */
async function play(own: string | undefined, folder: string, faults: readonly Fault[]): Promise<number> {
  const [
    { OWN_FILE },
    { readScript },
    { setStage, NotAsTold },
    { tellAll },
    { buildWorld },
    { createTruth },
    simulated,
  ] = await Promise.all([
    import('../demo/own-file.ts'),
    import('../demo/script.ts'),
    import('../demo/stage.ts'),
    import('../demo/story.ts'),
    import('../demo/world.ts'),
    import('../demo/truth.ts'),
    import('@kirikae/simulator'),
  ]);
  const source = own ?? join(folder, 'original.yaml');
  if (own === undefined) await writeFile(source, OWN_FILE);
  const script = await readScript(source, join(folder, 'kirikae.yaml'));
  const simulator = await simulated.startSimulator();
  const nodes = await buildWorld(simulator, script);
  const truth = createTruth(simulator, script, nodes);
  const state = { isFaulty: faults.length > 0 };
  const program = process.argv[1] ?? '';
  const isFaulty = () => state.isFaulty;
  const stage = setStage({ simulator, script, program, folder, nodes, truth, isFaulty });
  try {
    await tellAll({ simulator, script, stage, truth, nodes }, faults, state);
    return stage.chapters();
  } catch (error) {
    if (error instanceof NotAsTold)
      throw failed(`the demo is not as told: ${error.message}`, {
        code: 'DEMO_NOT_AS_TOLD',
        hint: 'read the steps above',
        cause: error,
      });
    throw error;
  } finally {
    stage.close();
    await simulator.close();
  }
}
