/** The commands of MIDI: midi, bridge. [Node] */
import { Command } from 'commander';
import { BRIDGE_PORT } from '../midi/bridge/messages.js';
import { interruption } from './interruption.js';
import type { BridgeCommandOptions, MidiCommandHost } from './midi.js';
import { numberBetween } from './options.js';
import { addReportOptions, type ReportOptions } from './reporting.js';

const LINES: MidiCommandHost = {
  out: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
};

export function midiCommand(): Command {
  const command = new Command('midi')
    .description('List the MIDI inputs of this machine.')
    .action(async (options: ReportOptions) => (await import('./midi.js')).listMidi(options, LINES));
  return addReportOptions(command, 'inputs');
}

const BRIDGE_HELP = `
Pages on this machine hear the inputs through it where the browser has no Web MIDI, or a DAW no loop-back cable. It prints the
address to paste there (MIDI, then Bridge): ws://127.0.0.1:8643/?token=…; other machines, and pages of other origins, cannot
connect. The token is made once and kept for you.

Examples:
  alloy bridge                        every input, those too that are plugged in later
  alloy bridge --port keystation      one of them
  alloy bridge --virtual              a port "Alloy" that a desktop DAW plays to (not on Windows)
  alloy bridge --origin https://daw.example`;

export function bridgeCommand(): Command {
  const collect = (origin: string, before: readonly string[]): readonly string[] => [...before, origin];
  const command = new Command('bridge')
    .description('Serve MIDI inputs to pages on this machine.')
    .option('--port <name>', 'only inputs with this in their name')
    .option('--virtual [name]', 'an input that other programs see and play to (default name: Alloy)')
    .option('--listen <n>', 'TCP port, 0 for any', numberBetween(0, 65535, true), BRIDGE_PORT)
    .option('--origin <origin>', 'lets pages of this origin connect, too; may be repeated', collect, [])
    .option('--token <text>', 'what pages must know, in place of the kept one')
    .addHelpText('after', BRIDGE_HELP)
    .action(startBridge);
  return addReportOptions(command, 'address, inputs, once it listens');
}

async function startBridge(options: BridgeCommandOptions): Promise<void> {
  const { runBridge } = await import('./midi.js');
  await runBridge(options, LINES, interruption('Closing the bridge.', options));
}
