"""Two hundred texts that would do something on a careless page."""

from __future__ import annotations

_TAGS = (
    "script",
    "SCRIPT",
    "scr<script>ipt",
    "img",
    "svg",
    "iframe",
    "object",
    "embed",
    "math",
    "video",
    "style",
    "link",
)
_HANDLERS = ("onerror", "onload", "onfocus", "onmouseover", "onclick", "ontoggle", "onanimationstart", "onpointerenter")
_SCHEMES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "//evil.example/x",
    "https://user:pw@evil.example/",
    "blob:https://evil.example/1",
)
_BIDI = ("\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u061c", "\u200f", "\u200e")
_BROKEN = (
    b"\xff\xfe\xfd",
    b"\xc0\xaf../",
    b"\xed\xa0\x80\xed\xbf\xbf",
    b"\xf4\x90\x80\x80",
    b"a\x80b\xc3",
    b"\xe2\x82",
    b"<\xffscript>alert(1)</\xffscript>",
    b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)
_OTHERS = (
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><button>Approve</button></form>",
    "<input name=csrf value=x>",
    "<a href=https://evil.example data-hx-get=/logout>x</a>",
    '" data-hx-get="/logout" data-hx-trigger="load',
    '" hx-on:load="alert(1)',
    '" autofocus onfocus="alert(1)" x="',
    "' autofocus onfocus='alert(1)' x='",
    "` onfocus=alert(1)",
    "{{ 7*7 }} {% for x in [].__class__.__mro__ %}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %> {#x#}",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;script>",
    "\x00\x07\x1b[31m\x7f\x9b",
    "\ufffe\uffff\U0001ffff\ufeff",
    "\u2028\u2029line separators",
    "../../../etc/passwd",
    "a" * 3000,
    "Z̤͚͎a̗̪l̠͔g͎̭o̼͇ " + "\u0301" * 200,
    "🏴\U000e0067\U000e0062👩‍🚒",
    "שלום (1) مرحبا",
)


def _texts() -> list[str]:
    found = [f"<{tag} src=x onerror=alert(1)>alert(1)</{tag}>" for tag in _TAGS]
    found += [f"<{tag} {handler}=alert(1) src=x>" for tag in ("img", "svg", "body", "details") for handler in _HANDLERS]
    found += [f'"{quote}{handler}={quote}alert(1)' for quote in ("'", '"', "`", " ") for handler in _HANDLERS]
    found += list(_SCHEMES)
    found += [f"[x]({scheme})" for scheme in _SCHEMES]
    found += [f"<a href='{scheme}'>x</a>" for scheme in _SCHEMES]
    found += [f"<iframe src={scheme}>" for scheme in _SCHEMES]
    found += [f"invoice{mark}fdp.exe{mark} approved" for mark in _BIDI]
    found += [f"“{mark}<script>alert(1)</script>{mark}” said" for mark in _BIDI]
    found += [raw.decode("utf-8", "replace") for raw in _BROKEN]
    found += [f"{{{{ {handler} }}}}" for handler in _HANDLERS]
    found += [f"</{tag}><script>alert(1)</script>" for tag in _TAGS]
    found += [f"Council <{tag}>votes</{tag}> 7-2" for tag in _TAGS]
    return list(dict.fromkeys([*found, *_OTHERS]))


HOSTILE = _texts()
BROKEN = _BROKEN
assert len(HOSTILE) >= 200, len(HOSTILE)
