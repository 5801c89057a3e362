import type { Session } from '@tidemark/core';
import { lockCheckpoint } from '@tidemark/core/checkpoint';
import { writeNewFile } from '@tidemark/core/connector';
import { CHECKPOINT, outputsOf, request, Shop } from './shop.ts';

// A page shows a call and what it prints, after a comment that says on what:
//
//   <!-- run: damaged -->
//
//   ```console
//   $ tidemark checkpoint verify ./checkpoints/shop
//   …
//   ```

const SCREEN =
  /<!-- run: (?<scene>[^>]+) -->\n\n```console\n\$ tidemark checkpoint (?<args>.+)\n(?<output>(?:.*\n)*?)```\n/g;

/** What a page shows. */
export function screens(page: string): readonly RegExpExecArray[] {
  return [...page.matchAll(SCREEN)];
}

/** A page with what the command prints in place of what it shows. */
export async function withScreens(page: string): Promise<string> {
  let text = page;
  for (const { 0: screen, groups } of screens(page)) {
    const { scene = '', args = '', output = '' } = groups ?? {};
    const shop = await sceneOf(scene);
    // Pages name folders as people do, from where they are.
    await shop.call(args.replaceAll('./', '/'), {
      importModule: () => Promise.resolve({ startShop: otherWindows }),
    });
    const printed = (shop.out + shop.err).replaceAll(
      /(?<=^|[\s'(])\/(?=checkpoints|out\/)/gm,
      './',
    );
    text = text.replace(screen, () =>
      screen.replace(`${args}\n${output}`, () => `${args}\n${printed}`),
    );
  }
  return text;
}

function otherWindows(session: Session): unknown {
  return session.start({ ...request, outputs: outputsOf(session, '5 minutes') });
}

async function sceneOf(scene: string): Promise<Shop> {
  const shop = new Shop();
  await shop.addOrders(1, 12, 25, 38);
  await shop.run();
  switch (scene) {
    case 'damaged':
      await shop.flip(`${CHECKPOINT}/commits/4`);
      await shop.cut(`${CHECKPOINT}/offsets/1`);
      await writeNewFile(shop.fs, `${CHECKPOINT}/offsets/.5.k2j9x0ab.tmp`, new Uint8Array(9));
      break;
    case 'leftovers': {
      const gone = shop.ports();
      await lockCheckpoint(gone, CHECKPOINT, 'gone');
      shop.fs.endProcess((await gone.processes?.current())?.pid ?? 0);
      await writeNewFile(shop.fs, `${CHECKPOINT}/state/0/5-k2j9x0ab.delta`, new Uint8Array(9));
      await shop.fs.unlink(`${CHECKPOINT}/metadata`);
      break;
    }
    default:
  }
  return shop;
}
