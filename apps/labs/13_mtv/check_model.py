"""The model, and its way into a database that is in use."""

from apps.labs.checking import step

from .check_asks import (
    FEATURE,
    IN_USE,
    MIGRATIONS,
    library,
)


@step(
    "There is a model Review",
    clause=FEATURE,
    question="In which file does Django look for the models of the application books?",
)
def model(bench):
    found = library(bench).call("model")
    bench.expect(
        found, "books/models.py has a model Review.", got="It has no model Review."
    )
    for name in ["book", "name", "stars", "text"]:
        bench.expect(
            name in found["fields"],
            f"Review has a field {name}.",
            got=f"It has {', '.join(found['fields'])}.",
        )


@step(
    "No change of the models is without a migration",
    clause=MIGRATIONS,
    question="What has changed in models.py since you ran makemigrations?",
)
def migration_made(bench):
    undone = library(bench).call("migrated")["undone"]
    bench.expect(
        not undone,
        "makemigrations finds nothing to do: each change of a model is in a migration.",
        got=f"It would write:\n{undone}",
    )


@step(
    "A database in use gets to the new models and keeps its books",
    clause=IN_USE,
    question="This database has run 0001_initial long ago. Which migration is new to it?",
)
def old_database(bench):
    site = library(bench)
    trouble = site.call("migrated").get("trouble")
    bench.expect(
        not trouble, "migrate runs to its end.", got=trouble or "", clause=MIGRATIONS
    )
    table = site.call("model")["table"]
    columns = [row[1] for row in site.rows(f"PRAGMA table_info({table})")]
    bench.expect(
        {"book_id", "name", "stars", "text"} <= {*columns},
        f"After migrate the database has a table {table} for reviews, with book_id, name, "
        "stars and text.",
        got=f"It has {', '.join(columns)}." if columns else "There is no such table.",
    )
    titles = {title for (title,) in site.rows("SELECT title FROM books_book")}
    bench.expect(
        {"Amerika", "Das Schloß"} <= titles,
        "The books are all there.",
        got=f"There are {len(titles)}.",
    )
