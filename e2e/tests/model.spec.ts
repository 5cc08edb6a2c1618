// A review by a model server that finds nothing, takes its time and drafts: what the desk shows of it.
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { audit } from './axe';
import { expect, hydrated, Pacta, root, test, upload } from './server';

const shots = join(root, 'docs', 'images');

interface Model {
  address: string;
  latency: number;
  server: Server;
}

/** Speaks the OpenAI protocol. Finds nothing anywhere; what it drafts says that it was drafted. */
async function model(): Promise<Model> {
  const state = { latency: 0 } as Model;
  state.server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const instructions = String(JSON.parse(body).messages[0].content);
      const asked = instructions.split('\n').filter((line) => /^\d+\. /.test(line)).length;
      const answers = Array.from({ length: asked }, (_, index) => ({ question: index + 1, places: [] }));
      const ready = instructions.includes('Reply with the JSON object');
      const said = { answers, places: [], found: false, answer: ready ? 'yes' : 'unclear', label: 'none', confidence: 0.5, text: '双方另行书面确认的金额' };
      const content = JSON.stringify(said);
      const answer = { choices: [{ index: 0, message: { role: 'assistant', content } }], usage: { prompt_tokens: 321, completion_tokens: 12 } };
      setTimeout(() => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(answer));
      }, state.latency);
    });
  });
  await new Promise<void>((resolve) => state.server.listen(0, '127.0.0.1', resolve));
  const bound = state.server.address();
  state.address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/v1`;
  return state;
}

test('a model is questioned, doubted, asked for wordings and stopped', async ({ page }) => {
  const server = await model();
  const pacta = await Pacta.start({ PACTA_MODEL_URL: server.address, PACTA_MODEL_NAME: 'scripted' });
  try {
    await pacta.signIn(page);
    await hydrated(page);
    await upload(page, join(root, 'samples', 'shangpu-zulin.docx'));
    const intake = page.url();
    await page.getByRole('button', { name: '开始审查' }).click();
    await page.waitForURL(/\/reviews\//);
    await hydrated(page);
    await expect(page.locator('.progress')).toContainText('已处理');

    await test.step('what the cues find and the model denies is left to a lawyer, with the reason', async () => {
      await page.getByRole('tab', { name: /待律师/ }).click();
      const doubted = page.locator('.card', { hasText: '押金退还' }).first();
      await doubted.locator('.card-head').click();
      await expect(doubted.locator('.why')).toContainText('模型的回答与关键词的判断不一致');
      await expect(doubted.locator('.quote').first()).toBeVisible();
      await expect(doubted.locator('.doubt')).toBeVisible();
      await doubted.getByText('为什么这样判断').click();
      const step = doubted.locator('.step').first();
      await expect(step).toContainText('没有找到');
      await expect(step).toContainText('与关键词判断不一致');
      await expect(step.locator('.branches .taken')).toHaveCount(1);
      await step.getByText(/提示词 zh\/locate/).click();
      await expect(step.locator('pre')).toContainText('合同文字');
      await audit(page);
      await doubted.locator('.step').first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: join(shots, 'why.png') });
    });

    await test.step('another wording in a sentence, kept, and back again', async () => {
      await page.getByRole('tab', { name: /风险/ }).click();
      const card = page.locator('.card').filter({ hasNotText: '文本核对' }).first();
      await card.locator('.card-head').click();
      await page.keyboard.press('e');
      const area = card.locator('textarea');
      const before = await area.inputValue();
      await card.getByPlaceholder(/语气/).fill('金额由双方确认');
      await card.getByRole('button', { name: '改写', exact: true }).click();
      await expect(area).toHaveValue('双方另行书面确认的金额');
      await expect(card.locator('.rewording li')).toHaveCount(1);
      await audit(page);
      await page.screenshot({ path: join(shots, 'rewording.png') });
      await card.getByRole('button', { name: '标准立场' }).click().catch(() => area.fill(before));
      await expect(area).not.toHaveValue('双方另行书面确认的金额');
      await card.locator('.rewording li button').click();
      await expect(area).toHaveValue('双方另行书面确认的金额');
      await card.getByRole('button', { name: '保存' }).click();
      await expect(card.locator('.where')).toContainText('已改写');
    });

    await test.step('a review that takes too long is stopped', async () => {
      server.latency = 20_000;
      await page.goto(intake);
      await hydrated(page);
      await page.locator('input[name=position]').nth(1).check({ force: true });
      await page.getByRole('button', { name: '开始审查' }).click();
      await page.waitForURL(/\/reviews\//);
      await hydrated(page);
      await page.getByRole('button', { name: '停止' }).click();
      await expect(page.locator('.progress')).toContainText('审查已停止');
      await page.reload();
      await expect(page.locator('.progress')).toContainText('审查已停止');
    });
    await test.step('the administrator sees what is set and tests the connection', async () => {
      server.latency = 0;
      await page.goto(`${pacta.address}/model`);
      await hydrated(page);
      await expect(page.locator('main')).toContainText('scripted');
      await page.getByRole('button', { name: '测试连接' }).click();
      await expect(page.locator('.notice')).toContainText('模型有回答');
      await audit(page);
      await page.screenshot({ path: join(shots, 'model.png') });
      await page.setViewportSize({ width: 390, height: 844 });
      await page.emulateMedia({ colorScheme: 'dark' });
      await audit(page);
      await page.screenshot({ path: join(shots, 'model-narrow-dark.png') });
    });
  } finally {
    pacta.stop();
    server.server.close();
  }
});
