"""Logs in as a resident does: our page, the broker of the back office, and back."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin

import aiohttp

LINK = "/inloggen/"
"""Part of every address to log in."""
_LEVEL = re.compile(r'<option value="([^"]+)" selected>')
_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_CODE = re.compile(r'<p class="code"><strong>(\d{3}) (\d{3})</strong>')
MIDDEN = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"


class LoginFailed(Exception):
    """It did not end on a page that says so."""


async def log_in(browser: aiohttp.ClientSession, url: str, bsn: str) -> str:
    """Follow the link to its end. The code to tell in the conversation; empty where the browser was
    brought back to it.

    Raises:
        LoginFailed: somewhere on the way there was another page.
    """
    async with browser.get(url) as page:
        await _expect(page, "Verder naar DigiD")
    async with browser.post(url, headers={"Origin": _origin(url)}) as page:
        html = await _expect(page, "Dit is DigiD niet")
        address = str(page.url)
    form = {name: unescape(value) for name, value in _FIELD.findall(html)}
    # As sure as is asked for: that stands there already.
    wanted = _LEVEL.search(html)
    form |= {"ander": bsn, "acr": unescape(wanted[1]) if wanted else MIDDEN, "voor": ""}
    async with browser.post(urljoin(address, "authorize"), data=form) as page:
        html = await page.text()
        if page.status != 200:
            raise LoginFailed(f"{page.status} at {page.url.path}")
        code = _CODE.search(html)
        if code is None and LINK in page.url.path:
            raise LoginFailed("not logged in")
        return "".join(code.groups()) if code else ""


async def _expect(page: aiohttp.ClientResponse, text: str) -> str:
    html = await page.text()
    if page.status != 200 or text not in html:
        raise LoginFailed(f"{page.status} at {page.url.path}")
    return html


def _origin(url: str) -> str:
    return "/".join(url.split("/")[:3])
