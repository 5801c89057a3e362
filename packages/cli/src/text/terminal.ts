import { styleText } from 'node:util';

/** Where text goes. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly hasColours: boolean;
}

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Text in a style, where the terminal has styles. */
export type Paint = (style: Style, text: string) => string;

export function painter({ hasColours }: Pick<Terminal, 'hasColours'>): Paint {
  return hasColours ? styleText : (_, text) => text;
}
