"""How the portal looks: components, tables, forms, charts, error pages and the shell around every page.

Nouns: tone (`ok`, `wait`, `stop`, `info`, `none`), tag, table, page. It renders what it is given and knows
neither models nor permissions. No inline style or script ever leaves it: the content security policy is strict.
"""
