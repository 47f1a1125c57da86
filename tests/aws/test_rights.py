from __future__ import annotations
import json, dataclasses, os
from pathlib import Path
from rights.facts import read

def test_dump(applied):
    facts=read(applied.spec, applied.account, applied)
    out=os.environ["DUMP"]
    os.makedirs(out, exist_ok=True)
    Path(f"{out}/{applied.name}.json").write_text(json.dumps({"name":applied.name,**dataclasses.asdict(facts),"outputs":applied.outputs}, default=str))
