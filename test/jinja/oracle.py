"""Renders templates with Python's Jinja2: a request a line on standard input, an answer a line on standard output."""
import base64
import datetime
import json
import re
import signal
import sys

import jinja2


class Overtime(Exception):
    pass


def overtime(_signal, _frame):
    raise Overtime()


signal.signal(signal.SIGALRM, overtime)

UNDEFINED = {
    "strict": jinja2.StrictUndefined,
    "default": jinja2.Undefined,
    "chainable": jinja2.ChainableUndefined,
    "debug": jinja2.DebugUndefined,
}


def decode(value):
    """A value as the test side tagged it."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag, content = next(iter(value.items()))
    if tag == "dict":
        return {decode(key): decode(item) for key, item in content}
    if tag == "tuple":
        return tuple(decode(item) for item in content)
    if tag == "float":
        return float(content)
    if tag == "int":
        return int(content)
    if tag == "bytes":
        return base64.b64decode(content)
    if tag == "date":
        return datetime.date(*content)
    if tag == "datetime":
        *parts, offset = content
        zone = None
        if offset is not None:
            zone = datetime.timezone.utc if offset == 0 else datetime.timezone(datetime.timedelta(minutes=offset))
        return datetime.datetime(*parts, tzinfo=zone)
    raise ValueError(tag)


def add_ansible(environment):
    """The filters and tests of Ansible that this language knows too."""
    from ansible.plugins.filter import core, mathstuff, urls
    from ansible.plugins.test import core as core_tests, mathstuff as math_tests

    own = set(environment.filters)
    for module in (core, mathstuff, urls):
        for name, function in module.FilterModule().filters().items():
            if name not in own:
                environment.filters[name] = function
    for module in (core_tests, math_tests):
        for name, function in module.TestModule().tests().items():
            environment.tests.setdefault(name, function)


class Files(jinja2.BaseLoader):
    def __init__(self, files):
        self.files = files

    def get_source(self, environment, template):
        if template not in self.files:
            raise jinja2.TemplateNotFound(template)
        # The file name tells the frames of templates from others.
        return self.files[template], template, lambda: True


def place(error, names):
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno, error.name
    line, template = None, None
    frame = error.__traceback__
    while frame is not None:
        filename = frame.tb_frame.f_code.co_filename
        if filename in names:
            line, template = frame.tb_lineno, filename
        frame = frame.tb_next
    return line, template


def render(request):
    files = dict(request.get("files") or {})
    name = request["name"]
    files[name] = request["source"]
    environment = jinja2.Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        undefined=UNDEFINED[request.get("undefined", "strict")],
        autoescape=request.get("autoescape", False),
        loader=Files(files),
    )
    if request.get("ansible"):
        add_ansible(environment)
    signal.setitimer(signal.ITIMER_REAL, 5)
    try:
        text = environment.get_template(name).render(decode(request["variables"]))
        return {"text": text}
    except Overtime:
        return {"overtime": True}
    except BaseException as error:
        line, template = place(error, files)
        message = error.message if isinstance(error, jinja2.TemplateError) else str(error)
        return {
            "error": {"kind": type(error).__name__, "message": str(message), "line": line, "template": template}
        }
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def parse(request):
    try:
        jinja2.Environment(trim_blocks=True, lstrip_blocks=True).parse(request["source"])
        return {"text": ""}
    except jinja2.TemplateSyntaxError as error:
        return {"error": {"kind": type(error).__name__, "message": error.message, "line": error.lineno, "template": None}}


def encode_text(text):
    # Lone surrogates cannot be written as UTF-8.
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


print(json.dumps({"version": jinja2.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    answer = parse(request) if request.get("parse") else render(request)
    print(encode_text(json.dumps(answer)), flush=True)
