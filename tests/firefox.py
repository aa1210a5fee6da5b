"""Firefox for the tests: headless, spoken to in WebDriver BiDi,
which it understands with nothing installed beside it.
"""

import asyncio
import contextlib
import itertools
import json
import re
import shutil
import subprocess
import threading
import time

PROGRAMS = ("firefox-esr", "firefox")
QUIET = {
    "app.normandy.enabled": False, "app.update.disabledForTesting": True, "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False, "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,", "toolkit.telemetry.server": "data:,",
    "browser.safebrowsing.downloads.enabled": False,
}  # fmt: skip


def program():
    """Where Firefox is, if it is here."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Firefox:
    """One window of one Firefox, with a profile of its own in `folder`; `preferences` are those of about:config."""

    def __init__(self, folder, **preferences):
        profile = folder / "profile"
        profile.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(x)});" for name, x in (QUIET | preferences).items()]
        (profile / "user.js").write_text("\n".join(lines))
        self.profile, self.errors = profile, folder / "firefox.log"
        self.loop, self.numbers = asyncio.new_event_loop(), itertools.count(1)
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)  # beside any loop of this thread
        self.thread.start()
        self._start()

    def _start(self):
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [program(), "--headless", "--no-remote", "--profile", str(self.profile),
                 "--remote-debugging-port", "0"],
                stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip
        self.socket = self._wait(self._connected(f"{self._address()}/session"))
        self.ask("session.new", capabilities={})
        self.context = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def _wait(self, answer, seconds=60):
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(answer, seconds), self.loop).result()

    @staticmethod
    async def _connected(url):
        from tornado.websocket import websocket_connect

        return await websocket_connect(url, max_message_size=10**8)

    def _address(self):
        """Where Firefox says that it listens."""
        for _ in range(600):
            if found := re.search(r"listening on (ws://\S+)", self.errors.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(f"Firefox did not start: {self.errors.read_text()[-500:]}")

    def ask(self, method, seconds=60, **params):
        """A command, and its result; what Firefox refuses is an error in its words."""
        number = next(self.numbers)

        async def asked():
            await self.socket.write_message(json.dumps({"id": number, "method": method, "params": params}))
            while True:
                answer = json.loads(await self.socket.read_message())
                if answer.get("id") == number:
                    return answer

        answer = self._wait(asked(), seconds)
        assert answer["type"] == "success", answer
        return answer["result"]

    def resize(self, width, height):
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def show(self, url, width, height):
        """A page, loaded anew in a window of this size; a Firefox that stays silent is started anew, twice at most."""
        for _ in range(2):
            with contextlib.suppress(TimeoutError):
                self._load(url, width, height)
                return
            self._stop()
            self._start()
        self._load(url, width, height)

    def _load(self, url, width, height):
        self.resize(width, height)
        self._goto("about:blank")
        self._goto(url)

    def _goto(self, url):
        """The page is asked whether it is there:
        the event that says so can be lost where a page changes its process.
        """
        self.ask("browsingContext.navigate", context=self.context, url=url, wait="none")
        place = json.dumps(url.split("#")[0])  # the page writes its step behind it
        there = f"location.href.startsWith({place}) && document.readyState === 'complete'"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(AssertionError, TimeoutError):  # between two pages there is none to ask
                if self.evaluate(there, seconds=10):
                    return
            time.sleep(0.05)
        raise TimeoutError(f"Firefox did not show {url}")

    def evaluate(self, expression, seconds=60):
        """What an expression is in the page, through JSON."""
        wrapped = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        target = {"context": self.context}
        found = self.ask("script.evaluate", seconds, expression=wrapped, target=target, awaitPromise=True)
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return json.loads(found["result"]["value"])

    def press(self, *keys):
        """Keys, one after the other; letters, or codes of WebDriver such as \ue014 for the right arrow."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.ask(
            "input.performActions", context=self.context, actions=[{"type": "key", "id": "keys", "actions": actions}]
        )

    def picture(self):
        """What is seen, as PNG in base64."""
        return self.ask("browsingContext.captureScreenshot", context=self.context)["data"]

    def _stop(self):
        self.loop.call_soon_threadsafe(self.socket.close)
        self._wait(asyncio.sleep(0.1))
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:  # one that does not answer
            self.process.kill()
            self.process.wait(20)

    def close(self):
        self._stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(20)
        self.loop.close()
