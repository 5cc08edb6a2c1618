// The whole path of the main job, with both samples: sign in, upload, review, decide, download,
// and the downloaded redline checked by an independent program.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Download, Page } from '@playwright/test';
import { audit } from './axe';
import { binary, expect, hydrated, root, test, upload, textFile } from './server';

const checker = join(root, '..', 'shared', 'tools', 'redline_check.py');
const shots = join(root, 'docs', 'images');

async function saved(page: Page, click: () => Promise<void>): Promise<string> {
  const [download]: [Download, void] = await Promise.all([page.waitForEvent('download'), click()]);
  const path = join(mkdtempSync(join(tmpdir(), 'pacta-dl-')), download.suggestedFilename());
  await download.saveAs(path);
  return path;
}

function textOf(file: string, revisions: 'accepted' | 'rejected'): string {
  return execFileSync(binary, ['read', file, '--text', '--revisions', revisions], { encoding: 'utf8' });
}

function referee(original: string, redlined: string): void {
  if (!existsSync(checker)) {
    console.log('redline_check.py is not here: skipped');
    return;
  }
  const answer = execFileSync('python3', [checker, original, redlined, '--json'], { encoding: 'utf8' });
  expect(answer).not.toContain('"FAIL"');
}

const samples = [
  { file: 'shangpu-zulin.docx', rulebook: '商铺租赁', position: '承租方', lang: 'zh', shot: true },
  { file: 'mutual-nda.docx', rulebook: '保密协议', position: '接收方', lang: 'en', shot: false },
];

for (const sample of samples) {
  test(`the main job with ${sample.file}`, async ({ page, pacta }) => {
    const original = join(root, 'samples', sample.file);

    await test.step('sign in', async () => {
      await page.goto(pacta.address);
      await expect(page).toHaveURL(/sign-in/);
      await audit(page);
      await pacta.signIn(page);
      await hydrated(page);
      await audit(page);
    });

    await test.step('upload; everything is guessed', async () => {
      await upload(page, original);
      await expect(page.locator('input[name=rulebook]:checked')).toHaveValue(sample.lang === 'zh' ? 'retail-lease' : 'nda');
      await expect(page.locator('input[name=position]:checked')).toHaveCount(1);
      await audit(page);
    });

    await test.step('review', async () => {
      await page.getByRole('button', { name: '开始审查' }).click();
      await page.waitForURL(/\/reviews\//);
      await hydrated(page);
      await expect(page.locator('.progress')).toContainText('已处理');
      await expect(page.locator('.card').first()).toBeVisible();
      await audit(page);
    });

    const cards = page.locator('.card');

    await test.step('both sides are one selection', async () => {
      await page.keyboard.press('j');
      await expect(page.locator('.card.open')).toHaveCount(1);
      await expect(page).toHaveURL(/\?f=/);
      // The reader scrolls smoothly; a picture waits for it.
      await page.waitForTimeout(800);
      if (sample.shot) await page.screenshot({ path: join(shots, 'review-desk.png') });
      const mark = page.locator('mark.high, mark.medium').last();
      await mark.click();
      const point = await mark.getAttribute('data-point');
      await expect(page.locator(`#card-${point}`)).toHaveClass(/open/);
      if (sample.shot) await page.screenshot({ path: join(shots, 'finding.png') });
      await audit(page);
    });

    const open = page.locator('.card.open');

    await test.step('accept, edit, comment, dismiss, undo, each by its key', async () => {
      const withEdit = page.locator('.card:has(.acts .yes)');
      // From the first finding on, accept the first that proposes a change.
      for (let i = 0; i < 40; i++) await page.keyboard.press('k');
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press(i === 0 ? 'Escape' : 'j');
        if (await withEdit.count()) break;
      }
      await page.keyboard.press('a');
      await expect(open).toHaveClass(/done/);
      await page.keyboard.press('u');
      await expect(open).not.toHaveClass(/done/);
      await page.keyboard.press('a');
      await expect(open).toHaveClass(/done/);

      await page.keyboard.press('j');
      await page.keyboard.press('d');
      await open.locator('textarea').fill('客户已知悉');
      await open.getByRole('button', { name: '保存' }).click();
      await expect(open).toHaveClass(/done/);
      await expect(open.locator('.kept')).toContainText('客户已知悉');

      await page.keyboard.press('j');
      await page.keyboard.press('c');
      await open.locator('textarea').fill('请与业务部门核对');
      await open.getByRole('button', { name: '保存' }).click();
      await expect(open).toHaveClass(/done/);

      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('j');
        if ((await open.locator('.acts .yes').count()) > 0) break;
      }
      await page.keyboard.press('e');
      const area = open.locator('textarea');
      const wording = await area.inputValue();
      await area.fill(`${wording}（经双方另行书面确认）`);
      await open.getByRole('button', { name: '保存' }).click();
      await expect(open).toHaveClass(/done/);
    });

    await test.step('accept everything that is left', async () => {
      const count = await cards.count();
      for (let i = 0; i < count; i++) {
        await page.keyboard.press('k');
      }
      for (let i = 0; i < count; i++) {
        if ((await open.locator('.acts .yes').count()) > 0) {
          await page.keyboard.press('a');
          await expect(open).toHaveClass(/done/);
        }
        await page.keyboard.press('j');
      }
    });

    await test.step('reload: nothing is lost', async () => {
      const done = await page.locator('.card.done').count();
      expect(done).toBeGreaterThan(3);
      await page.reload();
      await hydrated(page);
      await expect(page.locator('.card.done')).toHaveCount(done);
    });

    await test.step('the other tabs say what was checked', async () => {
      await page.getByRole('tab', { name: '通过' }).click();
      await page.locator('.card-head').first().click();
      await expect(page.locator('.card.open .quote').first()).toContainText('原文已核对');
      await page.getByRole('tab', { name: '待律师' }).click();
      await page.getByRole('tab', { name: '不适用' }).click();
      await page.getByRole('tab', { name: '风险' }).click();
    });

    await test.step('take the files', async () => {
      const take = async (file: string) => {
        await page.getByText('下载', { exact: true }).click();
        const path = await saved(page, () => page.locator(`a[href${file}]`).click());
        await expect(page.locator('.menu[open]')).toHaveCount(0);
        return path;
      };
      const redlined = await take('$="/redline"');
      expect(textOf(redlined, 'rejected')).toBe(textOf(original, 'accepted'));
      expect(textOf(redlined, 'accepted')).not.toBe(textOf(original, 'accepted'));
      referee(original, redlined);

      const clean = await take('$="/clean"');
      expect(textOf(clean, 'rejected')).toBe(textOf(redlined, 'accepted'));

      const report = await take('*="/report"');
      expect(textOf(report, 'accepted')).toContain('合同审查报告');

      const folder = mkdtempSync(join(tmpdir(), 'pacta-odt-'));
      execFileSync('soffice', ['--headless', `-env:UserInstallation=file://${folder}/profile`, '--convert-to', 'pdf', '--outdir', folder, redlined, report], { stdio: 'ignore' });
      for (const path of [redlined, report]) {
        const pdf = join(folder, path.split('/').pop()!.replace(/\.docx$/, '.pdf'));
        expect(readFileSync(pdf).subarray(0, 4).toString()).toBe('%PDF');
      }
      writeFileSync(join(folder, 'done'), '');
    });

    if (sample.shot) {
      await test.step('looks: dark, narrow, English', async () => {
        const desk = page.url();
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.screenshot({ path: join(shots, 'review-desk-dark.png') });
        await audit(page);
        await page.setViewportSize({ width: 390, height: 844 });
        await page.screenshot({ path: join(shots, 'review-desk-narrow-dark.png') });
        await page.emulateMedia({ colorScheme: 'light' });
        await page.screenshot({ path: join(shots, 'review-desk-narrow.png') });
        await audit(page);
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.goto(`${pacta.address}/choose?lang=en&next=/`);
        await hydrated(page);
        await page.screenshot({ path: join(shots, 'contracts-en.png') });
        await audit(page);
        await page.goto(desk.replace(/\?.*/, ''));
        await hydrated(page);
        await page.keyboard.press('j');
        await page.waitForTimeout(800);
        await page.screenshot({ path: join(shots, 'review-desk-en.png') });
        await audit(page);
      });
    }
  });
}

test('the first page offers the samples with one click', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  await page.getByRole('button', { name: /商铺租赁合同/ }).click();
  await page.waitForURL(/\/contracts\/.*\/review/);
  await expect(page.getByText('读到的内容')).toBeVisible();
  await page.goto(`${pacta.address}/nowhere`);
  await hydrated(page);
  await expect(page.getByText('没有这个页面')).toBeVisible();
  await audit(page);
});

test('a kind of contract that no rulebook is for is not guessed at', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  const text = 'Employment Agreement\n1. The Employer employs the Employee as a clerk.\n2. The Employee is paid a salary of $4,000 a month.';
  await upload(page, textFile('employment.txt', text));
  await expect(page.getByText('没有为这类合同写的审查清单')).toBeVisible();
  await expect(page.locator('input[name=rulebook]:checked')).toHaveCount(0);
  await audit(page);
  await page.getByText('商铺租赁', { exact: true }).click();
  await expect(page.locator('input[name=position]:checked')).toHaveCount(1);
});

test('a Chinese contract of no special kind gets the rulebook for all commercial contracts', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  const text = '战略框架书\n甲方：江陵恒达机械有限公司\n乙方：江陵小满服饰有限公司\n第一条 双方本着互利的原则开展往来。\n第二条 本协议自签字之日起生效。';
  await upload(page, textFile('框架.txt', text));
  await expect(page.locator('input[name=rulebook]:checked')).toHaveValue('commercial');
});

test('several points on one clause are one recommendation', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  const text =
    '商铺租赁合同\n出租方（甲方）：江陵鼎盛商业管理有限公司\n承租方（乙方）：江陵小满服饰有限公司\n第一条 租赁期限\n租赁期限为二十五年，自2026年5月1日起算。\n' +
    '第二条 押金与违约\n乙方支付押金人民币144,000元，押金在甲方认为无争议时九十日内无息退还；乙方逾期付款的，每逾期一日按欠付金额的千分之五支付违约金。';
  await upload(page, textFile('一条.txt', text));
  await page.getByRole('button', { name: '开始审查' }).click();
  await page.waitForURL(/\/reviews\//);
  await hydrated(page);
  const group = page.locator('.group', { hasText: '第二条' });
  await expect(group).toContainText('2');
  await audit(page);
  await group.getByRole('button', { name: '全部接受' }).click();
  await expect(page.locator('.card.done')).toHaveCount(2);
  await expect(group.getByRole('button')).toHaveCount(0);
});

test('a framework agreement is read beside an order, quoted and never changed', async ({ page, pacta }) => {
  await pacta.signIn(page);
  await hydrated(page);
  const framework =
    '年度采购框架协议\n甲方（买方）：江陵鼎盛商业管理有限公司\n乙方（卖方）：江陵小满机械有限公司\n第一条 验收\n甲方收到货物后三日内未提出书面异议的，视为货物质量合格。\n第二条 争议\n争议由乙方所在地人民法院管辖。';
  await upload(page, textFile('框架协议.txt', framework));
  await page.goto(pacta.address);
  await hydrated(page);
  const order =
    '采购订单\n甲方（买方）：江陵鼎盛商业管理有限公司\n乙方（卖方）：江陵小满机械有限公司\n第一条 货物\n乙方向甲方供应包装机一台，价款人民币300,000元。\n第二条 交货\n乙方于2026年12月31日前交货。';
  await upload(page, textFile('订单.txt', order));
  await page.locator('input[name=rulebook][value=sale]').check();
  await page.locator('input[name=position][value=buyer]').check();
  await page.getByText('交易背景与其他文件').click();
  await page.locator('textarea[name=deal]').fill('老客户，急于在年底前交货。');
  await page.getByLabel(/年度采购框架协议/).check();
  await audit(page);
  await page.getByRole('button', { name: '开始审查' }).click();
  await page.waitForURL(/\/reviews\//);
  await hydrated(page);
  await expect(page.locator('.progress')).toContainText('一并阅读的文件 年度采购框架协议');
  await page.getByRole('button', { name: /由对方所在地的法院管辖 《年度采购框架协议》/ }).click();
  await expect(page.locator('blockquote footer', { hasText: '《年度采购框架协议》' }).first()).toBeVisible();
  await audit(page);
});
