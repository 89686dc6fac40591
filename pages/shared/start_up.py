"""What is done once per process, after its first page."""

import gc

import streamlit as st


@st.cache_resource
def freeze() -> bool:
    """What start-up made is never garbage: Streamlit's collection after every rerun skips it."""
    gc.collect()
    gc.freeze()
    return True
