// What bad input gets: a clear sentence, nothing half-stored, a server that goes on.
import { deflateRawSync } from 'node:zlib';
import type { APIRequestContext } from '@playwright/test';
import { expect, hydrated, test } from './server';

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

async function upload(request: APIRequestContext, address: string, name: string, buffer: Buffer) {
  return request.post(`${address}/api/v1/contracts`, {
    headers: { 'sec-fetch-site': 'same-origin' },
    multipart: { file: { name, mimeType: 'application/octet-stream', buffer } },
  });
}

/** A zip with one stored or deflated entry that claims to be a Word file. */
function zip(name: string, data: Buffer, deflate: boolean): Buffer {
  const body = deflate ? deflateRawSync(data) : data;
  const crc = 0;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(deflate ? 8 : 0, 8);
  local.writeUInt32LE(crc, 14);
  local.writeUInt32LE(body.length, 18);
  local.writeUInt32LE(data.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 4);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(deflate ? 8 : 0, 10);
  central.writeUInt32LE(body.length, 20);
  central.writeUInt32LE(data.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + body.length, 16);
  return Buffer.concat([local, Buffer.from(name), body, central, Buffer.from(name), end]);
}

test('each kind of bad file gets a clear sentence and leaves nothing behind', async ({ page, pacta }) => {
  await pacta.signIn(page);
  const bad: [string, Buffer][] = [
    ['empty.docx', Buffer.alloc(0)],
    ['picture.docx', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['encrypted.docx', Buffer.concat([OLE, Buffer.alloc(4096)])],
    ['broken.docx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2000, 7)])],
    ['not-word.docx', zip('hello.txt', Buffer.from('hello'), false)],
    ['bomb.docx', zip('word/document.xml', Buffer.alloc(300 << 20), true)],
    ['huge.docx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60 << 20, 1)])],
  ];
  for (const [name, buffer] of bad) {
    const answer = await upload(page.request, pacta.address, name, buffer);
    expect(answer.status(), name).toBeGreaterThanOrEqual(400);
    expect(answer.status(), name).toBeLessThan(500);
    const problem = await answer.json();
    expect(problem.code, name).toMatch(/^(file|docx|image)\./);
    expect(problem.zh.message.length, name).toBeGreaterThan(3);
    expect(problem.hint.length, name).toBeGreaterThan(3);
  }
  const list = await (await page.request.get(`${pacta.address}/api/v1/contracts`)).json();
  expect(list.items).toEqual([]);
  expect((await page.request.get(`${pacta.address}/readyz`)).ok()).toBe(true);
});

test('the page says what is wrong with a file in its own language', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  await page.locator('#file').setInputFiles({ name: 'empty.docx', mimeType: 'application/octet-stream', buffer: Buffer.alloc(0) });
  await expect(page.getByRole('alert')).toContainText(/空/);
});

test('a request from another site changes nothing', async ({ page, pacta }) => {
  await pacta.signIn(page);
  const answer = await page.request.post(`${pacta.address}/api/v1/reviews`, {
    headers: { 'sec-fetch-site': 'cross-site' },
    data: { version: 'x', rulebook: 'nda', position: 'recipient' },
  });
  expect(answer.status()).toBe(403);
});

test('nobody reads anything without signing in', async ({ request, pacta }) => {
  for (const path of ['/api/v1/contracts', '/api/v1/reviews/1', '/api/v1/reviews/1/redline', '/api/v1/statutes/search?q=x']) {
    expect((await request.get(`${pacta.address}${path}`)).status(), path).toBe(401);
  }
});
