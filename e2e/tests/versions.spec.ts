// A counter-draft comes back: what changed, also without tracking, and a review of only that.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from './axe';
import { binary, expect, hydrated, root, test, upload, textFile } from './server';

const shots = join(root, 'docs', 'images');
const sample = join(root, 'samples', 'shangpu-zulin.docx');

type Block = { id: string; text: string };
type Word = { block: string; start: number; end: number };

/** Where words stand in a file, in code points. */
function find(file: string, words: string): Word {
  const read = JSON.parse(execFileSync(binary, ['read', file, '--json'], { encoding: 'utf8' }));
  const block = (read.blocks as Block[]).find((block) => block.text.includes(words))!;
  const start = [...block.text.slice(0, block.text.indexOf(words))].length;
  return { block: block.id, start, end: start + [...words].length };
}

function redline(file: string, out: string, edits: object[]): void {
  writeFileSync(`${out}.json`, JSON.stringify({ edits }));
  execFileSync(binary, ['redline', file, '--edits', `${out}.json`, '--out', out, '--author', '对方律师', '--date', '2026-11-20T08:00:00Z']);
}

/** The sample as the other side sends it back: one change tracked with a comment, one hidden. */
function counterDraft(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pacta-counter-'));
  const path = (name: string) => join(folder, name);
  redline(sample, path('hidden.docx'), [{ ...find(sample, '十二年'), text: '十五年' }]);
  execFileSync(binary, ['clean', path('hidden.docx'), '--out', path('clean.docx')]);
  const clean = path('clean.docx');
  redline(clean, path('回稿.docx'), [{ ...find(clean, '，不得擅自停业'), text: '', comment: '营业时间由乙方自定。' }]);
  return path('回稿.docx');
}

test('a counter-draft is compared, and only its changes are reviewed', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  await page.locator('#file').setInputFiles(sample);
  await page.waitForURL(/\/contracts\/.*\/review/);
  const contract = page.url().split('/').at(-2)!;

  await test.step('one version: nothing to compare yet', async () => {
    await page.goto(`${pacta.address}/contracts/${contract}/versions`);
    await hydrated(page);
    await expect(page.getByText('这份合同只有一稿')).toBeVisible();
    await audit(page);
  });

  await test.step('the counter-draft is the next version, and what it hides is said', async () => {
    await page.locator('#file').setInputFiles(counterDraft());
    await expect(page.locator('.change').first()).toBeVisible();
    await hydrated(page);
    await expect(page.getByText('有改动没有留下修订痕迹')).toBeVisible();
    await expect(page.locator('.change .untracked').first()).toBeVisible();
    await expect(page.locator('.change del', { hasText: '不得擅自停业' }).first()).toBeVisible();
    await audit(page);
    await page.screenshot({ path: join(shots, 'versions.png') });
  });

  await test.step('filters and keys', async () => {
    const all = await page.locator('.changes > li:not(.hidden)').count();
    await page.getByRole('button', { name: /未留痕迹的/ }).click();
    const hidden = await page.locator('.changes > li:not(.hidden)').count();
    expect(hidden).toBeGreaterThan(0);
    expect(hidden).toBeLessThan(all);
    await page.getByRole('button', { name: /^全部/ }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(page.locator('.changes > li:nth-child(2) > .change')).toBeFocused();
  });

  await test.step('the changes as a redline of our file', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载比对稿' }).click()]);
    const path = join(mkdtempSync(join(tmpdir(), 'pacta-dl-')), download.suggestedFilename());
    await download.saveAs(path);
    const text = (file: string, revisions: string) => execFileSync(binary, ['read', file, '--text', '--revisions', revisions], { encoding: 'utf8' });
    expect(text(path, 'rejected')).toBe(text(sample, 'accepted'));
    expect(text(path, 'accepted')).toContain('租赁期限为十五年');
  });

  await test.step('a review of the changes only', async () => {
    await page.getByRole('link', { name: '只审查改动' }).click();
    await page.waitForURL(/\/review\?since=1/);
    await hydrated(page);
    await expect(page.locator('input[name=changes]:checked')).not.toHaveValue('');
    await audit(page);
    await page.getByRole('button', { name: '开始审查' }).click();
    await page.waitForURL(/\/reviews\//);
    await hydrated(page);
    await expect(page.locator('.bar')).toContainText('只看改动');
    await expect(page.locator('.progress')).toContainText('已处理');
    await page.getByRole('tab', { name: '不适用' }).click();
    await page.locator('.card-head').first().click();
    await expect(page.locator('.cards')).toContainText('改动没有涉及这一点');
  });

  await test.step('the paper shows what others changed and said', async () => {
    await expect(page.locator('.paper del.theirs', { hasText: '不得擅自停业' }).first()).toBeVisible();
    await expect(page.locator('.remark')).toContainText('营业时间由乙方自定');
    await page.locator('.remark').scrollIntoViewIfNeeded();
    await audit(page);
    await page.screenshot({ path: join(shots, 'tracked-changes.png') });
  });

  await test.step('looks: dark, narrow, English', async () => {
    await page.goto(`${pacta.address}/contracts/${contract}/versions`);
    await hydrated(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await audit(page);
    await page.screenshot({ path: join(shots, 'versions-dark.png') });
    await page.setViewportSize({ width: 390, height: 844 });
    await audit(page);
    await page.screenshot({ path: join(shots, 'versions-narrow-dark.png') });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${pacta.address}/choose?lang=en&next=/contracts/${contract}/versions`);
    await hydrated(page);
    await audit(page);
    await page.screenshot({ path: join(shots, 'versions-narrow-en.png') });
  });
});

test('a text gets its redline in a new Word file', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  const text = '商铺租赁合同\n合同编号：________\n甲方（出租方）：云栖示例公司\n乙方（承租方）：禾木示例餐饮有限公司\n第一条 押金\n乙方支付押金人民币144,000元。租赁期满后，押金在甲方认为无争议时九十日内无息退还。\n第二条 违约责任\n乙方逾期付款的，每逾期一日按欠付金额的千分之五支付违约金。';
  await upload(page, textFile('租赁.txt', text));
  await page.getByRole('button', { name: '开始审查' }).click();
  await page.waitForURL(/\/reviews\//);
  await hydrated(page);
  await expect(page.locator('.card').first()).toBeVisible();
  // What stands in the contract is not called missing, also where no number names the place.
  await expect(page.locator('.card', { hasText: '空白未填' }).locator('.where')).toContainText('正文');
  await page.getByText('下载', { exact: true }).click();
  await expect(page.getByText('上传的不是 Word 文件')).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href*="accepted=all"]').click()]);
  const path = join(mkdtempSync(join(tmpdir(), 'pacta-dl-')), download.suggestedFilename());
  await download.saveAs(path);
  const read = execFileSync(binary, ['read', path, '--text', '--revisions', 'rejected'], { encoding: 'utf8' });
  expect(read.trim()).toBe(text);
});
