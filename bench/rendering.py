"""Renders the templates that a JSON file lists, with Python's Jinja2: times of each run and a digest of the output."""

import hashlib
import json
import sys
import time

import jinja2

with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)


def render_all():
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(job["folder"]),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    digest = hashlib.sha256()
    for host in job["hosts"]:
        for name in host["templates"]:
            digest.update(environment.get_template(name).render(host["variables"]).encode())
    return digest.hexdigest()


times = []
for _ in range(job["runs"]):
    start = time.perf_counter()
    digest = render_all()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"times": times, "digest": digest}))
