import os
import subprocess
import sys

CODE = """
import gc
before = gc.get_freeze_count()
from portal.wsgi import application
from django.db import connections
print(before, gc.get_freeze_count() > 50_000, gc.get_threshold(), connections["default"].connection)
"""


def test_a_web_process_is_loaded_frozen_and_free_to_fork(cluster):
    environment = {**os.environ, "PORTAL_DEBUG": "1"}  # no collected static files
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "0 True (50000, 20, 50) None\n", done.stderr
