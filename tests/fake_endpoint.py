"""A fake OpenAI-compatible endpoint: its own process, programmable, strict where OpenAI's documentation is.

    python tests/fake_endpoint.py --port 0      prints {"base_url": …, "control": …, "key": …, "model": …}

Without a programmed reply it answers from the passages in the prompt (fake_answers.py). POST /control takes
`{"reset": true}`, `{"config": {…}}` (fake_rules.Config) and `{"replies": [{…}]}` (fake_rules.Reply);
GET /control/calls tells every call with its request, prompt and status.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import fake_batches
from fake_rules import KEY, MODEL, RefusedCall, Reply, State, check_request, default_text, tokens

if TYPE_CHECKING:
    from pipeline.llm import Endpoint


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: ClassVar[State] = State()

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/control/calls":
            with self.state.lock:
                self._json(200, self.state.calls)
        elif self.path == "/v1/models":
            self._answered(self._models)
        elif self.path.startswith(("/v1/batches", "/v1/files/")):
            self._answered(lambda: self._json(200, fake_batches.get(self.path, self.state)))
        else:
            self._json(404, {"error": {"message": "Not found", "type": "invalid_request_error"}})

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        raw = self.rfile.read(length)
        if len(raw) < length:
            self.close_connection = True  # the client was killed
        elif self.path == "/control":
            try:
                self.state.control(json.loads(raw))
                self._json(200, {})
            except (ValueError, TypeError) as error:
                self._json(400, {"error": str(error)})
        elif self.path in ("/v1/files", "/v1/batches"):
            kind = self.headers.get("content-type", "")
            self._answered(lambda: self._json(200, fake_batches.post(self.path, kind, raw, self.state)))
        elif self.path == "/v1/chat/completions":
            self._answered(lambda: self._chat(raw))
        else:
            self._json(404, {"error": {"message": f"Invalid URL (POST {self.path})", "type": "invalid_request_error"}})

    def _answered(self, action: Any) -> None:
        try:
            if self.headers.get("authorization") != f"Bearer {self.state.config.key}":
                raise RefusedCall(401, "Incorrect API key provided.", "invalid_api_key")
            action()
        except RefusedCall as refused:
            self._json(refused.status, refused.body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client went away

    def _models(self) -> None:
        config = self.state.config
        if config.models_status != 200:
            raise RefusedCall(config.models_status, "You have insufficient permissions for this operation.")
        length = {"max_model_len": config.context} if config.context else {}
        models = [
            {"id": name, "object": "model", "created": 0, "owned_by": "tests", **length} for name in config.models
        ]
        self._json(200, {"object": "list", "data": models})

    def _chat(self, raw: bytes) -> None:
        body = json.loads(raw)
        prompt = "\n".join(str(m.get("content")) for m in body.get("messages", []))
        call = {"request": body, "prompt": prompt, "status": 200, "at": time.time(), "tokens": 0, "fault": ""}
        self.record = call
        with self.state.lock:
            self.state.calls.append(call)
        reply = self.state.next_reply(prompt) or self.state.drawn_fault() or Reply()
        call["fault"] = reply.drawn
        time.sleep(reply.delay or self.state.config.delay)
        try:
            check_request(body, self.state.config)
        except RefusedCall as refused:
            call["status"] = refused.status
            raise
        call["status"] = reply.status
        if reply.status != 200:
            self._json(reply.status, reply.body, reply.headers)
        elif reply.fault in ("reset", "hang"):
            self._no_answer(reply.fault)
        elif reply.fault == "no_json":
            self._send(200, b"<html>Welcome</html>", "text/html")
        elif body.get("stream"):
            text = self._text(body, reply)
            call["tokens"] = usage(body, text)["total_tokens"]
            Stream(self, body, reply).send(text)
        else:
            self._whole(body, reply)

    def _text(self, body: dict[str, Any], reply: Reply) -> str:
        """What the model says, cut at the token limit as a real one would be."""
        if reply.text is not None:
            text = reply.text
        elif reply.json is not None:
            text = json.dumps(reply.json, ensure_ascii=False)
        elif reply.refusal is not None or reply.pieces is not None:
            text = "".join(reply.pieces or ())
        else:
            with self.state.lock:
                text = default_text(body, self.state)
            limit = body.get("max_completion_tokens") or body.get("max_tokens")
            room = max(0, limit - self.state.config.thoughts) if limit else tokens(text)
            if tokens(text) > room:
                text, reply.finish_reason = text[: int(len(text) * room / tokens(text))], "length"
        self._think(reply)
        if reply.think is not None:
            text = f"{reply.think if '<' in reply.think else f'<think>{reply.think}</think>'}{text}"
        return text

    def _think(self, reply: Reply) -> None:
        """Reasoning that the endpoint was configured to give with every answer."""
        match self.state.config.thinking:
            case "tags":
                reply.think = reply.think or "Let me see."
            case "reasoning_content" | "reasoning" as name:
                reply.reasoning, reply.reasoning_field = reply.reasoning or "Let me see.", name

    def _usage(self, body: dict[str, Any], reply: Reply, text: str) -> dict[str, Any]:
        thoughts = self.state.config.thoughts
        counted = usage(body, text, thoughts)
        if self.state.config.thinking == "hidden":
            counted["completion_tokens_details"] = {"reasoning_tokens": thoughts}
        return reply.usage or counted

    def _whole(self, body: dict[str, Any], reply: Reply) -> None:
        text = self._text(body, reply)
        self.record["tokens"] = usage(body, text)["total_tokens"]
        message = {"role": "assistant", "content": text, "refusal": reply.refusal}
        if reply.reasoning is not None:
            message[reply.reasoning_field] = reply.reasoning
        choices: Any = [{"index": 0, "message": message, "finish_reason": reply.finish_reason}]
        answer = {**envelope(body, "chat.completion"), "choices": choices if reply.choices is None else reply.choices}
        if self.state.config.usage:
            answer["usage"] = self._usage(body, reply, text)
        if reply.error is not None:
            answer["error"] = reply.error
        raw = json.dumps(answer, ensure_ascii=False).encode()
        if reply.fault in ("cut", "cut_utf8", "silent_cut"):
            self._send(200, raw[: len(raw) // 2], length=len(raw))
            self.close_connection = True
        elif reply.fault == "drip":
            self._send(200, b"", length=len(raw))
            self.drip(raw, reply.interval)
        else:
            self._send(200, raw)

    def drip(self, raw: bytes, interval: float) -> None:
        for byte in raw:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(interval)

    def _no_answer(self, fault: str) -> None:
        self.close_connection = True
        if fault == "hang":
            time.sleep(60)
            return
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()  # with SO_LINGER 0 the client sees a reset

    def _json(self, status: int, data: Any, headers: dict[str, str] | None = None) -> None:
        if isinstance(data, str):
            self._send(status, data.encode(), "text/plain", headers)
        else:
            self._send(status, json.dumps(data).encode(), headers=headers)

    def _send(
        self,
        status: int,
        raw: bytes,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(length or len(raw)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)


class Stream:
    """One answer as server-sent events in HTTP chunks."""

    def __init__(self, handler: Handler, body: dict[str, Any], reply: Reply) -> None:
        self._handler, self._body, self._reply = handler, body, reply

    def send(self, text: str) -> None:
        reply, handler = self._reply, self._handler
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("transfer-encoding", "chunked")
        if reply.fault:
            handler.send_header("connection", "close")  # unannounced, the next request may meet it half closed
        handler.end_headers()
        if reply.choices is None:
            self._delta({"role": "assistant", "content": ""})
            if reply.reasoning is not None:
                self._delta({reply.reasoning_field: reply.reasoning})
            if reply.refusal is not None:
                self._delta({"refusal": reply.refusal})
            if not self._content(text):
                return
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish_reason}]})
        else:
            self._event({"choices": reply.choices})
        options = self._body.get("stream_options") or {}
        config = handler.state.config
        if options.get("include_usage") and config.usage and "stream_options" not in config.ignore:
            self._event({"choices": [], "usage": handler._usage(self._body, reply, text)})
        self._raw(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _content(self, text: str) -> bool:
        """Send the text in pieces; False when the programmed fault ended the answer halfway."""
        pieces = self._reply.pieces or [text[start : start + 24] for start in range(0, len(text), 24)]
        fault = self._reply.fault
        for number, piece in enumerate(pieces):
            if fault and number == len(pieces) // 2:
                self._break(fault)
                return False
            self._delta({"content": piece})
        return True

    def _break(self, fault: str) -> None:
        if fault == "stall":
            time.sleep(60)
        elif fault == "silent_cut":
            self._chunk(b"")
        elif fault == "stream_error":
            self._raw(
                b'data: {"error": {"message": "The server is overloaded", "code": 503, "type": "server_error"}}\n\n'
            )
            self._chunk(b"")
        elif fault == "cut_utf8":
            self._raw('data: {"choices": [{"delta": {"content": "é'.encode()[:-1])
            self._chunk(b"")
        elif fault == "drip":
            event = self._bytes({"choices": [{"index": 0, "delta": {"content": "slow"}, "finish_reason": None}]})
            for byte in event:
                self._raw(bytes([byte]))
                time.sleep(self._reply.interval)
        self._handler.close_connection = True

    def _delta(self, delta: dict[str, Any]) -> None:
        self._event({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})

    def _event(self, data: dict[str, Any]) -> None:
        self._raw(self._bytes(data))

    def _bytes(self, data: dict[str, Any]) -> bytes:
        event = {**envelope(self._body, "chat.completion.chunk"), **data}
        return f"data: {json.dumps(event, ensure_ascii=self._reply.pieces is not None)}\n\n".encode()

    def _raw(self, raw: bytes) -> None:
        if raw:
            self._chunk(raw)

    def _chunk(self, raw: bytes) -> None:
        self._handler.wfile.write(f"{len(raw):x}\r\n".encode() + raw + b"\r\n")
        self._handler.wfile.flush()


def envelope(body: dict[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "fake", "object": kind, "created": 0, "model": body["model"]}


def usage(body: dict[str, Any], text: str, thoughts: int = 0) -> dict[str, Any]:
    prompt, completion = sum(tokens(m["content"]) for m in body["messages"]), tokens(text) + thoughts
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


class FakeEndpoint:
    """Starts the process, programs it, and reads what it was asked. A context manager."""

    base_url: str
    key: str
    model: str

    def __enter__(self) -> Self:
        command = [sys.executable, str(Path(__file__)), "--port", "0", "--with-parent"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self.base_url, self.key, self.model = told["base_url"], told["key"], told["model"]
        self._control = told["control"]
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()

    @property
    def endpoint(self) -> Endpoint:
        from pydantic import SecretStr

        from pipeline.llm import Endpoint

        return Endpoint(base_url=self.base_url, api_key=SecretStr(self.key), model=self.model, label="fake")

    def environment(self, **more: str) -> dict[str, str]:
        """Of a command that is to ask this endpoint, without settings of whoever runs it."""
        own = {k: v for k, v in os.environ.items() if not k.startswith(("NUTGRAF_", "OPENAI_"))}
        ask = {"OPENAI_BASE_URL": self.base_url, "OPENAI_API_KEY": self.key, "NUTGRAF_MODEL": self.model}
        return {**own, **ask, **more}

    def reply(self, reply: Reply | None = None, **given: Any) -> None:
        """Program the next answer: a Reply, or its fields."""
        self._post({"replies": [asdict(reply or Reply(**given))]})

    def configure(self, **settings: Any) -> None:
        """Change fields of fake_rules.Config until the next reset."""
        self._post({"config": settings})

    def reset(self) -> None:
        self._post({"reset": True})

    def calls(self) -> list[dict[str, Any]]:
        """Every chat call since the last reset: `request` (its body), `prompt` (all messages), `status`, `at`."""
        calls: list[dict[str, Any]] = json.loads(self._open(f"{self._control}/calls"))
        return calls

    def _post(self, order: dict[str, Any]) -> None:
        self._open(self._control, json.dumps(order).encode())

    @staticmethod
    def _open(url: str, data: bytes | None = None) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy
        with opener.open(url, data, timeout=10) as response:
            raw: bytes = response.read()
        return raw


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that are killed hang up at any moment; what else goes wrong is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(port: int, *, with_parent: bool) -> None:
    server = _Quiet(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_address[1]}"
    told = {"base_url": f"{address}/v1", "control": f"{address}/control", "key": KEY, "model": MODEL}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    if with_parent:  # the parent's end of stdin closes when it dies, however it dies
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--with-parent", action="store_true", help="end when stdin closes")
    arguments = parser.parse_args()
    serve(arguments.port, with_parent=arguments.with_parent)
