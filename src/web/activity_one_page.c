/* activity_one_page.c - /activities/{code}: how far it is, its gantt and S-curve, its steps, money and plans. */
#include "base/arena.h"
#include "base/err.h"
#include "document/gantt.h"
#include "views.h"
#include "web/activity_page.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { WIDE = 760, SMALL = 360, PICTURE_MAX = 512 * 1024 };

static struct str step_label(struct req *r, const struct activity_step *s)
{
    return str_format(r->a, "%lld. %.*s", (long long)s->n, STR_FMT(s->name));
}

struct str activity_when(struct req *r, const struct activity_step *s)
{
    struct date from, to;
    struct sbuf b;

    if (!s->to_day.yyyymmdd && !s->from_day.yyyymmdd)
        return STR_NONE;
    activity_months_days(s->months, fy_of(s->due), &from, &to);
    sbuf_init(&b, r->a, 200);
    if (s->months && date_cmp(from, s->from_day) == 0 && date_cmp(to, s->to_day) == 0) {
        activity_months_put(&b, s->months, r->lang);
        return sbuf_str(&b);
    }
    if (s->from_day.yyyymmdd)
        date_put(&b, s->from_day, DATE_SHORT, r->lang);
    SB_LIT(&b, " – ");
    if (s->to_day.yyyymmdd)
        date_put(&b, s->to_day, DATE_SHORT, r->lang);
    return sbuf_str(&b);
}

/* ---- pictures ---- */

/* The part of a step's bar that is done, in days. */
static struct date done_until(const struct activity_step *s)
{
    int32_t days = date_days_between(s->from_day, s->to_day) + 1;

    return date_add_days(s->from_day, (int32_t)(days * s->done.bp / ACTIVITY_WHOLE) - 1);
}

static struct gantt_item bar_of(struct req *r, const struct activity_step *s)
{
    struct gantt_item g = {.label = step_label(r, s), .href = str_format(r->a, "/activities/%.*s#step%lld", STR_FMT(s->code), (long long)s->n), .late = s->late};
    struct str when = activity_when(r, s);

    g.title = SAY(r, TR("{step}: {when} ทำแล้วร้อยละ {done}"), {STR("{step}"), g.label},
                  {STR("{when}"), when.n ? when : tr(r->lang, TR("ไม่ระบุเดือน"))}, {STR("{done}"), money_share_text(r, s->done.bp)});
    if (s->to_day.yyyymmdd) {
        g.from = s->from_day.yyyymmdd ? s->from_day : s->to_day;
        g.to = s->to_day;
        if (s->done.bp > 0 && s->from_day.yyyymmdd) {
            g.real_from = s->from_day;
            g.real_to = done_until(s);
        } else if (s->late) { /* nothing done of what is overdue: its edge says so */
            g.real_from = g.real_to = g.from;
        }
    } else if (s->done.bp > 0 && s->done_on.yyyymmdd) {
        g.real_from = g.real_to = s->done_on;
    }
    return g;
}

static struct html_safe drawn(struct req *r, struct scene *scene, struct str id, const char *suffix, struct str title, struct str desc)
{
    struct sbuf b;

    scene->id = str_format(r->a, "%.*s-%s", STR_FMT(id), suffix);
    scene->title = title;
    scene->desc = desc;
    sbuf_init(&b, r->a, PICTURE_MAX);
    scene_svg(&b, scene);
    return (struct html_safe){sbuf_str(&b)};
}

/* A row without bars that says whose steps follow. */
static struct gantt_item head_of(struct req *r, const struct activity_gantt *g, const struct activity_step *s)
{
    struct gantt_item ret = {.label = s->code, .href = str_format(r->a, "/activities/%.*s", STR_FMT(s->code))};

    for (size_t k = 0; k < g->xs; k++) {
        if (g->x[k].id == s->activity_id)
            ret.label = g->x[k].name;
    }
    ret.title = ret.label;
    return ret;
}

void activity_gantt(struct req *r, const struct activity_gantt *g, struct html_safe *ret_wide, struct html_safe *ret_small)
{
    const struct gantt_year y = {r->year, r->today, r->lang};
    struct gantt_item *item = ARENA_ARRAY(r->a, struct gantt_item, 2 * g->n + 1);
    struct scene wide = {0}, small = {0};
    struct str title, desc = tr(r->lang, TR("แถบอ่อนคือแผน แถบเข้มคือส่วนที่ทำแล้ว แถบแดงคือช้ากว่าแผน เส้นแดงคือวันนี้"));
    size_t late = 0, n = 0;

    for (size_t i = 0; i < g->n; i++) {
        if (g->x && (i == 0 || g->step[i].activity_id != g->step[i - 1].activity_id))
            item[n++] = head_of(r, g, &g->step[i]);
        item[n++] = bar_of(r, &g->step[i]);
        late += g->step[i].late;
    }
    title = late ? SAY(r, TR("ช้ากว่าแผน {n} ขั้นตอน"), {STR("{n}"), money_count_text(r, (int64_t)late)})
                 : tr(r->lang, TR("ทุกขั้นตอนที่ถึงกำหนดทำแล้ว"));
    chart_gantt_year(r->a, item, n, &y, WIDE, &wide);
    chart_gantt_year(r->a, item, n, &y, SMALL, &small);
    *ret_wide = drawn(r, &wide, g->id, "wide", title, desc);
    *ret_small = drawn(r, &small, g->id, "small", title, desc);
}

static void curve_picture(struct req *r, struct activity_page *p, const struct activity_point *point)
{
    int64_t *v = ARENA_ARRAY(r->a, int64_t, (size_t)3 * ACTIVITY_MONTHS);
    struct chart_item *item = ARENA_ARRAY(r->a, struct chart_item, ACTIVITY_MONTHS);
    struct scene wide = {0}, small = {0};
    size_t begun = 0;
    struct chart_series line[3];
    const struct chart_places places = {item, ACTIVITY_MONTHS};

    for (size_t i = 0; i < ACTIVITY_MONTHS; i++) {
        begun += point[i].past;
        v[i] = point[i].planned.bp;
        v[ACTIVITY_MONTHS + i] = point[i].done.bp;
        v[2 * ACTIVITY_MONTHS + i] = point[i].paid_rate.bp;
        item[i] = (struct chart_item){.label = point[i].name,
                                      .title = SAY(r, TR("{month}: แผนร้อยละ {plan} จริง {done}"), {STR("{month}"), point[i].name},
                                                   {STR("{plan}"), money_share_text(r, point[i].planned.bp)},
                                                   {STR("{done}"), point[i].past ? money_share_text(r, point[i].done.bp) : STR("–")})};
    }
    line[0] = (struct chart_series){tr(r->lang, TR("แผน")), v, ACTIVITY_MONTHS, 3, false};
    line[1] = (struct chart_series){tr(r->lang, TR("ทำได้จริง")), v + ACTIVITY_MONTHS, begun, 1, true};
    line[2] = (struct chart_series){tr(r->lang, TR("เบิกจ่าย")), v + (size_t)2 * ACTIVITY_MONTHS, begun, 2, false};
    chart_lines(r->a, &places, line, p->has_money ? 3 : 2, WIDE, 300, &wide);
    chart_lines(r->a, &places, line, p->has_money ? 3 : 2, SMALL, 240, &small);
    p->curve = drawn(r, &wide, STR("curve"), "wide", p->curve_title, p->curve_title);
    p->curve_small = drawn(r, &small, STR("curve"), "small", p->curve_title, p->curve_title);
}

/* ---- what it says ---- */

static void fact(struct activity_page *p, struct str label, struct str text, struct str href)
{
    if (text.n && p->fact_n < ACTIVITY_FACTS)
        p->fact[p->fact_n++] = (struct activity_fact){label, text, href};
}

static struct str code_and_name(struct req *r, struct str code, struct str name)
{
    return code.n ? str_format(r->a, "%.*s · %.*s", STR_FMT(code), STR_FMT(name)) : STR_NONE;
}

static void put_facts(struct req *r, struct activity_page *p)
{
    const struct activity *x = &p->x;
    struct str money = money_text(r->a, x->amount, MONEY_WHOLE);

    fact(p, tr(r->lang, TR("หน่วยรับงบประมาณ")), x->agency_name, str_format(r->a, "/activities?agency=%.*s", STR_FMT(x->agency_code)));
    fact(p, tr(r->lang, TR("ส่วนราชการ")), x->unit, STR_NONE);
    fact(p, tr(r->lang, TR("ตัวชี้วัดที่สนับสนุน")), code_and_name(r, x->indicator_code, x->indicator_name), STR_NONE);
    fact(p, tr(r->lang, TR("เป้าประสงค์/มาตรการ")), code_and_name(r, x->goal_code, x->goal_name), STR_NONE);
    fact(p, tr(r->lang, TR("งบประมาณ (บาท)")), x->amount.satang == 0 && !x->from_lines ? tr(r->lang, TR("ไม่ใช้เงิน")) : money, STR_NONE);
    fact(p, tr(r->lang, TR("ที่มาของเงิน")), x->from_lines ? tr(r->lang, TR("จากรายการงบประมาณด้านล่าง")) : x->source, STR_NONE);
    fact(p, tr(r->lang, TR("หนังสืออ้างอิง")), x->basis, STR_NONE);
    fact(p, tr(r->lang, TR("แผนฉบับที่มีผล")), x->plan_no ? money_count_text(r, x->plan_no) : STR_NONE, STR_NONE);
    if (x->unstated.bp)
        fact(p, tr(r->lang, TR("ไม่ระบุเดือน")), SAY(r, TR("น้ำหนัก {points} ไม่ระบุเดือนในแผน นับเป็นแผนเมื่อสิ้นปีงบประมาณ"),
                                                   {STR("{points}"), money_share_text(r, x->unstated.bp)}), STR_NONE);
}

static struct str lead(struct req *r, const struct activity *x)
{
    struct param plan = {STR("{plan}"), money_share_text(r, x->planned.bp)}, done = {STR("{done}"), money_share_text(r, x->done.bp)};

    if (str_eq(x->pace, STR("late")))
        return SAY(r, TR("ช้ากว่าแผน {days} วัน ทำได้ร้อยละ {done} จากแผนร้อยละ {plan} ต่าง {slip} จุด"), {STR("{days}"), money_count_text(r, x->late_days)},
                   done, plan, {STR("{slip}"), activity_points_text(r, x->slip.bp)});
    if (str_eq(x->pace, STR("done")))
        return tr(r->lang, TR("ทำครบทุกขั้นตอนแล้ว"));
    if (str_eq(x->pace, STR("stopped")))
        return SAY(r, TR("ยุติแล้วเมื่อทำได้ร้อยละ {done}"), done);
    if (str_eq(x->state, STR("approved")))
        return SAY(r, TR("ทำได้ร้อยละ {done} จากแผนร้อยละ {plan} ขั้นถัดไปครบกำหนด {due}"), done, plan, {STR("{due}"), money_day_text(r, x->due)});
    if (str_eq(x->state, STR("sent")))
        return tr(r->lang, TR("แผนนี้รอหัวหน้าหน่วยงานเห็นชอบ"));
    return str_eq(x->state, STR("returned")) ? tr(r->lang, TR("แผนนี้ถูกส่งคืน แก้แล้วส่งใหม่")) : tr(r->lang, TR("แผนนี้ยังเป็นร่าง ส่งให้หัวหน้าหน่วยงานเห็นชอบเมื่อพร้อม"));
}

/* With both decimals: weights add up to 100.00. */
static struct str plain_share(struct req *r, struct share x)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 40);
    value_put_plain(&b, V(x));
    return sbuf_str(&b);
}

static void put_steps(struct req *r, struct activity_page *p, const struct rows *rows)
{
    struct activity_step_view *v = ARENA_ARRAY(r->a, struct activity_step_view, rows->n + 1);

    for (size_t i = 0; i < rows->n; i++) {
        v[i].s = ((const struct activity_step *)rows->p)[i];
        v[i].when = activity_when(r, &v[i].s);
        v[i].unstated = v[i].when.n == 0;
        v[i].done = v[i].s.done.bp == ACTIVITY_WHOLE;
        v[i].weight = plain_share(r, v[i].s.weight);
        v[i].cumulative = plain_share(r, v[i].s.cumulative);
        v[i].papers = str_format(r->a, "/attachments?subject=activity:%.*s:step%lld&back=/activities/%.*s", STR_FMT(p->x.code),
                                 (long long)v[i].s.step_key, STR_FMT(p->x.code));
        v[i].key = str_format(r->a, "%.*s", STR_FMT(v[i].s.code));
    }
    p->step = v;
    p->step_n = rows->n;
}

static bool take_tables(struct req *r, struct activity_page *p, int64_t plan_no, struct err *e)
{
    static const struct col plan_cols[] = {
        {"no", COL_LINK, "?plan=", "no", NULL}, {"state", COL_TAG, "activity", NULL, NULL}, {"reason", COL_PLAIN, NULL, NULL, NULL},
        {"amount", COL_WHOLE, NULL, NULL, NULL},     {"made_by", COL_PLAIN, NULL, NULL, NULL},    {"decided_by", COL_PLAIN, NULL, NULL, NULL},
        {"decided_on", COL_PLAIN, NULL, NULL, NULL}, {"answer", COL_UNDER, NULL, NULL, NULL},
    };
    static const struct col note_cols[] = {
        {"on_day", COL_PLAIN, NULL, NULL, NULL}, {"step", COL_PLAIN, NULL, NULL, NULL},     {"done", COL_BAR, NULL, NULL, NULL},
        {"note", COL_PLAIN, NULL, NULL, NULL},   {"evidence", COL_PLAIN, NULL, NULL, NULL}, {"by_user", COL_PLAIN, NULL, NULL, NULL},
    };
    static const struct col source_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
                                             {"kind", COL_WORD, "activity_source", NULL, NULL}, {"amount", COL_WHOLE, NULL, NULL, NULL},
                                             {"paid", COL_WHOLE, NULL, NULL, NULL}};
    struct rows plans, notes, sources = {0};

    if (!activity_plans(r->db, r->a, p->x.id, &plans, e) || !activity_notes(r->db, r->a, &p->x, &notes, e) ||
        (p->x.from_lines && !activity_sources(r->db, r->a, &p->x, plan_no, &sources, e)))
        return false;
    p->plans = (struct table_view){.type = &activity_plan_type, .rows = plans.p, .n = plans.n, .cols = plan_cols, .ncols = ARRAY_LEN(plan_cols),
                                   .caption = tr(r->lang, TR("ฉบับของแผน"))};
    p->notes = (struct table_view){.type = &activity_note_type, .rows = notes.p, .n = notes.n, .cols = note_cols, .ncols = ARRAY_LEN(note_cols),
                                   .caption = tr(r->lang, TR("บันทึกความก้าวหน้า")), .empty = tr(r->lang, TR("ยังไม่มีบันทึกความก้าวหน้า"))};
    p->sources = (struct table_view){.type = &activity_source_type, .rows = sources.p, .n = sources.n, .cols = source_cols,
                                     .ncols = ARRAY_LEN(source_cols), .caption = tr(r->lang, TR("รายการงบประมาณ"))};
    return true;
}

static bool take_curve(struct req *r, struct activity_page *p, struct err *e)
{
    static const struct col cols[] = {
        {"name", COL_PLAIN, NULL, NULL, TR("เดือน")}, {"planned", COL_PLAIN, NULL, NULL, NULL}, {"done", COL_PLAIN, NULL, NULL, NULL},
        {"slip", COL_PLAIN, NULL, NULL, NULL},        {"paid", COL_WHOLE, NULL, NULL, NULL},    {"paid_rate", COL_PLAIN, NULL, NULL, NULL},
    };
    struct activity_point *point = ARENA_ARRAY(r->a, struct activity_point, ACTIVITY_MONTHS);

    if (!activity_curve(r->db, r->a, &p->x, r->today, r->lang, point, e))
        return false;
    p->curve_title = p->has_money ? tr(r->lang, TR("แผน ผลจริง และเงินที่เบิกจ่าย สะสมรายเดือน")) : tr(r->lang, TR("แผนและผลจริงสะสมรายเดือน"));
    curve_picture(r, p, point);
    p->points = (struct table_view){.type = &activity_point_type, .rows = point, .n = ACTIVITY_MONTHS, .cols = cols,
                                    .ncols = ARRAY_LEN(cols) - (p->has_money ? 0 : 2), .caption = p->curve_title};
    for (size_t i = 0; i < ACTIVITY_MONTHS; i++) {
        if (!point[i].past) {
            p->points.n = i; /* months ahead have no actual; the picture shows their plan */
            break;
        }
    }
    return true;
}

static void rights(struct req *r, struct activity_page *p, const struct activity_plan *open)
{
    const struct actor *who = &r->session.actor;
    bool write = activity_may_write(who, &p->x), ended = str_eq(p->x.state, STR("stopped")) || str_eq(p->x.state, STR("dropped"));
    bool sent = open && str_eq(open->state, STR("sent"));

    p->in_force = str_eq(p->x.state, STR("approved"));
    p->may_edit = write && !ended && !sent;
    p->may_send = write && open && str_eq(open->state, STR("draft")) && !ended;
    p->may_drop = write && open && !ended;
    p->may_decide = sent && activity_may_approve(who, &p->x);
    p->may_progress = write && p->in_force;
    p->plan_word = open ? SAY(r, TR("แผนฉบับที่ {no}: {state} {reason}"), {STR("{no}"), money_count_text(r, open->no)},
                              {STR("{state}"), word_label("activity", open->state, r->lang)}, {STR("{reason}"), open->reason})
                        : STR_NONE;
    p->has_side = open || p->may_progress || p->may_edit;
}

static const struct activity_plan *plan_no(const struct table_view *t, int64_t no)
{
    const struct activity_plan *x = t->rows;

    for (size_t i = 0; i < t->n; i++) {
        if (no && x[i].no == no)
            return &x[i];
    }
    return NULL;
}

static bool one_show(struct req *r, struct str code, struct str refused, int status, struct reply *ret, struct err *e)
{
    struct activity_page *p = ARENA_NEW(r->a, struct activity_page);
    struct param crumb = {tr(r->lang, TR("แผนกิจกรรมและความก้าวหน้า")), STR("/activities")};
    struct page_head head = {.nav = STR("/activities"), .crumb = &crumb, .ncrumb = 1};
    struct rows steps;
    int64_t no;

    if (!activity_get(r->db, r->a, code, r->today, &p->x, e))
        return false;
    if (!activity_may_see(&r->session.actor, &p->x)) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    if (!req_int(r, "plan", 1, 9999, p->x.shown_no, &no, e) || !activity_steps(r->db, r->a, &p->x, no, r->today, &steps, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &activity_step_type, steps.p, steps.n, NULL, STR_NONE, code, ret, e);
    r->year = p->x.year; /* the picture's and the title's */
    p->year = p->x.year;
    p->csrf = r->session.csrf;
    p->refused = refused;
    p->action = str_format(r->a, "/activities/%.*s", STR_FMT(code));
    p->title = head.title = p->x.name;
    p->lead = lead(r, &p->x);
    p->has_money = p->x.from_lines;
    p->old_plan = no != p->x.shown_no;
    put_steps(r, p, &steps);
    if (!take_tables(r, p, no, e) || !take_curve(r, p, e))
        return false;
    rights(r, p, plan_no(&p->plans, p->x.open_no));
    put_facts(r, p);
    p->has_gantt = steps.n > 0;
    activity_gantt(r, &(const struct activity_gantt){.step = steps.p, .n = steps.n, .id = STR("gantt")}, &p->gantt, &p->gantt_small);
    if (!REPLY_PAGE(r, &head, activity, p, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool activity_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, r->seg[0], STR_NONE, 200, ret, e);
}

/* ---- sending, deciding, giving up ---- */

struct step_ctx {
    struct str code, event, reason;
    int64_t version;
};

static bool step_write(struct act *by, void *ctx, struct err *e)
{
    const struct step_ctx *c = ctx;

    if (str_eq(c->event, STR("send")))
        return activity_send(by, c->code, c->version, e);
    if (str_eq(c->event, STR("drop")))
        return activity_drop(by, c->code, c->version, c->reason, e);
    return activity_decide(by, c->code, c->version, c->event, c->reason, e);
}

static bool step_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct step_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/activities/%.*s", STR_FMT(c->code)), ret);
    return true;
}

static bool step_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct step_ctx *c = ctx;
    struct err again = {0};

    if (e->code == ERR_NOT_FOUND)
        return false;
    return one_show(r, c->code, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

bool activity_step_post(struct req *r, struct reply *ret, struct err *e)
{
    struct step_ctx *c = ARENA_NEW(r->a, struct step_ctx);

    c->code = r->seg[0];
    c->event = req_field(r, "event");
    c->reason = req_field(r, "reason");
    if (!req_int(r, "version", 0, INT64_MAX, -1, &c->version, e))
        return false;
    r->refused = step_refused;
    return req_write(r, step_write, step_done, c, ret, e);
}
