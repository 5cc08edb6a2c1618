// A photographed page: set by the browser, turned, blurred and darkened as a telephone would, saved as a coarse
// JPEG, and reviewed.
import { audit } from './axe';
import { expect, hydrated, test, upload } from './server';

const contract = [
  '商铺租赁合同',
  '甲方（出租方）：云栖示例商业管理有限公司',
  '乙方（承租方）：禾木示例餐饮有限公司',
  '第一条 租赁房屋',
  '甲方将位于临溪市云栖路18号的商铺出租给乙方使用，建筑面积为186平方米。',
  '第二条 租赁期限',
  '租赁期限为三年，自2026年5月1日起至2029年4月30日止。',
  '第三条 租金',
  '租金为每月人民币12000元，乙方应当于每月5日前支付。',
  '第四条 保证金',
  '乙方应当向甲方支付保证金人民币36000元。合同终止后，保证金一律不予退还。',
  '第五条 违约责任',
  '乙方逾期支付租金的，每逾期一日，应当按照欠付租金的百分之一支付违约金。',
];

test('a photographed page is recognised and reviewed, and says how sure it is', async ({ page, pacta, browser }) => {
  const paper = await browser.newPage({ viewport: { width: 1240, height: 1754 }, deviceScaleFactor: 1.5 });
  await paper.setContent(`<body style="margin:0;background:#d8d4cc"><div style="margin:12px;padding:110px 120px;height:1500px;
    background:linear-gradient(100deg,#fbfaf6,#dcd8cf);font:26px/1.9 'Noto Serif CJK SC',serif;color:#2b2b2b;
    transform:rotate(0.7deg) skewX(0.3deg);filter:blur(0.6px) contrast(0.85)">
    <h1 style="text-align:center;font-size:36px">${contract[0]}</h1>${contract.slice(1).map(line => `<p style="margin:0">${line}</p>`).join('')}
    </div></body>`);
  const photograph = await paper.screenshot({ type: 'jpeg', quality: 45 });
  await paper.close();

  await pacta.signIn(page);
  await hydrated(page);
  await upload(page, { name: '商铺合同照片.jpg', mimeType: 'image/jpeg', buffer: photograph });
  await expect(page.getByText(/扫描件，文字由识别得到/)).toBeVisible();
  await expect(page.locator('input[name=rulebook]:checked')).toHaveValue('retail-lease');
  await page.getByRole('button', { name: '开始审查' }).click();
  await page.waitForURL(/\/reviews\//);
  await hydrated(page);
  await expect(page.locator('.progress')).toContainText('已处理');
  // The excessive default interest is a risk, shown in the words that were recognised.
  const card = page.locator('.card', { hasText: '逾期付款违约金过高' });
  await card.locator('.card-head').click();
  await expect(card.locator('.quote').first()).toContainText('百分之一');
  await audit(page);
  if (process.env.PACTA_SHOTS) await page.screenshot({ path: process.env.PACTA_SHOTS + '/scan.png' });
});
