-- One row per figure of the overview whose value is another than before.
select
    coalesce(after.scope, before.scope) as scope,
    coalesce(after.year, before.year) as year,
    coalesce(after.label, before.label) as label,
    coalesce(after.unit_of_measure, before.unit_of_measure) as unit_of_measure,
    before.numerator as numerator_before,
    before.denominator as denominator_before,
    before.value as value_before,
    after.numerator as numerator_after,
    after.denominator as denominator_after,
    after.value as value_after,
    round(after.value - before.value, 4) as change
from before_overview_figures as before
full join after_overview_figures as after
    on
        before.scope = after.scope
        and before.year = after.year
        and before.figure_id = after.figure_id
where
    before.value is distinct from after.value
    or before.numerator is distinct from after.numerator
    or before.denominator is distinct from after.denominator
order by scope, year, label
