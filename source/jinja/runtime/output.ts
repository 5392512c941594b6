import { limitError, outputLimit, spend } from './budget.ts';

/** Where a template writes. */
export class Output {
  text = '';
  readonly #limit = outputLimit();

  write(text: string): void {
    this.text += text;
    spend(1 + text.length / 100);
    if (this.text.length > this.#limit) throw limitError(`an output of more than ${this.#limit} characters`);
  }
}
