import { quote } from '../python/quote.ts';
import { TokenStream } from './token-stream.ts';
import { SyntaxProblem } from './tokens.ts';

/** What the parts of the parser share: the tokens, and which tags are open. */
export class Parser {
  readonly stream: TokenStream;
  /** The tags being parsed, innermost last. */
  readonly openTags: string[] = [];
  /** For each body being parsed, the tags that would end it. */
  readonly awaited: (readonly string[])[] = [];

  constructor(source: string) {
    this.stream = new TokenStream(source);
  }

  fail(message: string, line = this.stream.current.line): never {
    throw new SyntaxProblem(message, line);
  }

  /** A misuse that Jinja2 reports as `TemplateAssertionError`. */
  failAssertion(message: string, line: number): never {
    throw new SyntaxProblem(message, line, 'TemplateAssertionError');
  }

  failUnknownTag(name: string, line: number): never {
    this.#failOpen(`Encountered unknown tag ${quote(name)}.`, name, this.awaited, line);
  }

  failAtEnd(expected: readonly string[]): never {
    this.#failOpen('Unexpected end of template.', undefined, [...this.awaited, expected]);
  }

  #failOpen(
    message: string,
    name: string | undefined,
    awaited: readonly (readonly string[])[],
    line?: number,
  ): never {
    const parts = [message];
    const looking = awaited.at(-1)?.map(quote).join(' or ');
    if (looking) {
      const misnested = name !== undefined && awaited.some((tags) => tags.includes(name));
      parts.push(
        misnested
          ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${looking}.`
          : `Jinja was looking for the following tags: ${looking}.`,
      );
    }
    const innermost = this.openTags.at(-1);
    if (innermost !== undefined) {
      parts.push(`The innermost block that needs to be closed is ${quote(innermost)}.`);
    }
    this.fail(parts.join(' '), line);
  }
}
