import { describePin, listImagePins } from '../operations/containers/image-pins.ts';
import { printLine } from './run.ts';

/** Reminds of the images that are pinned, until they are unpinned. */
export async function remindOfPins(root: string): Promise<void> {
  for (const pin of await listImagePins(root)) printLine(`reminder: ${describePin(pin)}`);
}
