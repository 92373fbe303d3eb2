"""CSV files that other tools read: one file for each form; a form is found by its place here, no list names it."""

from cointracker_pipeline.discovery import load_modules
from cointracker_pipeline.exports._form import Form
from cointracker_pipeline.exports._writing import write_form

__all__ = ["Form", "load_forms", "write_form"]


def load_forms() -> dict[str, Form]:
    """Return every form by its name, in alphabetical order."""
    forms: list[Form] = [module.FORM for module in load_modules(__name__)]
    return {form.name: form for form in sorted(forms, key=lambda form: form.name)}
