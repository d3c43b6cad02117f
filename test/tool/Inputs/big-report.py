"""Prints the report in the file argv[1] with more conflicts than a SARIF file may have, and one with more steps."""
import json
import sys

report = json.load(open(sys.argv[1]))
report["findings"] = []
step = {"file": "a.c", "line": 1, "text": "step"}


def conflict(number, severity, steps):
    return {"code": "bus-address", "severity": severity, "level": 0, "file": "a.c", "line": number + 1,
            "function": "f", "text": f"conflict {number}", "path": [step] * steps}


report["conflicts"] = [conflict(i, "warning" if i % 250 else "error", 1500 if i == 0 else 1) for i in range(25103)]
report["conflicts"][25102]["severity"] = "error"
json.dump(report, sys.stdout)
