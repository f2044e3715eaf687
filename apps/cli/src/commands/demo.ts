import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed } from '@kirikae/core';
import { Flags } from '@oclif/core';
import { ToldCommand } from '../command.ts';
import { seconds } from '../output/seconds.ts';

export class Demo extends ToldCommand {
  static override summary = 'Play a fail-over and a crash on two nodes and a simulated AWS, told step by step.';
  static override description =
    'Real processes of this program, and a simulated AWS on this machine. Ends in 0 if every step was as told. Nothing outside this machine is touched.';
  static override examples = ['<%= config.bin %> demo', '<%= config.bin %> demo --config ./kirikae.yaml'];
  static override flags = {
    config: Flags.string({ char: 'c', helpValue: 'FILE', summary: 'Play the first group of a file of your own.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Demo);
    const folder = await mkdtemp(join(tmpdir(), 'kirikae-demo-'));
    try {
      await play(flags.config, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    process.stdout.write(`Ended after ${seconds(performance.now())}.\n`);
  }
}

/** Plays the story in a folder of its own. What is not as told is exit 1. */
async function play(own: string | undefined, folder: string): Promise<void> {
  const [{ OWN_FILE }, { readScript }, { setStage, NotAsTold }, { tellStory }, { buildWorld }, { startSimulator }] =
    await Promise.all([
      import('../demo/own-file.ts'),
      import('../demo/script.ts'),
      import('../demo/stage.ts'),
      import('../demo/story.ts'),
      import('../demo/world.ts'),
      import('@kirikae/simulator'),
    ]);
  const source = own ?? join(folder, 'original.yaml');
  if (own === undefined) await writeFile(source, OWN_FILE);
  const script = await readScript(source, join(folder, 'kirikae.yaml'));
  const simulator = await startSimulator();
  const nodes = await buildWorld(simulator, script);
  const stage = setStage(simulator, script, process.argv[1] ?? '', folder, nodes);
  try {
    await tellStory({ simulator, script, stage, nodes });
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
