/* checkin_page.c - check-ins on the page of one key result: progress, the form, the history of confidence. */
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "document/chart.h"
#include "web/okr_page.h"
#include "web/procurement_page.h"
#include "web/words.h"

enum { POINTS = 24, SVG_BYTES = 40000 };

static const struct form_field fields[] = {
    {.name = "on_date", .kind = FORM_TEXT, .label = TR("ณ วันที่"), .required = true, .max = 40},
    {.name = "value", .kind = FORM_TEXT, .label = TR("ค่าที่ได้"), .max = 40},
    {.name = "confidence", .kind = FORM_TEXT, .label = TR("ความมั่นใจว่าจะถึงเป้าหมาย (0-100)"), .max = 3},
    {.name = "light", .kind = FORM_CHOICE, .label = TR("แนวโน้ม")},
    {.name = "note", .kind = FORM_LONG, .label = TR("หมายเหตุ"), .hint = TR("จำเป็นเมื่อไม่เป็นไปตามแผน"), .max = 4000},
};

void checkin_form(struct req *r, struct form *f)
{
    static const char *const lights[] = {"on_track", "at_risk", "off_track"};
    struct form_choice *x = ARENA_ARRAY(r->a, struct form_choice, ARRAY_LEN(lights) + 1);
    struct form_field *light;
    struct sbuf b;

    f->n = ARRAY_LEN(fields);
    f->again = 7;
    f->field = ARENA_ARRAY(r->a, struct form_field, ARRAY_LEN(fields));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        f->field[i] = fields[i];
    light = form_find(f, "light");
    x[0] = (struct form_choice){STR_NONE, STR("–")};
    for (size_t i = 0; i < ARRAY_LEN(lights); i++)
        x[i + 1] = (struct form_choice){str_from(lights[i]), word_label("light", str_from(lights[i]), r->lang)};
    light->choice = x;
    light->choices = ARRAY_LEN(lights) + 1;
    sbuf_init(&b, r->a, 60);
    date_put(&b, r->today, DATE_SHORT, LANG_TH);
    form_find(f, "on_date")->value = sbuf_str(&b);
}

/* Confidence over the newest check-ins that say one, oldest first; each in words beneath. */
static void draw(struct req *r, const struct rows *rows, struct checkin_panel *p)
{
    const struct checkin *c = rows->p;
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, POINTS);
    int64_t *v = ARENA_ARRAY(r->a, int64_t, POINTS);
    struct str *text = ARENA_ARRAY(r->a, struct str, POINTS);
    struct chart_series s = {tr(r->lang, TR("ความมั่นใจ")), v, 0, 1, true};
    struct scene scene = {0};
    struct sbuf b;
    size_t n = 0;

    for (size_t i = 0; i < rows->n && n < POINTS; i++)
        n += c[i].confidence >= 0;
    s.n = n;
    for (size_t i = 0; i < rows->n && n > 0; i++) {
        struct sbuf day;

        if (c[i].confidence < 0)
            continue;
        sbuf_init(&day, r->a, 40);
        date_put(&day, c[i].on_date, DATE_SHORT, r->lang);
        n--;
        v[n] = c[i].confidence;
        text[n] = str_format(r->a, "%.*s: %lld", STR_FMT(sbuf_str(&day)), (long long)v[n]);
        item[n] = (struct chart_item){.label = str_slice(sbuf_str(&day), 0, str_find(sbuf_str(&day), STR(" 25"), 0)), .value_text = text[n], .value = v[n], .colour = 1};
    }
    if (s.n < 2)
        return;
    p->chart_text = str_join(r->a, text, s.n, STR(" · "));
    chart_lines(r->a, &(const struct chart_places){item, s.n}, &s, 1, 560, 180, &scene);
    scene.id = STR("confidence");
    scene.title = v[s.n - 1] < v[0] ? tr(r->lang, TR("ความมั่นใจลดลง")) : v[s.n - 1] > v[0] ? tr(r->lang, TR("ความมั่นใจเพิ่มขึ้น")) : tr(r->lang, TR("ความมั่นใจคงเดิม"));
    scene.desc = p->chart_text;
    sbuf_init(&b, r->a, SVG_BYTES);
    scene_svg(&b, &scene);
    p->finding = scene.title;
    p->chart = (struct html_safe){sbuf_str(&b)};
    p->has_chart = !b.overflow;
}

static void take_tables(struct req *r, const struct rows *rows, const struct rows *scores, struct checkin_panel *p)
{
    static const struct col cols[] = {{"on_date", COL_PLAIN, NULL, NULL, NULL}, {"value", COL_NUMBER, NULL, NULL, NULL},
                                      {"confidence", COL_PLAIN, NULL, NULL, NULL}, {"light", COL_TAG, "light", NULL, NULL},
                                      {"note", COL_PLAIN, NULL, NULL, NULL}, {"by_user", COL_PLAIN, NULL, NULL, NULL}};
    static const struct col score_cols[] = {{"quarter", COL_PLAIN, NULL, NULL, NULL}, {"as_of", COL_PLAIN, NULL, NULL, NULL},
                                            {"percent", COL_SCORE, NULL, NULL, NULL}, {"covered", COL_PLAIN, NULL, NULL, NULL},
                                            {"why", COL_WORD, "progress_why", NULL, NULL}, {"by_user", COL_PLAIN, NULL, NULL, NULL}};

    p->table = (struct table_view){.type = &checkin_type, .rows = rows->p, .n = rows->n, .cols = cols, .ncols = ARRAY_LEN(cols)};
    p->table.caption = tr(r->lang, TR("รายงานความคืบหน้า"));
    p->table.empty = tr(r->lang, TR("ยังไม่เคยรายงานความคืบหน้า"));
    p->scores = (struct table_view){.type = &okr_score_type, .rows = scores->p, .n = scores->n, .cols = score_cols, .ncols = ARRAY_LEN(score_cols)};
    p->scores.caption = tr(r->lang, TR("คะแนนสิ้นไตรมาส"));
    p->scores.empty = tr(r->lang, TR("ยังไม่ได้ปิดคะแนนไตรมาสใด"));
}

bool checkin_panel(struct req *r, const struct indicator_row *row, struct form *typed,
                   struct checkin_panel *ret, struct err *e)
{
    const struct str target[] = {row->target1, row->target2, row->target3};
    struct checkin_panel p = {.rolled = false};
    int64_t k = row->year - row->first_year;
    struct rows rows, parts, scores;
    struct str value = STR_NONE;
    const struct checkin *c;
    struct err no;

    if (!checkin_list(r->db, r->a, row->id, row->year, &rows, e) ||
        !checkin_plan_get(r->db, r->a, row->id, row->year, &p.plan, e) ||
        !rollup_history(r->db, r->a, row->year, STR("indicator"), row->id, &parts, e) ||
        !okr_scores(r->db, r->a, row->year, STR("indicator"), row->id, &scores, e))
        return false;
    c = rows.p;
    p.target = k >= 0 && k < 3 ? target[k] : STR_NONE;
    for (size_t i = 0; i < rows.n && value.n == 0; i++)
        value = c[i].value;
    if (!progress_of(row->direction, row->base_value, p.target, value, &p.p, e))
        return false;
    p.has_any = rows.n > 0;
    p.newest = rows.n ? c[0] : (struct checkin){0};
    p.newest.value = value;
    p.rolled = parts.n > 0;
    p.rolled_path = str_format(r->a, "/key-results/shares/indicator/%.*s", STR_FMT(row->code));
    p.late = !p.rolled && date_cmp(p.plan.next_due, r->today) < 0 && date_cmp(p.plan.next_due, fy_end((int32_t)row->year)) <= 0;
    p.cadence = word_label("cadence", p.plan.cadence, r->lang);
    p.action = str_format(r->a, "/key-results/%.*s", STR_FMT(row->code));
    p.may_write = actor_check_city(&r->session.actor, PERM_VERIFY, &no) ||
                  actor_check(&r->session.actor, PERM_RESULT, row->agency_id, row->division, &no);
    if (typed) {
        p.form = *typed;
        p.answered = true;
    } else {
        checkin_form(r, &p.form);
    }
    draw(r, &rows, &p);
    take_tables(r, &rows, &scores, &p);
    *ret = p;
    return true;
}
