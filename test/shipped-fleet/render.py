"""Renders a repository with Python's Jinja2, as operators of such repositories do. Prints {host: {path: text}} as JSON.

render.py ROOT PASSWORD-FILE [OVERLAY-INVENTORY OVERLAY-SECRETS OVERLAY-PASSWORD-FILE]
"""
import json
import os
import subprocess
import sys

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

root, password_file, *overlay = sys.argv[1:]
templates = os.path.join(root, "templates", "config")


def ansible_inventory():
    arguments = ["ansible-inventory", "--list", "-i", os.path.join(root, "inventory")]
    if overlay:
        arguments += ["-i", overlay[0]]
    return json.loads(subprocess.check_output(arguments))


def networks():
    variables = {}
    folder = os.path.join(root, "networks")
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name)) as file:
            variables.update(yaml.safe_load(file))
    return variables


def secrets():
    file, password = overlay[1:] if overlay else (os.path.join(root, "secrets", "secrets.yml"), password_file)
    return yaml.safe_load(subprocess.check_output(["ansible-vault", "view", "--vault-password-file", password, file]))


def files_below(folder, skip=()):
    for directory, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if directory != folder or name not in skip]
        for name in names:
            path = os.path.join(directory, name)
            yield os.path.relpath(path, folder), path


def sources(group, host, hosts):
    folder = os.path.join(templates, group)
    chosen = dict(files_below(folder, skip=hosts))
    chosen.update(files_below(os.path.join(folder, host)))
    return chosen


inventory = ansible_inventory()
environment = Environment(
    loader=FileSystemLoader(templates), trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
)
shared, secret = networks(), secrets()
rendered = {}
for group in sorted(os.listdir(templates)):
    hosts = inventory.get(group, {}).get("hosts", [])
    for host in hosts:
        variables = {**shared, **inventory["_meta"]["hostvars"][host], **secret, "inventory_hostname": host}
        files = rendered.setdefault(host, {})
        for path, source in sources(group, host, hosts).items():
            if path.endswith(".j2"):
                template = environment.get_template(os.path.relpath(source, templates))
                files[path[: -len(".j2")]] = template.render(variables)
            else:
                with open(source) as file:
                    files[path] = file.read()
json.dump(rendered, sys.stdout)
