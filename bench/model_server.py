"""An OpenAI-compatible server that knows the right answers and takes its time.

It answers a question only from the passages that the request shows, so what was not sent is lost, as it would be with
any model. The answers are given by `answers`: a mapping from a question's words to what is right.
"""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PASSAGE = re.compile(r"^\[(\d+)\] .*$", re.M)
NUMBERED = re.compile(r"^(\d+)\. (.+)$", re.M)


def tokens(text):
    """About the tokens of a text: one for each Chinese character, one for four others. The same for all we compare."""
    chinese = sum("\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" for c in text)
    return chinese + (len(text) - chinese) // 4


def passages(data):
    """The passages of a request: number and text."""
    heads = list(PASSAGE.finditer(data))
    ends = [head.start() for head in heads[1:]] + [data.rfind("</contract-")]
    return [(int(head.group(1)), data[head.end() + 1 : end].rstrip("\n")) for head, end in zip(heads, ends)]


class Server:
    """Runs until `stop`; counts what it is asked."""

    def __init__(self, answers, latency=0.0):
        self.answers, self.latency = answers, latency
        self.calls = self.prompt_tokens = self.now = self.most = 0
        self.unknown = []
        self.lock = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with outer.lock:
                    outer.now += 1
                    outer.most = max(outer.most, outer.now)
                started = time.monotonic()
                answer, spent = outer.answer(body)
                time.sleep(max(0.0, outer.latency - (time.monotonic() - started)))
                with outer.lock:
                    outer.now -= 1
                usage = {"prompt_tokens": spent, "completion_tokens": tokens(answer), "total_tokens": spent}
                message = {"role": "assistant", "content": answer}
                out = json.dumps({"choices": [{"index": 0, "message": message}], "usage": usage}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(out)))
                self.end_headers()
                self.wfile.write(out)

            def log_message(self, *_):
                pass

        class Listener(ThreadingHTTPServer):
            request_queue_size = 128

        self.server = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()

    def answer(self, body):
        """The answer to a request, and the tokens that were sent."""
        instructions, data = (message["content"] for message in body["messages"])
        spent = tokens(instructions) + tokens(data)
        with self.lock:
            self.calls += 1
            self.prompt_tokens += spent
        shown = passages(data)
        if '"answers"' in instructions:
            asked = NUMBERED.findall(instructions.split("\n\n", 3)[1])
            said = [{"question": int(number), "places": self.places(question, shown)} for number, question in asked]
            return json.dumps({"answers": said}), spent
        return json.dumps(self.said(instructions, shown)), spent

    def said(self, instructions, shown):
        """The answer to a single question."""
        known = [question for question in self.answers if question in instructions]
        if not known:
            self.unknown.append(instructions)
            return {"places": [], "found": False, "answer": "unclear", "label": "none"}
        question = max(known, key=len)
        right = self.answers[question]
        kind = right["kind"]
        if kind == "locate":
            return {"places": self.places(question, shown)}
        quote = (right.get("quote") or {}).get("text")
        place = next((number for number, text in shown if quote and quote in text), None)
        said = {"passage": place, "quote": quote if place else None, "reason": "", "confidence": 0.9}
        if kind == "extract":
            found = right["answer"] == "ok" and place is not None
            said.update(found=found, value=quote if found else None)
        elif kind == "judge":
            said["answer"] = right["answer"]
        elif kind == "classify":
            said["label"] = "none" if right["answer"] == "other" else right["answer"]
        return said

    def places(self, question, shown):
        right = self.answers.get(question, {})
        found = []
        for span in right.get("spans", []):
            place = next((number for number, text in shown if span["text"] in text), None)
            if place is not None:
                found.append({"passage": place, "quote": span["text"]})
        return found


def learnt(review):
    """The answers of a finished review, by question."""
    return {step["question"]: step["answer"] for point in review.get("trace", []) for step in point["steps"]}
