// Starts a Pacta of its own for a test file: fresh data folder, free port, real SQLite.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';

export const root = join(import.meta.dirname, '..', '..');
export const binary = process.env.PACTA_BIN ?? join(root, 'target', 'debug', 'pacta');

export class Pacta {
  private constructor(
    readonly address: string,
    readonly password: string,
    readonly data: string,
    private process: ChildProcess,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Pacta> {
    const data = mkdtempSync(join(tmpdir(), 'pacta-e2e-'));
    const process_ = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', data], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    const [address, password] = await new Promise<[string, string]>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server did not start: ${said}`)), 60_000);
      process_.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
      process_.stderr!.on('data', (chunk) => {
        said += String(chunk);
        const where = /http:\/\/[\d.:]+/.exec(said);
        const secret = /password: (\S+)/.exec(said);
        if (where && secret) {
          clearTimeout(timer);
          resolve([where[0], secret[1]]);
        }
      });
    });
    return new Pacta(address, password, data, process_);
  }

  stop(): void {
    this.process.removeAllListeners('exit');
    this.process.kill('SIGKILL');
    rmSync(this.data, { recursive: true, force: true });
  }

  async signIn(page: Page, next = '/'): Promise<void> {
    await page.goto(`${this.address}/sign-in?next=${encodeURIComponent(next)}`);
    await page.locator('input[name=sign_in]').fill('admin');
    await page.locator('input[name=password]').fill(this.password);
    await page.locator('button[type=submit]').click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  }
}

/** A server for the whole file. */
export const test = base.extend<object, { pacta: Pacta }>({
  pacta: [
    async ({}, use) => {
      const pacta = await Pacta.start();
      await use(pacta);
      pacta.stop();
    },
    { scope: 'worker' },
  ],
});

export { expect };

/** Waits until the page's script has taken over, so that clicks are not lost. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'yes');
}

/** A contract that is a text. */
export function textFile(name: string, text: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
}

/** Uploads a contract from the list and waits for the page on which a review is ordered. */
export async function upload(page: Page, file: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]): Promise<void> {
  await page.locator('#file').setInputFiles(file);
  await page.waitForURL(/\/contracts\/.*\/review/);
  await hydrated(page);
}
