// Lighthouse, pa11y and the Nu HTML Checker over every public page and state of a running
// demonstration. It signs, errs, confirms, corrects and withdraws on the way, because half of
// the states have no address of their own. How to run it: docs/accessibility.md.
//
//     node .ci/pages.mjs TOOLS http://127.0.0.1:8000 FOLDER
//
// TOOLS is where npm installed lighthouse, pa11y and vnu-jar; FOLDER takes what was found.
// LANGUAGES=fr and ONLY=wall narrow it down; LIGHTHOUSE=no leaves out what needs an idle machine.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const [tools, site, out] = process.argv.slice(2);
const load = createRequire(join(resolve(tools), "package.json"));
const puppeteer = load("puppeteer");
const pa11y = load("pa11y");
const { startFlow } = await import(load.resolve("lighthouse"));

const LANGUAGES = (process.env.LANGUAGES ?? "fr,en").split(",");
const ONLY = new RegExp(process.env.ONLY ?? ".", "u");
// The pages whose figures are promised; the others are looked at by pa11y and Nu alone.
const PROMISED = ["appeal", "with mistakes", "wall", "figures", "confirming", "my signature"];
const MEASURED = process.env.LIGHTHOUSE === "no" ? [] : PROMISED;
const APPEAL = "appeals/montpellier-ia";
const VIEWS = [
  { width: 1280, scheme: "light" },
  { width: 320, scheme: "dark" },
];
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

mkdirSync(join(out, "html"), { recursive: true });
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});
const page = await browser.newPage();
let source = Promise.resolve("");
page.on("response", (answer) => {
  const isPage = answer.request().isNavigationRequest() && answer.frame() === page.mainFrame();
  if (isPage && answer.status() !== 303) {
    const before = source;
    source = answer.text().catch(() => before);
  }
});

/** Measure the way to a page as a phone has it: mobile profile, slow network, nothing kept. */
async function measure(arrive) {
  const session = await page.createCDPSession();
  await session.send("Network.clearBrowserCache");
  await session.detach();
  const flow = await startFlow(page);
  // A form is sent from where the page stands, and comes back with 422 when there are mistakes.
  await flow.navigate(arrive, { skipAboutBlank: true, ignoreStatusCode: true });
  const [navigation] = await said(flow);
  return navigation;
}

/** Measure the page that stands there, which no GET reaches: as it is, and while one types. */
async function measureStanding() {
  const flow = await startFlow(page);
  await flow.snapshot();
  await flow.startTimespan();
  await page.type("#id_first_name", "Zoé");
  await page.type("#id_email", "zoe@gmial.com");
  await page.click("#id_consent");
  await flow.endTimespan();
  const [snapshot, timespan] = await said(flow);
  return { snapshot, timespan };
}

/** Tell what each step of a flow scored, and what was wanting. */
async function said(flow) {
  return (await flow.createFlowResult()).steps.map(({ lhr }) => {
    if (lhr.runtimeError) return { error: lhr.runtimeError.message };
    // A snapshot and a timespan have no score, but so many audits that passed.
    const scores = Object.values(lhr.categories).map((one) => {
      const audits = one.auditRefs.map(({ id }) => lhr.audits[id]).filter(({ score }) => score !== null);
      const passed = audits.filter(({ score }) => score >= 0.9).length;
      const share = `${passed} of ${audits.length}`;
      return [one.id, lhr.gatherMode === "navigation" ? Math.round(one.score * 100) : share];
    });
    const wanting = Object.values(lhr.audits)
      .filter((one) => one.score !== null && one.score < 0.9)
      .map((one) => `${one.id} ${one.displayValue ?? ""}`.trim());
    const bytes = lhr.audits["total-byte-weight"]?.displayValue;
    return { ...Object.fromEntries(scores), bytes, wanting };
  });
}

/** Come to a page by `arrive`, and say all that the tools have to say about it. */
async function look(language, name, arrive) {
  if (!ONLY.test(name)) return arrive();
  const lighthouse = MEASURED.includes(name) ? await measure(arrive) : (await arrive(), undefined);
  const standing = lighthouse && name === "with mistakes" ? await measureStanding() : undefined;
  writeFileSync(join(out, "html", `${language}-${name.replaceAll(" ", "-")}.html`), await source);
  const [issues, looked] = [[], []];
  for (const { width, scheme } of VIEWS) {
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const options = { standard: "WCAG2AA", runners: ["htmlcs", "axe"], ignoreUrl: true };
    const found = await pa11y(page.url(), { ...options, browser, page });
    for (const one of found.issues) {
      // What axe cannot decide (letters on a drawing, another page in a frame) is for eyes.
      const list = one.runnerExtras?.needsFurtherReview ? looked : issues;
      list.push(`${width} ${one.code}: ${one.context.slice(0, 160)}`);
    }
  }
  const undecided = Object.fromEntries(looked.map((one) => [one.split(":")[0], one.slice(0, 120)]));
  const row = { language, name, lighthouse, standing, pa11y: issues, undecided };
  console.log(JSON.stringify(row));
  rows.push(row);
}

/** Go to an address of the language. */
const to = (language, path) => () => page.goto(path.startsWith("http") ? path : `${site}/${language}/${path}`);

/** Press a button, and come to what it leads to. */
const press = (selector) => () => Promise.all([page.waitForNavigation(), page.click(selector)]);

/** Find the newest link of a kind in the mails to an address. */
async function mailed(address, kind) {
  const reader = await browser.newPage();
  for (let tries = 0; tries < 60; tries += 1) {
    await reader.goto(`${site}/demo/mail/?to=${encodeURIComponent(address)}`);
    const mails = await reader.$$eval("main a[href*='/demo/mail/']", (all) => all.map((one) => one.href));
    for (const mail of mails) {
      await reader.goto(mail);
      const text = await reader.evaluate(() => document.documentElement.outerHTML);
      const link = new RegExp(`https?://[^\\s"<>]+/${kind}/[\\w.-]{20,}/`, "u").exec(text);
      if (link) {
        await reader.close();
        return link[0];
      }
    }
    await pause(1);
  }
  throw new Error(`no mail to ${address} with ${kind}`);
}

/** Fill in what the form asks for. */
async function fill(address) {
  await page.select("#id_category", "student");
  await page.type("#id_first_name", "Zoé");
  await page.type("#id_last_name", "Exemple");
  await page.type("#id_email", address);
  for (const box of ["input[name=display][value=full]", "#id_consent", "#id_age_15"]) {
    await page.click(box);
  }
  await pause(4); // who is quicker is a program
}

const rows = [];
for (const language of LANGUAGES) {
  const see = (name, path) => look(language, name, to(language, path));
  const act = (name, selector) => look(language, name, press(selector));
  const sign = "form[action$='/sign/'] button[type=submit]";
  const address = `zoe.${language}.${Date.now()}@campus.example`;

  await see("appeal", "");
  await see("wall", `${APPEAL}/signatories/`);
  await see("wall without a hit", `${APPEAL}/signatories/?q=personne`);
  await see("wall of a category", `${APPEAL}/signatories/?category=student`);
  for (const place of ["figures", "versions", "organisations", "sign-as-organisation", "share"]) {
    await see(place, `${APPEAL}/${place}/`);
  }
  for (const place of ["badges", "open-data", "embed", "embed/code", "check-your-inbox"]) {
    await see(place.replace("/", " "), `${APPEAL}/${place}/`);
  }
  await see("links sent", `${APPEAL}/check-your-inbox/?links=1`);
  for (const place of ["legal-notice", "privacy", "how-we-count", "accessibility"]) {
    await see(place, `${APPEAL}/${place}/`);
  }
  for (const place of ["api", "confirm", "my-signature", "confirm/nonsense", "nowhere"]) {
    await see(`page ${place.replace("/", " ")}`, `${place}/`);
  }
  await to(language, "")();
  await act("with mistakes", sign);
  await to(language, "")();
  await fill(address);
  await act("sent", sign);
  await see("not me", await mailed(address, "not-me"));
  await see("confirming", await mailed(address, "confirm"));
  await act("confirmed", "main form[method=post] button[type=submit]");
  await to(language, `my-signature/?appeal=montpellier-ia`)();
  await page.type("#id_email", address);
  await press("main form[method=post] button[type=submit]")();
  const own = await mailed(address, "my-signature");
  await see("my signature", own);
  await act("my signature saved", "form:has(#id_first_name) button[type=submit]");
  await page.$eval("#id_last_name", (field) => (field.value = ""));
  await act("my signature with mistakes", "form:has(#id_first_name) button[type=submit]");
  await to(language, own)();
  await act("withdrawing", "form:has(input[name=withdraw]) button[type=submit]");
  await act("withdrawn", "form:has(input[name=withdraw][value=yes]) button[type=submit]");
}
await browser.close();
writeFileSync(join(out, "pages.json"), `${JSON.stringify(rows, null, 1)}\n`);

const jar = String(load("vnu-jar"));
const nu = spawnSync("java", ["-jar", jar, "--skip-non-html", join(out, "html")], { encoding: "utf8" });
console.log(nu.stderr || `Nu: nothing to say about ${rows.length} pages`);
process.exitCode = nu.status || (rows.some((row) => row.pa11y.length > 0) ? 1 : 0);
