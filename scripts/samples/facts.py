"""The facts of a sample: read from the hand-written JSON, checked by the form's arithmetic, written as truth."""
import json
import pathlib
from decimal import Decimal, InvalidOperation

HERE = pathlib.Path(__file__).parent
APPLICANTS = ["natural_person", "commercial_enterprise", "research_institution",
              "social_welfare_organization", "legal_service_institution", "other", "total"]
OUTCOMES = ["upheld", "corrected", "other", "pending", "total"]


def load(name):
    return json.loads((HERE / name).read_text(encoding="utf8"))


def cells(facts):
    """Every cell of the three tables as printed: {cell id: text}, in the form's order."""
    found = {}

    def put(row, columns, line):
        texts = ["" if t == "''" else t for t in line.split()]
        if len(texts) != len(columns):
            raise SystemExit(f"{row}: {len(texts)} numbers for {len(columns)} columns")
        found.update((f"{row}.{c}", t) for c, t in zip(columns, texts))

    for key, line in facts.get("active_disclosure", {}).items():
        row, columns = key.split(":")
        put(f"active_disclosure.{row}", columns.split(), line)
    for row, line in facts.get("applications", {}).items():
        put(f"applications.{row}", APPLICANTS, line)
    for row, line in facts.get("review_and_litigation", {}).items():
        put(f"review_and_litigation.{row}", OUTCOMES, line)
    return found


def value(text):
    """A plain number as a number; a blank, a slash or anything else is no number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return int(number) if number == number.to_integral() else float(number)


def check(name, facts):
    """Stops if an identity of the form fails, other than through a cell named in `violated`."""
    of = {i: value(t) or 0 for i, t in cells(facts).items()}
    results = [r for r in facts["applications"] if r.startswith("results.") and r != "results.total"]
    identities = []
    for row in facts["applications"]:
        ids = [f"applications.{row}.{c}" for c in APPLICANTS]
        identities.append((ids[-1:], ids[:-1]))
    for column in APPLICANTS:
        def at(*rows):
            return [f"applications.{row}.{column}" for row in rows]
        identities.append((at("results.total"), at(*results)))
        identities.append((at("new_requests", "carried_over"), at("results.total", "carried_forward")))
    for block in facts["review_and_litigation"]:
        ids = [f"review_and_litigation.{block}.{o}" for o in OUTCOMES]
        identities.append((ids[-1:], ids[:-1]))
    wrong = set(facts["violated"])
    broken = set()
    for left, right in identities:
        if sum(of[i] for i in left) != sum(of[i] for i in right):
            blamed = wrong & set(left + right)
            if not blamed:
                raise SystemExit(f"{name}: {' + '.join(left)} is not the sum of its parts")
            broken |= blamed
    if broken != wrong:
        raise SystemExit(f"{name}: said to be violated, but adds up: {wrong - broken}")
    return len(identities)


def write_truth(folder, kind, facts, file, also=()):
    printed = cells(facts)
    values = {i: value(t) for i, t in printed.items()} | facts.get("in_the_form's_unit", {})
    truth = {"file": file, **({"also": list(also)} if also else {}), "kind": kind,
             "is_report": facts.get("is_report", True),
             **{k: facts[k] for k in ("edition", "agency", "year", "title", "published")},
             "cells": printed, "values": values, "violated": facts["violated"], "sections": facts["sections"],
             "lead_in": facts.get("lead_in", []), "signature": facts["signature"]}
    path = folder / f"{pathlib.PurePath(file).stem}.truth.json"
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf8")
