"""Phương pháp và nguồn: every measure, target, gate and criterion with its clause and its SQL."""

import streamlit as st

from pages.shared import data, filters, formats, ranking_method, reference_tables, worked_example
from pages.shared.figure_panel import draw_method
from pages.shared.tables import Table, draw_table

SECTIONS = {
    "Chỉ tiêu": "measures",
    "Mục tiêu": "targets",
    "Tình trạng": "states",
    "Đợt xét": "rounds",
    "Điều kiện": "gates",
    "Tiêu chí": "criteria",
    "Cách xếp hạng": "ranking",
    "Ví dụ tính": "example",
    "Chất lượng chỉ số": "indices",
    "Từ điển số liệu": "dictionary",
    "Biểu mẫu": "fields",
}

st.header("Phương pháp và nguồn", anchor=False)
st.caption(
    "Mọi quy tắc dưới đây là dữ liệu, có thời hạn và điều khoản làm căn cứ; mọi con số tính bằng "
    "câu lệnh SQL đọc được tại đây."
)
section = filters.pick_section(list(SECTIONS), "Chỉ tiêu")
part = SECTIONS[section]

if part == "measures":
    measures = data.reference("measures")
    for measure in measures.itertuples():
        with st.container(border=True, key=f"chi_tieu_{measure.measure_id}"):
            st.subheader(formats.plain(measure.label), anchor=False)
            st.markdown(
                f"{formats.plain(measure.numerator)} **trên** {formats.plain(measure.denominator)} "
                f"({formats.plain(measure.clause)})"
            )
            with st.expander("Cách tính và câu lệnh", expanded=False):
                draw_method(measure.measure_id)
elif part == "dictionary":
    reference_tables.show_dictionary()
elif part == "indices":
    reference_tables.show_index_quality()
elif part == "gates":
    ranking_method.show_gates()
elif part == "ranking":
    ranking_method.show_steps()
elif part == "example":
    worked_example.show()
else:
    for heading, note, table in reference_tables.tables_of(part):
        st.subheader(heading, anchor=False)
        st.caption(note)
        draw_table(Table(*table), heading)
    # What the tables rest on: the basis in each round, and the SQL that computes it.
    if part == "rounds":
        ranking_method.show_rounds()
    elif part == "criteria":
        ranking_method.show_chain()
