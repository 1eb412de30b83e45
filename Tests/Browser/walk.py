#!/usr/bin/env python3
"""Walks labbook's pages in a real browser, as a reader does, and says what it found.

Usage: walk.py URL AXE.js [FOLDER]

URL is what `labbook serve` printed, over a store with a run that has a refuted claim whose evidence
are packets, and an older run of the same notebook. AXE.js is axe-core. Where FOLDER is given,
each page's pictures are put there, light and dark, wide and narrow. Prints a line for each thing
that was looked at; a line that begins with "wrong" says what is not as it should be, and the exit status is then 1.
"""

import os
import sys
from urllib.parse import urlparse

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

WIDE = (1200, 900)
NARROW = (390, 844)


class Walk:
    def __init__(self, url, axe, folder):
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(
            options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(30)
        self.url = url
        self.axe = axe
        self.folder = folder
        self.troubles = 0

    def say(self, is_right, text):
        print(("right " if is_right else "wrong ") + text, flush=True)
        if not is_right:
            self.troubles += 1

    def size(self, size):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False})

    def scheme(self, scheme):
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [
                {"name": "prefers-color-scheme", "value": scheme},
                # A page that still scrolls moves what is to be clicked.
                {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def look(self, name):
        """Pictures, axe and the page's own width, in both schemes and widths."""
        for scheme in ("light", "dark"):
            self.scheme(scheme)
            for width, size in (("wide", WIDE), ("narrow", NARROW)):
                self.size(size)
                what = f"{name}, {scheme}, {width}"
                if self.folder:
                    self.driver.save_screenshot(
                        os.path.join(self.folder, f"{name}-{scheme}-{width}.png"))
                overflow = self.driver.execute_script(
                    "return document.documentElement.scrollWidth - window.innerWidth")
                widest = "" if overflow <= 0 else self.driver.execute_script(
                    "return [...document.querySelectorAll('main *')].filter(e => !e.closest('.wide, figure, pre'))"
                    ".sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)"
                    ".slice(0, 3).map(e => '\\n  ' + e.outerHTML.slice(0, 150)).join('')")
                self.say(
                    overflow <= 0,
                    f"{what}: the page is no wider than the window ({overflow} px over){widest}")
                self.check_axe(what)
        self.scheme("light")
        self.size(WIDE)
        refused = [
            entry["message"] for entry in self.driver.get_log("browser")
            if entry["level"] in ("SEVERE", "WARNING")]
        self.say(not refused, f"{name}: the browser complains of nothing" + "".join(f"\n  {x}" for x in refused))

    def check_axe(self, what):
        self.driver.execute_script(self.axe)
        found = self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1];"
            "axe.run(document, {resultTypes: ['violations']})"
            ".then(r => done(r), e => done({error: String(e)}));")
        if "error" in found:
            return self.say(False, f"{what}: axe failed: {found['error']}")
        bad = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
        words = "".join(
            f"\n  {v['id']} ({v['impact']}): {v['help']}: {v['nodes'][0]['html'][:200]} ({len(v['nodes'])} places)"
            for v in bad)
        self.say(not bad, f"{what}: axe finds nothing serious{words}")
        return None

    def key(self, key):
        webdriver.ActionChains(self.driver).send_keys(key).perform()

    def active(self, script="return document.activeElement"):
        return self.driver.execute_script(script)

    def keys(self):
        """The keys of the list of runs."""
        self.key("/")
        is_search = self.driver.execute_script("return document.activeElement.matches('[data-search]')")
        self.say(is_search, "/ goes to the search field")
        self.key(Keys.ESCAPE)
        rows = "return [...document.querySelectorAll('[data-row]')].indexOf(document.activeElement.closest('[data-row]'))"
        self.key("j")
        first = self.driver.execute_script(rows)
        self.key("j")
        second = self.driver.execute_script(rows)
        self.key("k")
        third = self.driver.execute_script(rows)
        self.say(first >= 0 and second == first + 1 and third == first, f"j and k walk the rows ({first}, {second}, {third})")
        outline = self.driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
        self.say(outline != "none", f"the focus can be seen ({outline})")
        self.key("?")
        self.say(self.driver.execute_script("return document.getElementById('keys').open"), "? shows the keys")
        self.look("keys")
        self.key(Keys.ESCAPE)
        self.say(not self.driver.execute_script("return document.getElementById('keys').open"), "Escape closes them")

    def follow(self, css, what):
        """Clicks the first link that `css` means; whether there was one."""
        links = self.driver.find_elements(By.CSS_SELECTOR, css)
        self.say(bool(links), f"there is a link to {what} ({css})")
        if not links:
            return False
        target = links[0].get_attribute("href")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", links[0])
        links[0].click()
        title = self.driver.title
        self.say("Not found" not in title and "cannot" not in title, f"{what}: {urlparse(target).path} is \"{title}\"")
        return True

    def at(self, css, what):
        self.say(bool(self.driver.find_elements(By.CSS_SELECTOR, css)), f"{what} ({css})")

    def walk(self):
        self.scheme("light")
        self.driver.get(self.url)
        self.say("token" not in self.driver.current_url, "the token is out of the address after the first page")
        self.at("main h1", "the list has its heading")
        self.look("runs")
        self.keys()
        if not self.follow("main [data-row] a[href*='/run/']", "a run"):
            return
        run = self.driver.current_url
        self.look("run")
        self.at("[id^='step-']", "the run has steps")
        self.at("[id^='claim-'] .verdict.refuted", "the run has a refuted claim")
        if self.follow("[id^='claim-']:has(.verdict.refuted) a[href*='/packet/']", "the refuted claim's packet"):
            self.at("#path svg", "the packet has its path as a drawing")
            self.look("packet")
            self.driver.get(run)
        for css, name in (
            ("main a[href$='/packets']", "packets"),
            ("main a[href$='/timeline']", "timeline"),
            ("main a[href$='/topology']", "topology"),
            ("main a[href*='/history?']", "history"),
            ("main a[href*='/compare/']", "compare"),
        ):
            self.driver.get(run)
            if self.follow(css, name):
                self.look(name)
        self.driver.get(run.rsplit("/run/", 1)[0] + "/run/nothing")
        self.say("Not found" in self.driver.title, "what is not there is told")
        self.driver.get_log("browser")


def main():
    url, axe = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
    folder = sys.argv[3] if len(sys.argv) > 3 else None
    if folder:
        os.makedirs(folder, exist_ok=True)
    walk = Walk(url, axe, folder)
    try:
        walk.walk()
    finally:
        walk.driver.quit()
    print("nothing is wrong" if walk.troubles == 0 else f"{walk.troubles} things are wrong")
    return 1 if walk.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
