"""The reference tables of data/*.csv: their columns, their types, and loading them.

The one place where a reference column gets its type. A file with a missing or an extra column does
not load: a rule that nobody reads is worse than a stop.
"""

from pathlib import Path

import duckdb

DATA = Path(__file__).resolve().parent.parent / "data"

COLUMNS: dict[str, dict[str, str]] = {
    "units": {
        "unit_id": "varchar",
        "name": "varchar",
        "short_name": "varchar",
        "kind": "varchar",
        "level": "varchar",
        "parent_unit_id": "varchar",
        "gso_code": "varchar",
        "valid_from": "date",
        "valid_to": "date",
        "legal_document": "varchar",
        "source": "varchar",
    },
    "unit_aliases": {"unit_id": "varchar", "alias": "varchar", "source": "varchar"},
    "unit_successions": {
        "from_unit_id": "varchar",
        "to_unit_id": "varchar",
        "changed_on": "date",
        "change": "varchar",
        "legal_document": "varchar",
        "source": "varchar",
    },
    "emulation_blocks": {
        "block_id": "varchar",
        "name": "varchar",
        "short_name": "varchar",
        "sort_order": "integer",
        "source": "varchar",
    },
    "unit_blocks": {
        "unit_id": "varchar",
        "block_id": "varchar",
        "valid_from": "date",
        "valid_to": "date",
        "source": "varchar",
    },
    "index_participation": {
        "unit_id": "varchar",
        "index_id": "varchar",
        "year": "integer",
        "participates": "boolean",
        "decision_no": "varchar",
        "source": "varchar",
    },
    "indices_measured": {
        "index_id": "varchar",
        "label": "varchar",
        "full_name": "varchar",
        "unit_of_measure": "varchar",
        "direction": "varchar",
        "verification": "varchar",
        "data_source": "varchar",
        "accuracy_needed": "varchar",
        "limitations": "varchar",
        "compensation": "varchar",
        "reviewed_by": "varchar",
        "reviewed_on": "date",
        "next_review_on": "date",
    },
    "index_methods": {
        "index_id": "varchar",
        "valid_from_year": "integer",
        "valid_to_year": "integer",
        "method_version": "varchar",
        "legal_document": "varchar",
        "note": "varchar",
    },
    "targets": {
        "target_id": "varchar",
        "comparator": "varchar",
        "value": "decimal(18, 6)",
        "valid_from": "date",
        "valid_to": "date",
        "clause": "varchar",
        "document": "varchar",
        "reviewed_by": "varchar",
    },
    "plan_years": {
        "year": "integer",
        "cutoff_on": "date",
        "report_deadline_on": "date",
        "in_plan": "boolean",
        "note": "varchar",
    },
    "scopes": {"scope": "varchar", "label": "varchar", "level": "varchar"},
    "award_rounds": {
        "round_id": "varchar",
        "year": "integer",
        "considered_on": "date",
        "index_year": "integer",
        "quota": "integer",
        "quota_counts": "varchar",
        "vote_threshold_percent": "decimal(9, 4)",
        "vote_denominator": "varchar",
        "legal_basis": "varchar",
        "criteria_version": "varchar",
        "weight_spread_percent": "decimal(9, 4)",
        "weight_draws": "integer",
        "draw_seed": "varchar",
        "firm_share_percent": "decimal(9, 4)",
        "status": "varchar",
        "note": "varchar",
    },
    "gates": {
        "gate_id": "varchar",
        "label": "varchar",
        "question": "varchar",
        "clause": "varchar",
        "sort_order": "integer",
        "evidence": "varchar",
        "near_miss_within": "decimal(9, 4)",
        "near_miss_unit": "varchar",
    },
    "round_gates": {
        "round_id": "varchar",
        "gate_id": "varchar",
        "clause": "varchar",
        "legal_basis": "varchar",
        "source": "varchar",
    },
    "legal_documents": {
        "document_no": "varchar",
        "title": "varchar",
        "valid_from": "date",
        "valid_to": "date",
        "source": "varchar",
    },
    "criteria": {
        "criteria_version": "varchar",
        "criterion_id": "varchar",
        "label": "varchar",
        "weight": "decimal(9, 4)",
        "low_goalpost": "decimal(18, 6)",
        "high_goalpost": "decimal(18, 6)",
        "unit_of_measure": "varchar",
        "value_step": "decimal(18, 6)",
        "clause": "varchar",
        "proposed_by": "varchar",
        "sort_order": "integer",
    },
    "tie_breaks": {
        "criteria_version": "varchar",
        "position": "integer",
        "criterion_id": "varchar",
        "direction": "varchar",
        "clause": "varchar",
        "proposed_by": "varchar",
    },
    "council_members": {
        "member_id": "varchar",
        "title": "varchar",
        "name": "varchar",
        "leads_unit_id": "varchar",
        "valid_from": "date",
        "valid_to": "date",
        "source": "varchar",
    },
    "difficulty_themes": {
        "theme": "varchar",
        "sort_order": "integer",
        "keyword": "varchar",
        "proposed_by": "varchar",
    },
    "holidays": {"day": "date", "name": "varchar", "source": "varchar"},
    "measures": {
        "measure_id": "varchar",
        "label": "varchar",
        "unit_of_measure": "varchar",
        "numerator": "varchar",
        "denominator": "varchar",
        "view": "varchar",
        "clause": "varchar",
        "note": "varchar",
        "reviewed_by": "varchar",
    },
    "states": {
        "state_group": "varchar",
        "code": "varchar",
        "label": "varchar",
        "sort_order": "integer",
        "symbol": "varchar",
        "counts": "boolean",
        "meaning": "varchar",
    },
    "template_versions": {
        "kind": "varchar",
        "version": "varchar",
        "sequence": "integer",
        "published_on": "date",
        "columns": "varchar",
    },
    "kinds": {
        "kind": "varchar",
        "label": "varchar",
        "sheet_title": "varchar",
        "row_is": "varchar",
        "sort_order": "integer",
    },
    "fields": {
        "kind": "varchar",
        "field": "varchar",
        "header": "varchar",
        "synonyms": "varchar",
        "type": "varchar",
        "required": "varchar",
        "minimum": "decimal(18, 6)",
        "maximum": "decimal(18, 6)",
        "maximum_length": "integer",
        "choices": "varchar",
        "help": "varchar",
        "example": "varchar",
    },
}


class ReferenceFault(Exception):
    """A file of data/ is missing, or its columns or values are not the ones it should have."""


def load_reference(connection: duckdb.DuckDBPyConnection, data_path: Path = DATA) -> None:
    """Creates one typed table per file of `data_path`; a file that does not fit is a fault."""
    for table, columns in COLUMNS.items():
        declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"create table {table} ({declared})")
        path = data_path / f"{table}.csv"
        if not path.is_file():
            raise ReferenceFault(
                f"Thiếu tệp tham chiếu {path.name} trong thư mục {data_path}. "
                "Hãy chép lại thư mục data của bản cài đặt."
            )
        read = "read_csv($path, all_varchar = true, header = true, delim = ',', quote = '\"')"
        try:
            connection.execute(
                f"insert into {table} by name select * from {read}", {"path": str(path)}
            )
        except duckdb.Error as fault:
            raise ReferenceFault(
                f"Tệp tham chiếu {path.name} không đúng cột hoặc kiểu dữ liệu. "
                f"Các cột cần có: {', '.join(columns)}. Chi tiết: {fault}"
            ) from fault
