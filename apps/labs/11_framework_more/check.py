"""What lab 11 asks of a framework: objects, templates, files, layers and error pages.

Each step writes a small site (check_sites.py) and asks it as a browser would.
"""

from . import check_layers, check_objects, check_static, check_templates

PARTS = [check_templates, check_static, check_objects, check_layers]
