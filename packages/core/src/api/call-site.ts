const OWN_FOLDER = new URL('.', import.meta.url).href;
const OWN_PATH = OWN_FOLDER.replace(/^file:\/\//, '');
/** Frames of ours above the user's; more would cost time on every step. */
const MAX_FRAMES = 10;
const POSITION = /(?<file>[^()\s/\\]+:\d+:\d+)\)?$/;

/** Where in the user's code the running call was written: `pipeline.ts:12:8`; undefined if the engine cannot say. */
export function callSite(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = MAX_FRAMES;
  const { stack = '' } = new Error('where');
  Error.stackTraceLimit = stackTraceLimit;
  const [, ...frames] = stack.split('\n');
  const frame = frames.find((line) => !line.includes(OWN_FOLDER) && !line.includes(OWN_PATH));
  return frame === undefined ? undefined : POSITION.exec(frame)?.groups?.['file'];
}
